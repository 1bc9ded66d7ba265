import { z } from 'zod';
import { described } from './described.ts';
import { countField, durationField, fieldKinds, sizeField } from './fields.ts';
import { nameSegmentsField } from './naming-terms.ts';

/** One segment of a topic's name. */
const segmentField = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'a segment has letters, digits, "-" and "_", at most 63')
  .register(fieldKinds, { text: 'a segment of a name, for example eu' });

/** What all topics of an environment have in common. */
export const topicsField = z.strictObject({
  env: described(segmentField, 'Segment `{env}` of topic names. Two environments may have the same.', {
    examples: ['prod'],
  }),
  segments: nameSegmentsField,
  retentionCap: described(
    z.union([z.literal('none'), durationField]),
    'Longest retention of every topic, whatever its contract says; `none`: no limit.',
    { examples: ['none', '7d'] },
  ),
  partitionBudget: described(
    countField,
    'Most partitions of all topics together, each counted once. More is an error of the rule `within-partition-budget`.',
    { examples: [4000] },
  ),
  loadFactor: described(
    z.number().positive('above 0').max(10),
    'Factor on the load that contracts expect: storage and quotas are estimated with it. Above 0, at most 10.',
    { examples: [0.1] },
  ),
  storageBudget: described(
    sizeField,
    'Most that all topics may keep on the disks of the brokers, replicas counted. More is an error of the rule `within-storage-budget`.',
    { examples: ['2TiB'] },
  ),
  deletion: described(
    z.enum(['allowed', 'approval']),
    'Whether the deletion of a topic or user needs an approval. With `approval` the objects are also protected from the GitOps controller.',
    { examples: ['approval'] },
  ),
});
