import { z } from 'zod';
import { described } from './described.ts';
import { egressRule } from './egress-terms.ts';
import { countField, idField, objectNameField } from './fields.ts';
import { labelKey, labels, labelValue, quantity } from './object-terms.ts';

const executorClass = z.strictObject({
  namespace: described(
    objectNameField,
    'Namespace of its jobs. A namespace of its own separates it from other programs.',
    { examples: ['print'] },
  ),
  resources: described(
    z.strictObject({
      cpu: described(quantity, 'CPU of a job, as request and limit: cores, or thousandths with m.', {
        examples: ['500m', '2'],
      }),
      memory: described(quantity, 'Memory of a job, as request and limit.', { examples: ['2Gi'] }),
      ephemeralStorage: described(quantity, 'Local disk of a job, as request and limit.', {
        examples: ['10Gi'],
      }),
    }),
    'Resources of each job (Kubernetes quantities, as text).',
  ),
  quota: described(
    z.strictObject({
      pods: described(countField, 'Most pods at a time.', { examples: [12] }),
      cpu: described(quantity, 'CPU of all its pods together.', { examples: ['12'] }),
      memory: described(quantity, 'Memory of all its pods together.', { examples: ['24Gi'] }),
    }),
    'Most that all jobs of the class take together (ResourceQuota).',
  ),
  priority: described(
    z.int().min(-1_000_000).max(1_000_000),
    'Priority of its pods (PriorityClass), -1000000 to 1000000. Pods without a class have 0.',
    { examples: [1000] },
  ),
  nodeSelector: described(labels, 'Labels of the nodes that its pods run on; `{}` for every node.', {
    examples: [{ 'example.com/pool': 'print' }],
  }),
  tolerations: described(
    z.array(
      z.strictObject({
        key: described(labelKey, 'Key of the taint.', { examples: ['example.com/pool'] }),
        value: described(labelValue, 'Value of the taint.', { examples: ['print'] }),
        effect: described(z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']), 'Effect of the taint.', {
          examples: ['NoSchedule'],
        }),
      }),
    ),
    'Taints of nodes that its pods tolerate; `[]` for none.',
    { examples: [[{ key: 'example.com/pool', value: 'print', effect: 'NoSchedule' }]] },
  ),
  egress: described(
    z.array(egressRule),
    'Networks that its pods may reach, besides DNS and the brokers; `[]` for none.',
  ),
});

export const queuesField = described(
  z
    .strictObject({
      topics: described(z.boolean().default(true), 'Whether the topics of queues exist here.', {
        examples: [true],
      }),
      jobs: described(
        z.boolean().default(false),
        'Whether KEDA starts jobs for queues here. Needs `topics`, and the namespace of KEDA in `workloads.keda`.',
        { examples: [true] },
      ),
      workbench: described(
        z.boolean().default(false),
        'Whether each system with queues has a pod with Kafka’s tools, for operators. It can read and not write.',
        { examples: [false] },
      ),
      executorClasses: described(
        z.record(idField, described(executorClass, 'Executor class with this name.')).default({}),
        'Executor classes, by name: where jobs run, what they take and what they may reach. Each class that a queue names must be here where jobs run.',
      ),
    })
    .default({ topics: true, jobs: false, workbench: false, executorClasses: {} }),
  'What exists here of queues: contracts with `scaling`, of every system.',
  { default: 'topics only' },
);
