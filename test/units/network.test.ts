import { describe, expect, test } from '@jest/globals';
import { environmentWith, fixtureEnvironment, resolvedIn } from '../support/fixture.ts';
import { Network, type Pod } from '../support/network.ts';
import { documentedLabels, NetworkScene, networkFaults } from '../support/network-scene.ts';

const environments = ['dev', 'qa', 'eu-prod'];

describe('NetworkPolicies as the tests read them', () => {
  const pod = (namespace: string, labels: Record<string, string>, ip = '10.1.0.1'): Pod => ({
    namespace,
    labels,
    ip,
    ports: { web: 8080 },
  });
  const [web, db, other] = [pod('a', { app: 'web' }), pod('a', { app: 'db' }), pod('b', { app: 'web' })];
  const network = (...specs: Record<string, unknown>[]) =>
    new Network(
      specs.map((spec, index) => ({
        kind: 'NetworkPolicy',
        metadata: { name: `p${index}`, namespace: 'a' },
        spec,
      })),
      { b: { team: 'b' } },
    );
  const at = { port: 8080 };

  test('no policy closes nothing; one that selects a pod closes its directions', () => {
    expect(network().connects(other, web, at)).toBe(true);
    const denied = network({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect([denied.connects(other, web, at), denied.connects(web, other, at)]).toEqual([false, false]);
    expect(denied.connects(other, { ip: '192.0.2.1' }, at)).toBe(true);
    // Without types: ingress always, egress where it has rules.
    const silent = network({ podSelector: { matchLabels: { app: 'web' } } });
    expect([silent.connects(db, web, at), silent.connects(web, db, at)]).toEqual([false, true]);
    const outward = network({ podSelector: {}, egress: [] });
    expect(outward.connects(web, other, at)).toBe(false);
  });

  test('policies add up, and both ends must agree', () => {
    const both = network(
      { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: {} }] }],
      },
    );
    expect(both.connects(web, db, at)).toBe(false);
    const admitted = network(
      { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: {} }] }],
      },
      { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [{ podSelector: {} }] }] },
    );
    expect([admitted.connects(web, db, at), admitted.connects(db, web, at)]).toEqual([true, false]);
    expect(admitted.policiesOf(web)).toEqual(['p0', 'p1']);
  });

  test.each<[string, Record<string, unknown>[], [boolean, boolean]]>([
    [
      'a pod selector alone is about its own namespace',
      [{ podSelector: { matchLabels: { app: 'web' } } }],
      [true, false],
    ],
    [
      'a namespace selector alone is about all of its pods',
      [{ namespaceSelector: { matchLabels: { team: 'b' } } }],
      [false, true],
    ],
    [
      'the name of a namespace is a label',
      [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } }],
      [true, false],
    ],
    [
      'both selectors must fit',
      [{ namespaceSelector: { matchLabels: { team: 'b' } }, podSelector: { matchLabels: { app: 'db' } } }],
      [false, false],
    ],
    [
      'two peers are alternatives',
      [{ namespaceSelector: { matchLabels: { team: 'b' } } }, { podSelector: {} }],
      [true, true],
    ],
    ['no peers are everybody', [], [true, true]],
    ['a network takes addresses of pods too', [{ ipBlock: { cidr: '10.1.0.0/16' } }], [true, true]],
    [
      'a network without a part of it',
      [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
      [false, false],
    ],
  ])('%s', (_what, from, expected) => {
    const one = network({ podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from }] });
    expect([one.connects(web, db, at), one.connects(other, db, at)]).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, boolean]>([
    ['In', { key: 'app', operator: 'In', values: ['x', 'web'] }, true],
    ['In others', { key: 'app', operator: 'In', values: ['x'] }, false],
    ['In of a label that is absent', { key: 'tier', operator: 'In', values: ['x'] }, false],
    ['NotIn', { key: 'app', operator: 'NotIn', values: ['web'] }, false],
    ['NotIn of a label that is absent', { key: 'tier', operator: 'NotIn', values: ['x'] }, true],
    ['Exists', { key: 'app', operator: 'Exists' }, true],
    ['DoesNotExist', { key: 'app', operator: 'DoesNotExist' }, false],
  ])('a selector by %s', (_what, expression, expected) => {
    const one = network({ podSelector: { matchExpressions: [expression] }, policyTypes: ['Egress'] });
    expect(one.policiesOf(web)).toEqual(expected ? ['p0'] : []);
  });

  test.each<[string, Record<string, unknown>[] | undefined, [boolean, boolean]]>([
    ['no ports are all', undefined, [true, true]],
    ['a number', [{ port: 8080 }], [true, false]],
    ['another number', [{ port: 80 }], [false, false]],
    ['a range', [{ port: 8000, endPort: 8080 }], [true, false]],
    ['a range that ends before', [{ port: 8000, endPort: 8079 }], [false, false]],
    ['the name of a port', [{ port: 'web' }], [true, false]],
    ['a name that the pod does not have', [{ port: 'api' }], [false, false]],
    ['another protocol', [{ port: 8080, protocol: 'UDP' }], [false, true]],
    ['all of a protocol', [{ protocol: 'UDP' }], [false, true]],
  ])('ports: %s', (_what, ports, expected) => {
    const rule = ports === undefined ? {} : { ports };
    const one = network({ podSelector: { matchLabels: { app: 'db' } }, ingress: [rule] });
    expect([one.connects(web, db, at), one.connects(web, db, { port: 8080, protocol: 'UDP' })]).toEqual(
      expected,
    );
  });

  test('addresses of one family are not in networks of the other', () => {
    const one = network({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '::/0' } }] }],
    });
    expect([one.connects(web, { ip: '192.0.2.1' }, at), one.connects(web, { ip: 'fd00::1' }, at)]).toEqual([
      false,
      true,
    ]);
  });
});

test('the documentation asks for one label', () => {
  expect(documentedLabels('ledger-booking')).toEqual({ 'app.kubernetes.io/name': 'ledger-booking' });
});

describe.each(environments)('%s', (name) => {
  const scene = new NetworkScene(resolvedIn(name));

  test('every pod reaches what it must, and nothing else', () => {
    expect(networkFaults(scene)).toEqual([]);
  });

  test('each policy is about a pod that there is', () => {
    const pods = [...scene.documented, ...scene.rendered].map(({ pod }) => pod);
    const selecting = new Set(pods.flatMap((pod) => scene.network.policiesOf(pod)));
    const rendered = scene.objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(rendered.map(({ metadata }) => metadata.name).filter((one) => !selecting.has(one))).toEqual([]);
  });
});

describe('eu-prod, pod by pod', () => {
  const scene = new NetworkScene(resolvedIn('eu-prod'));

  test.each([
    ['ledger-booking', ['dns', 'broker:9093']],
    // It proves who it is by a password, on the listener for that.
    ['ledger-invoicing', ['dns', 'broker:9094']],
    ['parcels-acme--scanner', ['dns', 'broker:9093']],
    // It only writes to queues.
    ['sorting-dispatch', ['dns', 'broker:9093']],
  ])('%s reaches %j', (service, expected) => {
    const found = scene.documented.find((one) => one.name === service);
    if (found === undefined) throw new Error(`no pod of ${service}`);
    expect(scene.reached(found.pod)).toEqual(expected);
    expect(scene.reachedBy(found.pod)).toEqual([]);
  });

  test.each([
    ['ScaledJob sorting-read-label', ['Internet', 'dns', 'broker:9093']],
    ['ScaledJob sorting-depot-batch-plan-routes', ['dns', 'broker:9093']],
  ])('%s reaches %j', (program, expected) => {
    const found = scene.rendered.find((one) => one.name === program);
    if (found === undefined) throw new Error(`no pod of ${program}`);
    expect(scene.reached(found.pod)).toEqual(expected);
    expect(scene.reachedBy(found.pod)).toEqual([]);
  });

  test('a pod without the label reaches nothing', () => {
    for (const pod of scene.unlabelled('ledger-eu')) {
      expect(scene.reached(pod)).toEqual([]);
      expect(scene.reachedBy(pod)).toEqual([]);
    }
  });

  test('who takes the name of a service in another namespace has nothing of it', () => {
    expect(scene.reached(scene.pod('parcels-eu', documentedLabels('ledger-booking')))).toEqual([]);
    // In a namespace without policies it gets out, and no listener lets it in.
    const stranger = scene.reached(scene.pod('elsewhere', documentedLabels('ledger-booking')));
    expect(stranger).toContain('Internet');
    expect(stranger).not.toContain('broker:9093');
  });
});

describe('where others run too', () => {
  const external = environmentWith('eu-prod', (terms) => {
    terms.workloads.externalNamespaces = ['ledger-eu'];
  });

  test.each([
    ['the namespace of Kafka', resolvedIn('qa'), 'kafka-qa', 'sorting-dispatch'],
    ['an external namespace', resolvedIn(external), 'ledger-eu', 'ledger-booking'],
  ])(
    '%s: a pod with the label is as closed as elsewhere, one without it is under no policy',
    (_what, resolved, namespace, service) => {
      const scene = new NetworkScene(resolved);
      expect(networkFaults(scene)).toEqual([]);
      const found = scene.documented.find((one) => one.name === service);
      expect(found?.pod.namespace).toBe(namespace);
      expect(found && scene.reachedBy(found.pod)).toEqual([]);
      const [plain] = scene.unlabelled(namespace);
      expect(plain && scene.network.policiesOf(plain)).toEqual([]);
      expect(plain && scene.reached(plain)).toContain('metadata service');
    },
  );

  test('the namespaces that are rendered are the others', () => {
    expect(new NetworkScene(resolvedIn(external)).ownNamespaces).toEqual(['parcels-eu', 'sorting-eu']);
    expect(fixtureEnvironment('eu-prod').workloads.externalNamespaces).toEqual([]);
    expect(new NetworkScene(resolvedIn('eu-prod')).ownNamespaces).toEqual([
      'ledger-eu',
      'parcels-eu',
      'sorting-eu',
    ]);
  });
});
