import {
  type TopicSettingName,
  topicSetting,
  topicSettingNames,
} from '../../lib/model/kafka/topic-setting.ts';
import type { Mutable } from './fixture.ts';
import type { ObjectDanger } from './object-danger.ts';

/** A text that is none of the values of a setting. */
function unreadable(name: TopicSettingName, random: number): string {
  const { type } = topicSetting(name);
  const texts = { boolean: ['yes', '1'], enum: ['none', 'ZIP'], list: ['everything', 'a;b'] } as const;
  const numbers = ['7d', '1e3', 'x', '0x10', '12.5.1', 'NaN'] as const;
  const of = type === 'int' || type === 'long' || type === 'double' ? numbers : texts[type];
  const text = of[random % of.length] ?? 'x';
  return type === 'double' && text === '1e3' ? '-1' : text;
}

const set = (object: Mutable, name: string, value: string): boolean => {
  object.spec.config ??= {};
  if (String(object.spec.config[name]) === value) return false;
  object.spec.config[name] = value;
  return true;
};
const policies = (object: Mutable): string[] =>
  String(object.spec.config?.['cleanup.policy'] ?? 'delete')
    .split(',')
    .map((one) => one.trim());

const ofTopics: readonly Omit<ObjectDanger, 'kinds'>[] = [
  {
    name: 'more partitions',
    least: 'destructive',
    spoil: (object, magnitude) => {
      object.spec.partitions += magnitude;
      return true;
    },
  },
  {
    name: 'fewer partitions',
    least: 'impossible',
    spoil: (object, magnitude) => {
      const before = object.spec.partitions;
      object.spec.partitions = Math.max(1, before - magnitude);
      return object.spec.partitions !== before;
    },
  },
  {
    name: 'other replicas',
    least: 'review',
    spoil: (object, magnitude) => {
      object.spec.replicas += 1 + (magnitude % 3);
      return true;
    },
  },
  {
    name: 'another topic under the same object',
    least: 'impossible',
    spoil: (object, magnitude) => {
      object.spec.topicName = `stolen-${magnitude}`;
      return true;
    },
  },
  {
    name: 'messages that go at once',
    least: 'destructive',
    spoil: (object, magnitude) =>
      policies(object).includes('delete') && set(object, 'retention.ms', String(magnitude)),
  },
  {
    name: 'few bytes',
    least: 'destructive',
    spoil: (object, magnitude) =>
      policies(object).includes('delete') && set(object, 'retention.bytes', String(magnitude)),
  },
  {
    name: 'a policy that deletes more',
    least: 'destructive',
    spoil: (object, _magnitude, random) => {
      const compacted = policies(object).includes('compact');
      if (compacted && policies(object).includes('delete')) return false;
      const wider = random % 2 === 0 ? 'compact,delete' : compacted ? 'delete' : 'compact';
      return set(object, 'cleanup.policy', wider);
    },
  },
  {
    name: 'compaction at once',
    least: 'destructive',
    spoil: (object, _magnitude, random) => {
      const name = random % 2 === 0 ? 'min.compaction.lag.ms' : 'delete.retention.ms';
      const before = Number(object.spec.config?.[name] ?? (random % 2 === 0 ? 0 : 86_400_000));
      return policies(object).includes('compact') && before > 0 && set(object, name, '0');
    },
  },
  {
    name: 'leaders that lag',
    least: 'destructive',
    spoil: (object, _magnitude, random) =>
      set(object, 'unclean.leader.election.enable', ['true', 'TRUE', ' true '][random % 3] ?? 'true'),
  },
  {
    name: 'a setting that Kafka does not know',
    least: 'impossible',
    spoil: (object, magnitude) => set(object, `retention.${magnitude}`, '1'),
  },
  {
    name: 'a value that Kafka does not take',
    least: 'impossible',
    spoil: (object, magnitude, random) => {
      const name = topicSettingNames[magnitude % topicSettingNames.length] ?? 'retention.ms';
      return set(object, name, unreadable(name, random));
    },
  },
  {
    name: 'remote messages thrown away',
    least: 'destructive',
    spoil: ({ spec: { config } }) => {
      if (config?.['remote.storage.enable'] !== 'true') return false;
      config['remote.storage.enable'] = 'false';
      config['remote.log.delete.on.disable'] = 'true';
      return true;
    },
  },
];
/** Harm in a KafkaTopic. */
export const topicDangers = ofTopics.map((one): ObjectDanger => ({ ...one, kinds: ['KafkaTopic'] }));
