import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import { carriedTopics } from '../carried-topics.ts';
import { clientSettings, type Read, VariableReader, type Variables } from '../kafka/client-settings.ts';
import type { GroupReaderOptions } from '../kafka/group-reader.ts';

/** What a dispatcher does, and how it reaches Kafka. */
export interface DispatcherSettings {
  readonly reader: Omit<GroupReaderOptions, 'onAssigned'>;
  /** Those that have retries. */
  readonly topics: readonly CarriedTopic[];
  /** Of `/livez`, `/readyz` and `/metrics`. */
  readonly port: number;
}

/**
 * What a dispatcher is told by its variables, as a rendered pod has them: how to reach Kafka, and
 *
 * | variable | what | default |
 * |---|---|---|
 * | `KAFKA_GROUP_ID` | as whom it reads | |
 * | `WORK_TOPICS_FOLDER` | folder with a JSON file a topic (`CarriedTopic`) | |
 * | `WORK_HTTP_PORT` | of probes and metrics | 9404 |
 * | `KAFKA_GROUP_INSTANCE_ID` | a name of this replica alone, which it has again after a restart | none: others wait for the end of its session |
 * | `KAFKA_SESSION_SECONDS` | without a sign of life, after which others take over | 10 |
 */
export function dispatcherSettings(variables: Variables): Read<DispatcherSettings> {
  const reader = new VariableReader(variables);
  const group = reader.required('KAFKA_GROUP_ID');
  const before = reader.problems.length;
  const topics = carriedTopics(reader).filter(({ retries }) => retries.length > 0);
  if (topics.length === 0 && reader.problems.length === before) {
    reader.problems.push(
      `WORK_TOPICS_FOLDER: ${reader.optional('WORK_TOPICS_FOLDER')} has no topic with retries: mount the ConfigMap that has them`,
    );
  }
  const names = topics.flatMap(({ retries }) => retries.map(({ topic }) => topic));
  for (const twice of new Set(names.filter((name, at) => names.indexOf(name) !== at)))
    reader.problems.push(`WORK_TOPICS_FOLDER: two topics have ${twice} as their retry topic`);
  return reader.read({
    reader: {
      client: clientSettings(reader, `dispatcher-${group}`),
      group,
      topics: names,
      instance: reader.optional('KAFKA_GROUP_INSTANCE_ID'),
      // Brokers take 6 seconds or more (group.min.session.timeout.ms).
      sessionTimeout: (reader.number('KAFKA_SESSION_SECONDS', { least: 1, most: 3600 }) ?? 10) * 1000,
    },
    topics,
    port: reader.number('WORK_HTTP_PORT', { least: 0, most: 65_535 }) ?? 9404,
  });
}
