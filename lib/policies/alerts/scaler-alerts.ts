import { lagMetric } from '../../model/metrics.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import type { ResolvedScaledConsumer, ResolvedServiceScaler } from '../resolved-scaler.ts';
import type { ResolvedSystem } from '../resolve.ts';
import { alert, type AlertOwner, gravestOf, type ResolvedAlert, type ResolvedRules } from './alert.ts';
import { matches, series } from './promql.ts';

/**
 * The rules of what scales a service's Deployments; they are in the service's unit, for a Deployment may read topics
 * of several contracts. The owner of the first of them is told.
 * @returns undefined where the environment has no alerts, or nothing is scaled
 */
export function scalerRules(
  system: ResolvedSystem,
  scaler: ResolvedServiceScaler,
): ResolvedRules | undefined {
  if (system.environment.alerts === 'off') return undefined;
  const rules = scaler.consumers.flatMap((consumer) => consumerRules(system, consumer));
  return rules.length === 0
    ? undefined
    : { object: objectOf(scaler), groups: [{ name: scaler.name, rules }] };
}

function objectOf({ name, environment }: ResolvedServiceScaler) {
  // Beside the KafkaTopics' rules of every system, in one namespace.
  return joinObjectName(environment.kafka.cluster, name);
}

function consumerRules(system: ResolvedSystem, consumer: ResolvedScaledConsumer): ResolvedAlert[] {
  const [first, ...others] = consumer.topics;
  if (first === undefined) return [];
  const { environment, declaration, namespace } = system;
  const { terms } = first.family.contract;
  const owner: AlertOwner = {
    environment,
    system: declaration.id,
    owner: terms.owner.team,
    contact: `${terms.owner.onCall}, ${terms.owner.channel}`,
    ...(others.length === 0 ? { topic: first.family.source.name.value } : {}),
    gravest: consumer.topics.some(({ family }) => gravestOf(family.contract.address.class) === 'page')
      ? 'page'
      : 'ticket',
  };
  const deployment = consumer.deployment.value;
  const replicas = series(
    'kube_deployment_spec_replicas',
    matches('namespace', [namespace]),
    matches('deployment', [deployment]),
  );
  const most = consumer.maxReplicas.value;
  const waits = consumer.topics.map(({ topic, group, lagPerReplica }) => {
    const lag = series(
      lagMetric,
      matches('namespace', [environment.kafka.namespace]),
      matches('topic', [topic.name.value]),
      matches('consumergroup', [group.value]),
    );
    return `${lag} > ${most * lagPerReplica.value}`;
  });
  return [
    alert(
      owner,
      'KedaScaledObjectErrors',
      scalerErrors('scaled_object', 'scaledObject', namespace, [consumer.name]),
    ),
    alert(
      owner,
      'KedaReplicasAtMaximum',
      `max by (namespace, deployment) (${replicas}) >= ${most}\nand on () (\n  ${waits.join('\n  or ')}\n)`,
    ),
  ];
}

/**
 * Whether KEDA fails to measure. Whose namespace it is depends on whether the scrape honours the labels of the operator.
 * @param what of its counters: `keda_<what>_errors_total`
 * @param label that names the objects
 */
export function scalerErrors(
  what: 'scaled_job' | 'scaled_object',
  label: 'scaledJob' | 'scaledObject',
  namespace: string,
  names: readonly string[],
): string {
  const errors = (where: string) =>
    `increase(${series(`keda_${what}_errors_total`, matches(where, [namespace]), matches(label, names))}[10m])`;
  return `sum by (${label}) (\n  ${errors('namespace')}\n  or ${errors('exported_namespace')}\n) > 0`;
}
