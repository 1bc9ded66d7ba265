import { z } from 'zod';
import { described } from './described.ts';
import { countField, durationField, idField, nameField, objectNameField } from './fields.ts';

/** How jobs follow the lag of a queue. */
export const scalingField = z.strictObject({
  messagesPerJob: described(countField.optional(), 'Unread messages that one job is started for.', {
    default: '1',
    examples: [1],
  }),
  maxJobs: described(countField.optional(), 'Most jobs at a time. More jobs than partitions would idle.', {
    default: 'the number of partitions',
    examples: [6],
  }),
  pollingInterval: described(durationField.optional(), 'How often KEDA asks for the lag.', {
    default: '30s',
    examples: ['10s'],
  }),
  deadline: described(durationField, 'Longest time that a job may run. Kubernetes ends it after that.', {
    examples: ['30m'],
  }),
  retries: described(
    z.int().min(0).max(10).optional(),
    'How often Kubernetes restarts a failed job before it gives up, 0 to 10.',
    { default: '2', examples: [2] },
  ),
  name: described(
    objectNameField.optional(),
    'Name of the ScaledJob, and begin of the names of its users. With a tenant in topic names, the tenant is added.',
    { default: '<system>-<context>-<topic>, from v2 on with -v<N>', examples: ['shop-print-invoices'] },
  ),
  outcomes: described(
    nameField.optional(),
    'Folder of a topic of the system that records what is done: its messages have the keys of those of the queue. Jobs skip a message whose key is in it. Where its contract names their service as a producer, they also write it, before they commit.',
    { default: 'no record; the executor itself finds out what is done', examples: ['invoice-printed'] },
  ),
  executorClass: described(
    idField.optional(),
    'Executor class whose namespace, resources and limits the jobs have: a key of `queues.executorClasses` in the environment.',
    {
      default: 'the part `executorClass` of the folder, where the system’s naming has it',
      examples: ['print'],
    },
  ),
  executorKind: described(
    idField.optional(),
    'Names the executor’s image together with the class: `images.executors` of the environment has `<class>.<kind>`.',
    {
      default: 'the part `executorKind` of the folder, where the system’s naming has it',
      examples: ['invoices'],
    },
  ),
});
