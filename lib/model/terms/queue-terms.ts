import { z } from 'zod';
import { egressRule } from './egress-terms.ts';
import { countField, idField, objectNameField } from './fields.ts';
import { labelKey, labels, labelValue, quantity } from './object-terms.ts';

const executorClass = z.strictObject({
  /** Where the class's pods run; its own namespace separates it further. */
  namespace: objectNameField,
  resources: z.strictObject({ cpu: quantity, memory: quantity, ephemeralStorage: quantity }),
  quota: z.strictObject({ pods: countField, cpu: quantity, memory: quantity }),
  priority: z.int().min(-1_000_000).max(1_000_000),
  nodeSelector: labels,
  tolerations: z.array(
    z.strictObject({
      key: labelKey,
      value: labelValue,
      effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
    }),
  ),
  egress: z.array(egressRule),
});

/** Queues: contracts with `scaling`, of every system. Where the section is left out only their topics are made. */
export const queuesField = z
  .strictObject({
    /** Whether their topics exist here. */
    topics: z.boolean().default(true),
    /** Whether KEDA starts jobs for them here. */
    jobs: z.boolean().default(false),
    /** Whether each system with queues has a pod with Kafka's tools for operators. */
    workbench: z.boolean().default(false),
    executorClasses: z.record(idField, executorClass).default({}),
  })
  .default({ topics: true, jobs: false, workbench: false, executorClasses: {} });
