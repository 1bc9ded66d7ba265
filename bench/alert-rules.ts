import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../lib/cli/project.ts';
import { lagMetric, thresholdMetrics } from '../lib/model/metrics.ts';
import type { ResolvedAlert, ResolvedRecording, ResolvedRules } from '../lib/policies/alerts/alert.ts';
import { platformRules } from '../lib/policies/alerts/platform-alerts.ts';
import { topicRules } from '../lib/policies/alerts/topic-thresholds.ts';
import { resolve } from '../lib/policies/resolve.ts';

// Child program: rules for Prometheus and the metrics that they ask for, of the last environment of a generated
// repository. Two files of rules have one kind of alert, KafkaConsumerLagHigh: as a rule a topic, and joined.
const [root = '', target = ''] = process.argv.slice(2);
const project = loadProject({ root, today: new Date().toISOString().slice(0, 10) });
if (!project.ok) throw new Error('the generated repository is refused');
const environment = project.value.environments.find((one) => one.environment === 'prod');
if (environment === undefined) throw new Error('no environment prod');
const resolved = resolve(project.value.catalog, environment);
const { namespace } = environment.kafka;

type Rule = ResolvedAlert | ResolvedRecording;
const asFile = (rules: readonly Rule[]) =>
  rules.map((rule) => ('record' in rule ? rule : { ...rule, alert: rule.name, name: undefined }));
const groupsOf = ({ groups }: ResolvedRules, keep: (rule: Rule) => boolean) =>
  groups
    .map((group) => ({ ...group, rules: asFile(group.rules.filter(keep)) }))
    .filter(({ rules }) => rules.length > 0);
const isOne = (rule: Rule) =>
  'record' in rule
    ? rule.record === lagMetric || rule.record === thresholdMetrics.reading
    : rule.name === 'KafkaConsumerLagHigh';

const platform = platformRules(resolved);
const topics = resolved.systems.flatMap((system) => {
  const queueOf = new Map(system.queues.map((queue) => [queue.family, queue]));
  return system.families.flatMap((family) => topicRules(system, family, queueOf.get(family)) ?? []);
});
if (platform === undefined) throw new Error('prod has no alerts');
const readings = topics.flatMap(({ groups }) =>
  groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => ('record' in rule && rule.record === thresholdMetrics.reading ? [rule] : [])),
  ),
);
const joined = groupsOf(platform, isOne);
const recordings = joined.filter(({ name }) => name === 'recordings');
const [model] = joined.flatMap(({ rules }) => rules.flatMap((rule) => ('alert' in rule ? [rule] : [])));
if (model === undefined) throw new Error('no KafkaConsumerLagHigh');

const text = (value: string) => JSON.stringify(value);
const ruleATopic = readings.map(({ expr, labels = {} }) => {
  const { topic = '', consumergroup = '', owner = '', source_topic = '', system = '' } = labels;
  return {
    name: topic,
    interval: '30s',
    rules: [
      {
        ...model,
        expr: `${lagMetric}{namespace=${text(namespace)},topic=${text(topic)},consumergroup=${text(consumergroup)}} > ${/\d+/.exec(expr)?.[0]}`,
        labels: { ...model.labels, owner, source_topic, system },
        annotations: { ...model.annotations, contact: 'someone, #somewhere' },
      },
    ],
  };
});

const write = (name: string, groups: readonly unknown[]) =>
  writeFileSync(join(target, `${name}.json`), JSON.stringify({ groups }));
write('none', recordings);
write('a rule a topic', [...recordings, ...ruleATopic]);
write('joined', [...joined, ...topics.flatMap((one) => groupsOf(one, isOne))]);
write('all kinds, joined', [
  ...groupsOf(platform, () => true),
  ...topics.flatMap((one) => groupsOf(one, () => true)),
]);

/** Of each topic three partitions; one group in a hundred is above its threshold. */
const lines = readings.flatMap(({ labels = {} }, index) =>
  [0, 1, 2].flatMap((partition) => {
    const of = `namespace=${text(namespace)},topic=${text(labels['topic'] ?? '')},partition="${partition}"`;
    const group = `${of},consumergroup=${text(labels['consumergroup'] ?? '')}`;
    const behind = index % 100 === 0 ? 100_000 : 0;
    return [
      `kafka_topic_partition_current_offset{${of}} 1000000`,
      `kafka_topic_partition_oldest_offset{${of}} 0`,
      `kafka_consumergroup_current_offset{${group}} ${1_000_000 - behind}`,
      `kafka_consumergroup_lag{${group}} ${behind}`,
    ];
  }),
);
writeFileSync(join(target, 'metrics.txt'), `${lines.join('\n')}\n`);
