import { thresholdMetrics } from '../../model/metrics.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import type { ResolvedScaledConsumer, ResolvedServiceScaler } from '../resolved-scaler.ts';
import type { ResolvedSystem } from '../resolve.ts';
import { type AlertOwner, gravestOf, type ResolvedRules } from './alert.ts';
import { thresholdInterval, recordingOf, routingOf, type Threshold } from './threshold.ts';

/**
 * The thresholds of what scales a service's Deployments; they are in the service's unit, for a Deployment may read
 * topics of several contracts. The owner of the first of them is notified.
 * @returns undefined where the environment has no alerts, or nothing is scaled
 */
export function scalerRules(
  system: ResolvedSystem,
  scaler: ResolvedServiceScaler,
): ResolvedRules | undefined {
  if (system.environment.alerts === 'off') return undefined;
  const rules = scalerThresholds(system, scaler).map((one) => recordingOf(thresholdMetrics[one.kind], one));
  return rules.length === 0
    ? undefined
    : { object: objectOf(scaler), groups: [{ name: scaler.name, interval: thresholdInterval, rules }] };
}

function objectOf({ name, environment }: ResolvedServiceScaler) {
  // Beside the KafkaTopics' rules of every system, in one namespace.
  return joinObjectName(environment.kafka.cluster, name);
}

/** Of one service's Deployments, whether or not the environment has alerts. */
export function scalerThresholds(system: ResolvedSystem, scaler: ResolvedServiceScaler): Threshold[] {
  return scaler.consumers.flatMap((consumer) => consumerThresholds(system, consumer));
}

function consumerThresholds(system: ResolvedSystem, consumer: ResolvedScaledConsumer): Threshold[] {
  const [first, ...others] = consumer.topics;
  if (first === undefined) return [];
  const { environment, declaration, namespace } = system;
  const { terms } = first.family.contract;
  const owner: AlertOwner = {
    environment,
    system: declaration.id,
    owner: terms.owner.team,
    ...(others.length === 0 ? { topic: first.family.source.name.value } : {}),
    gravest: consumer.topics.some(({ family }) => gravestOf(family.contract.address.class) === 'page')
      ? 'page'
      : 'ticket',
  };
  const deployment = consumer.deployment.value;
  const most = consumer.maxReplicas.value;
  return [
    {
      kind: 'deployment',
      value: most,
      labels: {
        ...routingOf(owner),
        namespace,
        deployment,
        scaledObject: consumer.name,
        contact: `${terms.owner.onCall}, ${terms.owner.channel}`,
      },
      alerts: ['KedaScaledObjectErrors', 'KedaReplicasAtMaximum'],
    },
    ...consumer.topics.map(
      ({ topic, group, lagPerReplica }): Threshold => ({
        kind: 'deploymentLag',
        value: most * lagPerReplica.value,
        labels: {
          environment: environment.environment,
          namespace,
          topic: topic.name.value,
          consumergroup: group.value,
          deployment,
        },
        alerts: [],
      }),
    ),
  ];
}
