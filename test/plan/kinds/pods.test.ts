import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

/** A Deployment whose pod template has these values beside one container. */
const deployment = (
  spec: Record<string, unknown> = {},
  container: Record<string, unknown> = {},
  own: Record<string, unknown> = {},
) =>
  thing('Deployment', {
    spec: {
      template: { spec: { containers: [{ name: 'c', image: 'i:1', ...container }], ...spec } },
      ...own,
    },
  });
const labelled = (labels: Record<string, string>) =>
  thing('Deployment', { spec: { template: { metadata: { labels }, spec: {} } } });
const resources = (limits: Record<string, unknown>) => deployment({}, { resources: { limits } });

describe('pods', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'of another image',
      deployment(),
      deployment({}, { image: 'i:2' }),
      [
        'spec.template.spec.containers[c].image: review: pods, which restart, run another image: i:1 becomes i:2',
      ],
    ],
    [
      'with another variable',
      deployment({}, { env: [{ name: 'A', value: '1' }] }),
      deployment({}, { env: [{ name: 'A', value: '2' }] }),
      ['spec.template.spec.containers[c].env[A].value: review: pods, which restart, get another A'],
    ],
    [
      'with a variable that is spelled otherwise',
      deployment({}, { env: [{ name: 'A', value: '1k' }] }),
      deployment({}, { env: [{ name: 'A', value: '1000' }] }),
      ['spec.template.spec.containers[c].env[A].value: review: pods, which restart, get another A'],
    ],
    [
      'with another command',
      deployment({}, { command: ['a'] }),
      deployment({}, { command: ['b'] }),
      ['spec.template.spec.containers[c].command: review: pods, which restart, run another command'],
    ],
    [
      'with other arguments',
      deployment({}, { args: ['a'] }),
      deployment({}, { args: ['a', 'b'] }),
      ['spec.template.spec.containers[c].args: review: pods, which restart, run another command'],
    ],
    [
      'with less',
      resources({ memory: '2Gi' }),
      resources({ memory: '1Gi' }),
      [
        'spec.template.spec.containers[c].resources.limits.memory: review: pods, which restart, get less: above a limit of memory they are killed, of processor slowed down',
      ],
    ],
    [
      'with more',
      resources({ cpu: '500m' }),
      resources({ cpu: '1' }),
      [
        'spec.template.spec.containers[c].resources.limits.cpu: review: pods, which restart, ask for more, or have no bound: where no node has that much they wait',
      ],
    ],
    [
      'without a bound',
      resources({ cpu: '1' }),
      deployment(),
      [
        'spec.template.spec.containers[c].resources.limits.cpu: review: pods, which restart, ask for more, or have no bound: where no node has that much they wait',
      ],
    ],
    [
      'without a token',
      deployment(),
      deployment({ automountServiceAccountToken: false }),
      [
        'spec.template.spec.automountServiceAccountToken: review: pods, which restart, no longer get a token of their account: calls to the API server fail',
      ],
    ],
    [
      'with a token',
      deployment({ automountServiceAccountToken: false }),
      deployment(),
      [
        'spec.template.spec.automountServiceAccountToken: review: pods, which restart, get the token of their account: who breaks into one acts with its rights',
      ],
    ],
    [
      'that may do less',
      deployment(),
      deployment({ securityContext: { runAsNonRoot: true } }),
      [
        'spec.template.spec.securityContext.runAsNonRoot: review: what pods, which restart, may do on their node changes: a restricted namespace may refuse them',
      ],
    ],
    [
      'whose container may do less',
      deployment(),
      deployment({}, { securityContext: { privileged: false } }),
      [
        'spec.template.spec.containers[c].securityContext.privileged: review: what pods, which restart, may do on their node changes: a restricted namespace may refuse them',
      ],
    ],
    [
      'in the network of their node',
      deployment(),
      deployment({ hostNetwork: true }),
      [
        'spec.template.spec.hostNetwork: review: what pods, which restart, may do on their node changes: a restricted namespace may refuse them',
      ],
    ],
    [
      'among the processes of their node',
      deployment(),
      deployment({ hostPID: true }),
      [
        'spec.template.spec.hostPID: review: what pods, which restart, may do on their node changes: a restricted namespace may refuse them',
      ],
    ],
    [
      'in the memory of their node',
      deployment(),
      deployment({ hostIPC: true }),
      [
        'spec.template.spec.hostIPC: review: what pods, which restart, may do on their node changes: a restricted namespace may refuse them',
      ],
    ],
    [
      'with other labels',
      labelled({ app: 'a' }),
      labelled({ app: 'b' }),
      [
        'spec.template.metadata.labels.app: review: pods, which restart, carry other labels: NetworkPolicies and listeners that select by them let through more, or less',
      ],
    ],
    [
      'on other nodes',
      deployment(),
      deployment({ nodeSelector: { disk: 'fast' } }),
      [
        'spec.template.spec.nodeSelector.disk: review: pods, which restart, run on other nodes; where none fits they wait',
      ],
    ],
    [
      'on nodes that others avoid',
      deployment(),
      deployment({ tolerations: [{ key: 'a' }] }),
      [
        'spec.template.spec.tolerations[{"key":"a"}]: review: pods, which restart, run on other nodes; where none fits they wait',
      ],
    ],
    [
      'beside others',
      deployment(),
      deployment({ affinity: { podAffinity: { a: 1 } } }),
      [
        'spec.template.spec.affinity.podAffinity.a: review: pods, which restart, run on other nodes; where none fits they wait',
      ],
    ],
    [
      'spread over nodes',
      deployment(),
      deployment({ topologySpreadConstraints: [{ maxSkew: 1 }] }),
      [
        'spec.template.spec.topologySpreadConstraints[0].maxSkew: review: pods, which restart, run on other nodes; where none fits they wait',
      ],
    ],
    [
      'that end',
      deployment(),
      deployment({ restartPolicy: 'OnFailure' }),
      [
        'spec.template.spec.restartPolicy: review: a container of pods, which restart, that ends is started again, or not, in another way',
      ],
    ],
    [
      'as another account',
      deployment({ serviceAccountName: 'a' }),
      deployment({ serviceAccountName: 'b' }),
      [
        'spec.template.spec.serviceAccountName: review: pods, which restart, act as another account, with its rights',
      ],
    ],
    [
      'of another priority',
      deployment(),
      deployment({ priorityClassName: 'high' }),
      [
        'spec.template.spec.priorityClassName: review: pods, which restart, have another priority and count against another quota',
      ],
    ],
    [
      'that have longer to end',
      deployment(),
      deployment({ terminationGracePeriodSeconds: 60 }),
      [
        'spec.template.spec.terminationGracePeriodSeconds: review: pods, which restart, have more or less time to commit before they are killed',
      ],
    ],
    [
      'with another volume',
      deployment(),
      deployment({ volumes: [{ name: 'v', emptyDir: {} }] }),
      [
        'spec.template.spec.volumes[v].emptyDir: review: pods, which restart, find other files: a volume that is not there keeps them from starting',
        'spec.template.spec.volumes[v].name: review: pods, which restart, find other files: a volume that is not there keeps them from starting',
      ],
    ],
    [
      'with a volume elsewhere',
      deployment(),
      deployment({}, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      [
        'spec.template.spec.containers[c].volumeMounts[v].mountPath: review: pods, which restart, find other files: a volume that is not there keeps them from starting',
        'spec.template.spec.containers[c].volumeMounts[v].name: review: pods, which restart, find other files: a volume that is not there keeps them from starting',
      ],
    ],
    [
      'with what is not known',
      deployment(),
      deployment({ hostname: 'h' }),
      ['spec.template.spec.hostname: review: pods, which restart, are started in another way'],
    ],
    [
      'fewer of them',
      deployment({}, {}, { replicas: 3 }),
      deployment({}, {}, { replicas: 2 }),
      ['spec.replicas: review: fewer pods: partitions are shared out among them, and lag may grow'],
    ],
    [
      'more of them',
      deployment(),
      deployment({}, {}, { replicas: 2 }),
      ['spec.replicas: review: more pods: consumer groups rebalance; more than there are partitions idle'],
    ],
    [
      'one of them, which is the default',
      deployment({}, {}, { replicas: 2 }),
      deployment(),
      ['spec.replicas: review: fewer pods: partitions are shared out among them, and lag may grow'],
    ],
    [
      'none of them',
      deployment(),
      deployment({}, {}, { replicas: 0 }),
      [
        'spec.replicas: review: fewer pods: partitions are shared out among them, and lag may grow; nothing is running after that',
      ],
    ],
    [
      'selected otherwise',
      deployment(),
      deployment({}, {}, { selector: { matchLabels: { a: 'b' } } }),
      [
        'spec.selector.matchLabels.a: impossible: a Deployment keeps its selector: the API server refuses the change',
        '  1. add one with another name and the selector that is wanted',
        '  2. remove x when the other one runs',
      ],
    ],
    [
      'of a Deployment that is not known',
      deployment(),
      deployment({}, {}, { paused: true }),
      ['spec.paused: review: what changes in its pods has no effect until this is taken back'],
    ],
    ['that come', undefined, deployment(), ['create: review: x starts to run']],
    ['that go', deployment(), undefined, ['delete: review: x no longer runs']],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
    [
      'the pod',
      {
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        terminationGracePeriodSeconds: 30,
        restartPolicy: 'Always',
        securityContext: {},
        enableServiceLinks: true,
      },
      {},
      {},
    ],
    [
      'a container',
      {},
      {
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
        resources: {},
      },
      {},
    ],
    [
      'a Deployment',
      {},
      {},
      {
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 10,
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      },
    ],
    ['the name of an account', { serviceAccount: 'a' }, {}, {}],
  ])('%s with what servers fill in is the same', (_what, spec, container, own) => {
    expect(sentences(deployment(), deployment(spec, container, own))).toEqual([]);
    expect(sentences(deployment(spec, container, own), deployment())).toEqual([]);
  });

  test.each<[string, (filled: boolean) => unknown]>([
    [
      'a port',
      (filled) =>
        deployment({}, { ports: [{ name: 'p', containerPort: 1, ...(filled ? { protocol: 'TCP' } : {}) }] }),
    ],
    [
      'a volume',
      (filled) =>
        deployment({
          volumes: [{ name: 'v', configMap: { name: 'm', ...(filled ? { defaultMode: 420 } : {}) } }],
        }),
    ],
    [
      'a mount',
      (filled) =>
        deployment(
          {},
          { volumeMounts: [{ name: 'v', mountPath: '/v', ...(filled ? { readOnly: false } : {}) }] },
        ),
    ],
    [
      'a variable from a field',
      (filled) =>
        deployment(
          {},
          {
            env: [
              {
                name: 'A',
                valueFrom: { fieldRef: { fieldPath: 'f', ...(filled ? { apiVersion: 'v1' } : {}) } },
              },
            ],
          },
        ),
    ],
    [
      'a probe',
      (filled) =>
        deployment(
          {},
          {
            livenessProbe: {
              exec: { command: ['a'] },
              ...(filled
                ? { successThreshold: 1, failureThreshold: 3, periodSeconds: 10, timeoutSeconds: 1 }
                : {}),
            },
          },
        ),
    ],
  ])('%s with what servers fill in is the same', (_what, made) => {
    expect(sentences(made(false), made(true))).toEqual([]);
    expect(sentences(made(true), made(false))).toEqual([]);
  });

  test.each<[string, unknown, unknown]>([
    ['quantities', resources({ cpu: '0.5', memory: '1Gi' }), resources({ cpu: '500m', memory: '1024Mi' })],
    [
      'requests',
      deployment({}, { resources: { requests: { cpu: 1 } } }),
      deployment({}, { resources: { requests: { cpu: '1000m' } } }),
    ],
    [
      'sizes of volumes',
      deployment({ volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }] }),
      deployment({ volumes: [{ name: 'v', emptyDir: { sizeLimit: '1024Mi' } }] }),
    ],
  ])('%s in other units are the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
  });

  test('a value that is no default is a change', () => {
    const probe = (failureThreshold: number) => deployment({}, { livenessProbe: { failureThreshold } });
    expect(sentences(probe(3), probe(30))).toHaveLength(1);
    expect(sentences(deployment(), deployment({}, { imagePullPolicy: 'Always' }))).toHaveLength(1);
    expect(sentences(deployment(), deployment({ dnsPolicy: 'Default' }))).toHaveLength(1);
  });
});
