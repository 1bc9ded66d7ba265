import { type TopicSettingName, topicSetting, topicSettingNames } from '../../model/kafka/topic-setting.ts';
import type { Fact, Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed } from './meaning.ts';
import { isLess } from './topic-numbers.ts';

/** What Strimzi sets itself, whatever is written there (`KafkaClusterSpec.FORBIDDEN_PREFIXES`), and what it leaves. */
const ofStrimzi =
  /^(?:listeners|advertised\.|broker\.|listener\.|host\.name|port|inter\.broker\.listener\.name|sasl\.|ssl\.|security\.|password\.|log\.dir|authorizer\.|super\.user|cruise\.control\.metrics\.topic|cruise\.control\.metrics\.reporter\.bootstrap\.servers|node\.id|process\.roles|controller\.|metadata\.log\.dir)/;
const notOfStrimzi =
  /^(?:sasl\.server\.max\.receive\.size|ssl\.(?:cipher\.suites|protocol|enabled\.protocols|secure\.random\.implementation)|cruise\.control\.metrics\.topic\.(?:num\.partitions|replication\.factor|retention\.ms|auto\.create\.(?:retries|timeout\.ms)|min\.insync\.replicas)|controller\.quorum\.(?:election\.backoff\.max|election\.timeout|fetch\.timeout)\.ms)$/;

/** The topic setting of which a setting of the brokers is the default. */
const defaultsOf: ReadonlyMap<string, TopicSettingName> = new Map(
  topicSettingNames.flatMap((name) => topicSetting(name).broker.map((key) => [key, name] as const)),
);

const units: Readonly<Record<string, number>> = { hours: 3_600_000, minutes: 60_000 };

/** Less of these loses messages, values of keys, or that they were deleted. */
const losing: ReadonlySet<string> = new Set([
  'retention.ms',
  'retention.bytes',
  'delete.retention.ms',
  'min.compaction.lag.ms',
]);

/** A setting of the brokers; Kafka takes some up while it runs. */
export function brokerConfig(key: string, { before, after }: Changed, facts: Facts, rolls: string): Verdict {
  if (ofStrimzi.test(key) && !notOfStrimzi.test(key))
    return review(`Strimzi sets ${key} itself, and does not take what is written here`);
  const taken = `Kafka takes it up while it runs, or ${rolls}`;
  switch (key) {
    case 'allow.everyone.if.no.acl.found':
      return after === 'true'
        ? destructive(
            'everyone who can connect may read, write and delete every topic, group and transactional id that no right names',
          )
        : review(
            `what no right allows is refused: clients without rights of their own stand still; ${taken}`,
          );
    case 'auto.create.topics.enable':
      return after === 'false'
        ? review(`a client that asks for a topic that is not there gets an error; ${taken}`)
        : review(
            `a client that asks for a topic that is not there creates one with the brokers' defaults; ${taken}`,
          );
    case 'delete.topic.enable':
      return after === 'false'
        ? review(`no topic can be deleted: Strimzi reports an error where it should; ${taken}`)
        : review(`topics can be deleted; ${taken}`);
    case 'num.partitions':
    case 'default.replication.factor':
      return review(`${key} holds for topics that are created from now on and say nothing of it; ${taken}`);
    case 'offsets.retention.minutes':
      return isLess(after ?? 10_080, before ?? 10_080)
        ? destructive('groups that stand still forget their offsets earlier, and start over')
        : review(`groups that stand still keep their offsets for longer; ${taken}`);
    default:
      return (
        topicDefault(key, before, after, facts, taken) ??
        review(`the brokers run with another ${key}; ${taken}`)
      );
  }
}

/** A default of topics: it is for those that do not set it themselves. */
function topicDefault(
  key: string,
  before: Fact | undefined,
  after: Fact | undefined,
  facts: Facts,
  taken: string,
): Verdict | undefined {
  const name = defaultsOf.get(key);
  if (name === undefined) return undefined;
  const stronger = topicSetting(name).broker.slice(0, topicSetting(name).broker.indexOf(key));
  const first = stronger.find((one) => facts.has(`spec.kafka.config.${one}`));
  if (first !== undefined) return safe(`without effect: ${first} is set, and counts`);
  const who = `topics that do not set ${name === key ? 'it' : name} themselves`;
  const change = `${orDefault(before)} becomes ${orDefault(after)}`;
  if (name === 'unclean.leader.election.enable' && after === 'true')
    return destructive(
      'a replica that lags may become leader in every topic: acknowledged messages are lost without a word',
    );
  if (name === 'cleanup.policy') {
    const [was, is] = [before, after].map((one) => new Set(String(one ?? 'delete').split(',')));
    return [...(is ?? [])].some((policy) => was?.has(policy) !== true)
      ? destructive(
          `${who} keep their messages by another rule (${change}): of each key all but the newest message, or what is older, is deleted`,
        )
      : review(`${who} delete less (${change}): disks fill further; ${taken}`);
  }
  const usual = Number(topicSetting(name).default) / (units[key.split('.').at(-1) ?? ''] ?? 1);
  if (!losing.has(name))
    return review(
      `${key} holds for every topic that does not set ${name === key ? 'it' : name} itself; ${taken}`,
    );
  return isLess(after ?? usual, before ?? usual)
    ? destructive(`${who} keep their messages by another rule (${change}): what is older or above is deleted`)
    : review(`${who} keep their messages for longer (${change}): disks fill further; ${taken}`);
}

function orDefault(value: Fact | undefined): string {
  return value === undefined ? '(default)' : String(value);
}
