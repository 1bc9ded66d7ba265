import { z } from 'zod';
import { type Duration, parseDuration } from '../text/duration.ts';
import { described } from './described.ts';
import { type DurationText, durationField, objectNameField } from './fields.ts';
import { certain } from '../../naming/brand.ts';

const byEnvironment = (least: number) => {
  const replicas = z
    .int('a whole number is required')
    .min(least, `at least ${least} is required`)
    .max(1000, 'at most 1000 replicas');
  return z.union([
    replicas,
    z
      .strictObject({
        default: described(replicas, 'Replicas in each environment that has no entry of its own.', {
          examples: [1],
        }),
      })
      .catchall(described(replicas, 'Replicas in the environment with this name.', { examples: [3] })),
  ]);
};

const shortest = certain(parseDuration('1s'));
const longest = certain(parseDuration('1h'));

/** Kubernetes takes whole seconds; more than an hour its autoscaler refuses (`stabilizationWindowSeconds`). */
const secondsField = durationField.refine(
  (length: Duration) => length >= shortest && length <= longest && length % 1000 === 0,
  'must be from 1s to 1h, in whole seconds',
) as z.ZodType<Duration, DurationText>;

export const deploymentField = z.strictObject({
  name: described(
    objectNameField.optional(),
    "Name of the Deployment, in the system's workload namespace. The team owns it; nothing here renders it.",
    {
      default: 'the name of the service’s objects, which its ServiceAccount has too',
      examples: ['shop-search'],
    },
  ),
  minReplicas: described(
    byEnvironment(0).optional(),
    'Fewest replicas: one number, or one by environment with a `default`. 0 stops the Deployment while no message waits.',
    { default: '1', examples: [2, { default: 1, prod: 3 }] },
  ),
  maxReplicas: described(
    byEnvironment(1).optional(),
    'Most replicas: one number, or one by environment with a `default`. More replicas than partitions would idle.',
    { default: 'the partitions of the topic that has most', examples: [6, { default: 1, prod: 6 }] },
  ),
  lagPerReplica: described(
    z.int('a whole number is required').min(1, 'at least 1 is required').optional(),
    'Unread messages of this topic that one replica is for.',
    {
      default: '`alertLag` divided by `maxReplicas`, so that all replicas run before the alert fires',
      examples: [200],
    },
  ),
  cooldown: described(
    secondsField.optional(),
    'How long fewer replicas must be enough before replicas are removed, also the last one; 1s to 1h.',
    { default: '5m', examples: ['10m'] },
  ),
  pollingInterval: described(
    secondsField.optional(),
    'How often KEDA asks for the lag while no replica runs, 1s to 1h. Only with `minReplicas: 0`.',
    { default: '30s', examples: ['10s'] },
  ),
});

export type DeploymentTerms = z.output<typeof deploymentField>;
