import { z } from 'zod';
import { type Duration, parseDuration } from '../text/duration.ts';
import { type DurationText, durationField, objectNameField } from './fields.ts';
import { certain } from '../../naming/brand.ts';

/** A number for every environment, or one for those that are named and `default` for the rest. */
const byEnvironment = (least: number) => {
  const replicas = z
    .int('a whole number is required')
    .min(least, `at least ${least} is required`)
    .max(1000, 'at most 1000 replicas');
  return z.union([replicas, z.strictObject({ default: replicas }).catchall(replicas)]);
};

const shortest = certain(parseDuration('1s'));
const longest = certain(parseDuration('1h'));

/** Kubernetes takes whole seconds; more than an hour its autoscaler refuses (`stabilizationWindowSeconds`). */
const secondsField = durationField.refine(
  (length: Duration) => length >= shortest && length <= longest && length % 1000 === 0,
  'must be from 1s to 1h, in whole seconds',
) as z.ZodType<Duration, DurationText>;

/** How KEDA scales the Deployment in which a consumer runs, by the lag of its group (ScaledObject). */
export const deploymentField = z
  .strictObject({
    name: objectNameField
      .optional()
      .describe(
        "Name of the Deployment, in the system's workload namespace. The team owns it; nothing here renders it. " +
          'Default: the name of the service there, which is also that of its ServiceAccount. Example: tool-executor',
      ),
    minReplicas: byEnvironment(0)
      .optional()
      .describe(
        'Fewest replicas, a number or one by environment. 0 stops the Deployment while nothing waits. ' +
          'Default: 1. Example: 2, or { default: 1, prod: 3 }',
      ),
    maxReplicas: byEnvironment(1)
      .optional()
      .describe(
        'Most replicas, a number or one by environment. ' +
          'Default: the partitions of the topic that has most; more replicas would idle. Example: 6',
      ),
    lagPerReplica: z
      .int('a whole number is required')
      .min(1, 'at least 1 is required')
      .optional()
      .describe(
        'Unread messages of this topic that one replica is for. ' +
          'Default: alertLag divided by maxReplicas, so that all replicas run before the alert fires. Example: 200',
      ),
    cooldown: secondsField
      .optional()
      .describe(
        'How long fewer replicas must be enough before replicas are removed, also the last one; 1s to 1h. ' +
          'Default: 5m. Example: 10m',
      ),
    pollingInterval: secondsField
      .optional()
      .describe(
        'How often KEDA asks for the lag while no replica runs; only with minReplicas 0. Default: 30s. Example: 10s',
      ),
  })
  .describe('Scales the Deployment of this consumer by the lag of its group (KEDA ScaledObject)');

export type DeploymentTerms = z.output<typeof deploymentField>;
