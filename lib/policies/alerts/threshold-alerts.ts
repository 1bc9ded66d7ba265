import { thresholdMetrics } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import { alert, type AlertOwner, type ResolvedAlert } from './alert.ts';
import { thresholds } from './joined.ts';
import { literal, matches, series } from './promql.ts';
import type { Windows } from './reading-alerts.ts';
import type { ThresholdKind } from './threshold.ts';

interface Rendered {
  /** Systems whose topics have thresholds. */
  readonly systems: readonly string[];
  /** How many Deployments KEDA scales. */
  readonly deployments: number;
  readonly windows: Windows;
  /** What topics with a number of their own are to their contracts. */
  readonly roles: readonly string[];
  /** Kinds of which there is a threshold. */
  readonly kinds: readonly ThresholdKind[];
}

/** What a threshold of a kind is the only one of. */
const keys: readonly (readonly [ThresholdKind, readonly string[]])[] = [
  ['topic', ['namespace', 'topic']],
  ['reading', ['consumergroup', 'topic']],
  ['passingOn', ['consumergroup', 'topic', 'source_topic']],
  ['canary', ['namespace', 'cronjob']],
  ['jobs', ['namespace', 'owner_name']],
  ['deployment', ['namespace', 'deployment']],
  ['deploymentLag', ['namespace', 'consumergroup', 'topic', 'deployment']],
];

/** Alerts on the alerts: an alert without its threshold, or without the rule that joins it, keeps silent. */
export function thresholdAlerts(environment: Environment, rendered: Rendered): ResolvedAlert[] {
  const owner: AlertOwner = { environment, system: 'platform', owner: 'platform' };
  return [
    alert(owner, 'KafkaThresholdMissing', missing(environment, rendered)),
    alert(owner, 'KafkaThresholdDoubled', doubled(environment, rendered)),
    alert(owner, 'KafkaThresholdUnused', unused(environment, rendered)),
    alert(owner, 'KafkaRulesFailing', failing(environment)),
  ];
}

/** Every KafkaTopic of a contract has thresholds in the same file, and a threshold has its KafkaTopic's name. */
function missing(environment: Environment, { systems, deployments }: Rendered): string {
  const { namespace } = environment.kafka;
  const declared = `max by (exported_namespace, name) (${series('strimzi_kafka_topic_resource_info', matches('exported_namespace', [namespace]), matches('system', systems))})`;
  const known = `label_replace(${series(thresholdMetrics.topic, matches('namespace', [namespace]))}, "exported_namespace", "$1", "namespace", "(.+)")`;
  const ofTopics = `${declared}\nunless on (exported_namespace, name) ${known}`;
  return deployments === 0
    ? ofTopics
    : `${ofTopics}\nor label_replace(${deployments} - (count(${thresholds(environment, 'deployment')}) or vector(0)) > 0, "name", "scaled Deployments", "", "")`;
}

/** Also where another environment's rules say something of the same cluster's topic. */
function doubled(environment: Environment, { kinds }: Rendered): string {
  return keys
    .filter(([kind]) => kinds.includes(kind))
    .map(([kind, by]) => {
      const all =
        kind === 'topic'
          ? series(thresholdMetrics[kind], matches('namespace', [environment.kafka.namespace]))
          : thresholds(environment, kind);
      return `count by (${by.join(', ')}) (${all}) > 1`;
    })
    .join('\nor ');
}

/** A threshold that came before the rule that asks for it: of another age or window, or the first of its kind. */
function unused(environment: Environment, { windows, roles, kinds }: Rendered): string {
  const other = (kind: ThresholdKind, label: string, known: readonly string[]) =>
    known.length === 0
      ? thresholds(environment, kind)
      : thresholds(environment, kind, `${label}!~${JSON.stringify(known.map(literal).join('|'))}`);
  const parts = [
    // A topic that is no failure's has no role.
    other('topic', 'role', ['', ...roles]),
    other('reading', 'within', windows.within),
    other('reading', 'window', windows.stalled),
    other('passingOn', 'within', windows.passedOnWithin),
    ...(['canary', 'jobs', 'deployment'] as const)
      .filter((kind) => !kinds.includes(kind))
      .map((kind) => thresholds(environment, kind)),
  ];
  return `count by (source_topic) (\n  ${parts.join('\n  or ')}\n) > 0`;
}

/** Prometheus names a group by the file that its operator wrote: `…/<namespace>-<object>-<uid>.yaml;<group>`. */
function failing({ kafka }: Environment): string {
  const object = joinObjectName(kafka.cluster, 'platform');
  const file = `.*/${literal(`${kafka.namespace}-${object}`)}-[^/]*;.+`;
  return `sum by (rule_group) (increase(${series('prometheus_rule_evaluation_failures_total', `rule_group=~${JSON.stringify(file)}`)}[10m])) > 0`;
}
