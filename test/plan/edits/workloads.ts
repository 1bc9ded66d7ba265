import { base, type Edits } from './edit.ts';

const container = { name: 'c', image: 'i:1' };
const pod = (spec: Record<string, unknown> = {}) => ({
  template: { spec: { containers: [container], ...spec } },
});
const containers = (more: Record<string, unknown>) => pod({ containers: [{ ...container, ...more }] });

export const workloadEdits: readonly Edits[] = [
  {
    about: 'that runs',
    base: base(
      'Deployment',
      { selector: { matchLabels: { app: 'x' } }, replicas: 3, ...pod() },
      { apiVersion: 'apps/v1' },
    ),
    rows: [
      [
        {},
        { spec: { selector: { matchLabels: { app: 'y' } } } },
        'impossible',
        'a Deployment keeps its selector',
      ],
      [{}, { spec: { replicas: 1 } }, 'review', 'fewer pods'],
      [{}, { spec: { replicas: 0 } }, 'review', 'nothing is running after that'],
      [{}, { spec: { replicas: 9 } }, 'review', 'more pods'],
      [{}, { spec: { paused: true } }, 'review', 'no effect until this is taken back'],
      [{}, { spec: { strategy: { type: 'Recreate' } } }, 'review', 'replaced in another way'],
      [{}, { spec: { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 } }, 'none'],
      [{}, { spec: containers({ image: 'i:2' }) }, 'review', 'pods, which restart, run another image'],
      [{}, { spec: { template: { metadata: { labels: { app: 'z' } } } } }, 'review', 'carry other labels'],
      [{}, null, 'review', 'no longer runs'],
    ],
  },
  {
    about: 'with disks of its own',
    base: base(
      'StatefulSet',
      {
        serviceName: 's',
        replicas: 3,
        selector: { matchLabels: { app: 'x' } },
        volumeClaimTemplates: [
          { metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1Gi' } } } },
        ],
        ...pod(),
      },
      { apiVersion: 'apps/v1' },
    ),
    rows: [
      [{}, { spec: { serviceName: 't' } }, 'impossible', 'a StatefulSet keeps its selector, service'],
      [{}, { spec: { podManagementPolicy: 'Parallel' } }, 'impossible', 'a StatefulSet keeps'],
      [{}, { spec: { selector: { matchLabels: { app: 'y' } } } }, 'impossible', 'a StatefulSet keeps'],
      [
        {},
        {
          spec: {
            volumeClaimTemplates: [
              { metadata: { name: 'd' }, spec: { resources: { requests: { storage: '2Gi' } } } },
            ],
          },
        },
        'impossible',
        'a StatefulSet keeps',
      ],
      [
        {},
        { spec: { serviceName: 't', replicas: 5 } },
        'impossible',
        'refuses every other change of this object',
      ],
      [{}, { spec: { replicas: 1 } }, 'review', 'fewer pods'],
      [
        { spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } } },
        { spec: { replicas: 1, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } } },
        'destructive',
        'the disks of those that go are deleted',
      ],
      [
        {},
        { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } } },
        'destructive',
        'its disks are deleted from now on',
      ],
      [
        {},
        { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } } },
        'none',
      ],
      [{}, { spec: containers({ image: 'i:2' }) }, 'review', 'another image'],
      [{}, null, 'review', 'no longer runs'],
      [
        { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } } },
        null,
        'destructive',
        'its disks are deleted with it',
      ],
      [
        {},
        { metadata: { annotations: { 'strimzi.io/delete-pod-and-pvc': 'true' } } },
        'destructive',
        'deletes the pod with its disks',
      ],
    ],
  },
  {
    about: 'on every node',
    base: base('DaemonSet', { selector: { matchLabels: { app: 'x' } }, ...pod() }, { apiVersion: 'apps/v1' }),
    rows: [
      [
        {},
        { spec: { selector: { matchLabels: { app: 'y' } } } },
        'impossible',
        'a DaemonSet keeps its selector',
      ],
      [{}, { spec: { updateStrategy: { type: 'OnDelete' } } }, 'review', 'replaced in another way'],
      [
        {},
        {
          spec: {
            updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
          },
        },
        'none',
      ],
    ],
  },
  {
    about: 'alone',
    base: base('Pod', { containers: [container] }),
    rows: [
      [
        {},
        { spec: { containers: [{ ...container, command: ['x'] }] } },
        'impossible',
        'a Pod keeps everything but its images',
      ],
      [{}, { spec: { containers: [{ ...container, image: 'i:2' }] } }, 'review', 'not known here'],
      [
        { metadata: { labels: { app: 'a' } } },
        { metadata: { labels: { app: 'b' } } },
        'review',
        'policies and listeners that select',
      ],
    ],
  },
  {
    about: 'how many replicas',
    base: base('HorizontalPodAutoscaler', { minReplicas: 1, maxReplicas: 3 }),
    rows: [
      [{}, { spec: { maxReplicas: 1 } }, 'review', 'within other bounds'],
      [{}, null, 'review', 'stays as it is'],
    ],
  },
  {
    about: 'how many may go',
    base: base('PodDisruptionBudget', { maxUnavailable: 1 }),
    rows: [
      [{}, { spec: { maxUnavailable: 0 } }, 'review', 'blocks the drain'],
      [{}, null, 'review', 'all of these pods at once'],
    ],
  },
];
