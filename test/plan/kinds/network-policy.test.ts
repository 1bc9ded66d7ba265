import { describe, expect, test } from '@jest/globals';
import { brokers, dns, policy, sentences, tcp, thing } from '../../support/objects.ts';

const udp = (port: number) => ({ protocol: 'UDP', port });
const egress = (...rules: unknown[]) => policy({ egress: rules });
const ingress = (...rules: unknown[]) => policy({ policyTypes: ['Ingress'], ingress: rules });
const to = (peers: unknown[], ...ports: unknown[]) => ({ to: peers, ports });
const from = (peers: unknown[], ...ports: unknown[]) => ({ from: peers, ports });
const web = { podSelector: { matchLabels: { app: 'web' } } };
const block = (cidr: string, except?: string[]) => ({
  ipBlock: { cidr, ...(except === undefined ? {} : { except }) },
});

describe('a policy', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'about other pods',
      policy({}),
      policy({ podSelector: { matchLabels: { app: 'y' } } }),
      [
        'spec.podSelector: review: p is about other pods: those it leaves are bound by the remaining policies only, those it takes lose what it does not allow',
      ],
    ],
    [
      'that closes a direction',
      policy({}),
      policy({ policyTypes: ['Egress', 'Ingress'] }),
      ['spec.policyTypes[Ingress]: review: p closes one more direction: what no policy allows is cut off'],
    ],
    [
      'that opens a direction',
      policy({ policyTypes: ['Egress', 'Ingress'] }),
      policy({}),
      [
        'spec.policyTypes[Ingress]: review: p closes one direction no more: what no other policy forbids is open',
      ],
    ],
    [
      'that lets more out',
      egress(),
      egress(to([web], tcp(80))),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 80]: review: pods of p may reach more than before',
      ],
    ],
    [
      'that lets more in',
      ingress(),
      ingress(from([web], tcp(80))),
      [
        'spec.ingress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 80]: review: pods of p may be reached by more than before',
      ],
    ],
    [
      'that lets less out',
      egress(to([web], tcp(80))),
      egress(),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 80]: review: cut off: pods of p do not reach what this allowed, unless another policy does',
      ],
    ],
    [
      'that lets less in',
      ingress(from([web], tcp(80))),
      ingress(),
      [
        'spec.ingress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 80]: review: cut off: pods of p are not reached by what this allowed, unless another policy does',
      ],
    ],
    [
      'without the brokers',
      egress(to([brokers], tcp(9093))),
      egress(),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"strimzi.io/kind":"Kafka"}}} at TCP 9093]: review: cuts the client off: pods of p no longer reach a broker, producers and consumers in them stand still',
      ],
    ],
    [
      'without one port of the brokers',
      egress(to([brokers], tcp(9093), tcp(9094))),
      egress(to([brokers], tcp(9094))),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"strimzi.io/kind":"Kafka"}}} at TCP 9093]: review: pods of p reach the brokers by another port only: a client with the old address is cut off',
      ],
    ],
    [
      'without names',
      egress(to([dns], udp(53), tcp(53))),
      egress(),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}} at TCP 53]: review: cuts the client off: pods of p no longer find names, so that nothing can be reached',
        'spec.egress[{"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}} at UDP 53]: review: cuts the client off: pods of p no longer find names, so that nothing can be reached',
      ],
    ],
    [
      'without one way to names',
      egress(to([dns], udp(53), tcp(53))),
      egress(to([dns], udp(53))),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}} at TCP 53]: review: cut off: pods of p do not reach what this allowed, unless another policy does',
      ],
    ],
    [
      'without the last way to names, by TCP',
      egress(to([dns], tcp(53))),
      egress(),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}} at TCP 53]: review: cuts the client off: pods of p no longer find names, so that nothing can be reached',
      ],
    ],
    [
      'without a port that only ends like that of names',
      egress(to([web], tcp(8053))),
      egress(),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 8053]: review: cut off: pods of p do not reach what this allowed, unless another policy does',
      ],
    ],
    [
      'that lets out to an address',
      egress(),
      egress(to([block('10.0.0.0/8', ['10.2.0.0/16', '10.1.0.0/16'])], tcp(443))),
      [
        'spec.egress[10.0.0.0/8 without 10.1.0.0/16 10.2.0.0/16 at TCP 443]: review: pods of p may reach more than before',
      ],
    ],
    [
      'that lets out to everything',
      egress(),
      egress({ ports: [tcp(443)] }),
      ['spec.egress[everything at TCP 443]: review: pods of p may reach more than before'],
    ],
    [
      'that lets out by all ports',
      egress(),
      egress({ to: [block('10.0.0.0/8')] }),
      ['spec.egress[10.0.0.0/8 at all ports]: review: pods of p may reach more than before'],
    ],
    [
      'that lets out by ports from to',
      egress(),
      egress(to([web], { port: 80, endPort: 90 })),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP 80-90]: review: pods of p may reach more than before',
      ],
    ],
    [
      'that lets out by a named port',
      egress(),
      egress(to([web], { port: 'http' })),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at TCP http]: review: pods of p may reach more than before',
      ],
    ],
    [
      'that lets out by a protocol',
      egress(),
      egress(to([web], { protocol: 'SCTP' })),
      [
        'spec.egress[{"podSelector":{"matchLabels":{"app":"web"}}} at SCTP all]: review: pods of p may reach more than before',
      ],
    ],
    [
      'with what is not known',
      policy({}),
      policy({ unheardOf: 1 }),
      ['spec.unheardOf: review: what follows is not known here: this field is new'],
    ],
    [
      'that goes',
      policy({}),
      undefined,
      [
        'delete: review: what p allowed is cut off where another policy selects its pods, and everything is open where none does',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    ['the protocol, which is TCP', egress(to([web], { port: 80 })), egress(to([web], tcp(80)))],
    [
      'the order of exceptions',
      egress(to([block('10.0.0.0/8', ['a', 'b'])])),
      egress(to([block('10.0.0.0/8', ['b', 'a'])])),
    ],
    ['one rule or two', egress(to([web], tcp(80), tcp(81))), egress(to([web], tcp(81)), to([web], tcp(80)))],
    [
      'the direction, where there are no rules',
      policy({ policyTypes: undefined }),
      policy({ policyTypes: ['Ingress'] }),
    ],
    [
      'both directions, where there are rules',
      policy({ policyTypes: undefined, egress: [] }),
      policy({ policyTypes: ['Egress', 'Ingress'], egress: [] }),
    ],
    ['no pods chosen', policy({ podSelector: {} }), policy({ podSelector: undefined })],
  ])('%s, says nothing', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
    expect(sentences(after, before)).toEqual([]);
  });
});

describe('a new policy', () => {
  const made = (component: string | undefined, matchLabels: unknown) =>
    thing(
      'NetworkPolicy',
      { spec: { podSelector: { matchLabels } } },
      {
        labels: {
          'app.kubernetes.io/part-of': 'shop',
          ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
        },
      },
    );
  const account = (component: string, system = 'shop') =>
    thing(
      'ServiceAccount',
      {},
      { labels: { 'app.kubernetes.io/part-of': system, 'app.kubernetes.io/component': component } },
    );
  const safe = ['create: safe: a policy for pods that are as new'];
  const review = ['create: review: x may select pods that run: what no policy allows them is cut off'];

  test.each<[string, unknown, unknown[], string[]]>([
    ['for its own component', made('reader', { app: 'shop-reader' }), [], safe],
    ['for a component whose name ends with the label', made('shop-reader', { app: 'reader' }), [], safe],
    ['for other pods', made('reader', { app: 'writer' }), [], review],
    ['for what is not text', made('reader', { app: 1 }), [], review],
    ['for all pods', made('reader', undefined), [], review],
    ['for pods by nothing', made('reader', null), [], review],
    ['for no component', made(undefined, { app: 'reader' }), [], review],
    ['for a component that is there', made('reader', { app: 'reader' }), [account('reader')], review],
    [
      'for a component of another system',
      made('reader', { app: 'reader' }),
      [account('reader', 'other')],
      safe,
    ],
  ])('%s', (_what, one, before, told) => {
    expect(sentences(undefined, one, { before, after: before })).toEqual(told);
  });
});
