import { clientSettings, type Read, VariableReader, type Variables } from '../kafka/client-settings.ts';
import { readFileSync } from 'node:fs';
import type { CarriedSchema } from '../../lib/model/schemas/carried-schema.ts';
import { messageReader, withoutHeader } from '../../lib/model/schemas/message-reader.ts';
import type { Delivery } from '../kafka/records.ts';
import type { FailureRoutes } from './outcome.ts';
import type { OutcomeTopics } from './outcome-record.ts';
import type { ExecutorSettings } from './run-executor.ts';

/**
 * What an executor gets by its variables, as a rendered job has them: how to reach Kafka, and
 *
 * | variable | what | default |
 * |---|---|---|
 * | `KAFKA_TOPIC`, `KAFKA_GROUP_ID` | what is drained, and as whom | |
 * | `KAFKA_RETRY_TOPICS`, `WORK_RETRY_DELAYS` | topics, and seconds, the shortest delay first | no retries |
 * | `WORK_ATTEMPTS` | deliveries before a dead letter, the first one included | 1 |
 * | `KAFKA_DEAD_LETTER_TOPIC` | | none: a failure ends the executor |
 * | `KAFKA_OUTCOME_TOPICS` | whose keys are those of messages that are done | none: nothing is skipped |
 * | `KAFKA_OUTCOME_WRITE_TOPIC` | to which outcomes are written | none |
 * | `WORK_SCHEMA_FILE` | the contract's schema as JSON, by which values are judged | none: nothing is judged |
 * | `WORK_WIRE_FORMAT` | `confluent`: values begin with the id of a schema registry | `plain` |
 * | `WORK_CONCURRENCY` | messages in work at once | 1 |
 * | `WORK_IDLE_SECONDS` | without a message, after which it ends | 15 |
 * | `WORK_DEADLINE_SECONDS` | in which it must end | none |
 * | `WORK_MESSAGE_SECONDS` | for one message | what is left of the deadline |
 * | `WORK_GRACE_SECONDS` | after SIGTERM | 50 |
 * | `KAFKA_SESSION_SECONDS` | without a sign of life, after which others take over | 15 |
 */
export function executorSettings(variables: Variables): Read<ExecutorSettings & { readonly check: Check }> {
  const reader = new VariableReader(variables);
  const group = reader.required('KAFKA_GROUP_ID');
  const topic = reader.required('KAFKA_TOPIC');
  const seconds = (name: string, otherwise: number | undefined, least = 1): number | undefined => {
    const found = reader.number(name, { least, most: 1_000_000 });
    return found === undefined ? otherwise : found * 1000;
  };
  return reader.read({
    reader: {
      client: clientSettings(reader, `executor-${group}`),
      group,
      topics: [topic],
      // Brokers take 6 seconds or more (group.min.session.timeout.ms).
      sessionTimeout: seconds('KAFKA_SESSION_SECONDS', 15_000) as number,
    },
    routes: routesOf(reader, group),
    outcomes: outcomesOf(reader),
    concurrency: reader.number('WORK_CONCURRENCY', { least: 1, most: 1000 }) ?? 1,
    idle: seconds('WORK_IDLE_SECONDS', 15_000) as number,
    deadline: seconds('WORK_DEADLINE_SECONDS', undefined),
    messageTime: seconds('WORK_MESSAGE_SECONDS', undefined),
    grace: seconds('WORK_GRACE_SECONDS', 50_000) as number,
    check: checkOf(reader),
  });
}

/** Why a message breaks its contract, without any part of it; undefined: it does not. */
export type Check = (delivery: Delivery) => string | undefined;

function checkOf(reader: VariableReader): Check {
  const wire = reader.word('WORK_WIRE_FORMAT', ['plain', 'confluent'], 'plain');
  const file = reader.optional('WORK_SCHEMA_FILE');
  if (file === undefined) return () => undefined;
  try {
    const carried = JSON.parse(readFileSync(file, 'utf8')) as CarriedSchema;
    const read = messageReader(carried);
    return ({ value }) => {
      if (value === null) return 'the value is missing: it is a tombstone';
      const bytes = wire === 'plain' ? value : withoutHeader(carried.format, value);
      if (bytes === undefined) return 'the value does not begin with the id of a schema';
      const message = read(bytes);
      return message.ok ? undefined : message.reason;
    };
  } catch (error) {
    reader.problems.push(
      `WORK_SCHEMA_FILE: ${file} holds no schema (${error instanceof Error ? error.message : 'it cannot be read'})`,
    );
    return () => undefined;
  }
}

function outcomesOf(reader: VariableReader): OutcomeTopics | undefined {
  const read = listOf(reader.optional('KAFKA_OUTCOME_TOPICS'));
  const write = reader.optional('KAFKA_OUTCOME_WRITE_TOPIC');
  if (write !== undefined && !read.includes(write))
    reader.problems.push(
      `KAFKA_OUTCOME_WRITE_TOPIC is ${write}, which KAFKA_OUTCOME_TOPICS does not have: add it there`,
    );
  return read.length === 0 ? undefined : { read, write };
}

function routesOf(reader: VariableReader, group: string): FailureRoutes {
  const topics = listOf(reader.optional('KAFKA_RETRY_TOPICS'));
  const delays = listOf(reader.optional('WORK_RETRY_DELAYS'));
  if (topics.length !== delays.length) {
    reader.problems.push(
      `KAFKA_RETRY_TOPICS has ${topics.length} topics and WORK_RETRY_DELAYS ${delays.length} delays: each topic has one`,
    );
  }
  const tiers = topics.map((topic, at) => ({ topic, delay: Number(delays[at]) * 1000 }));
  for (const delay of delays) {
    if (!/^[1-9][0-9]{0,8}$/.test(delay))
      reader.problems.push(`WORK_RETRY_DELAYS has ${delay}: write whole seconds, with commas between them`);
  }
  return {
    group,
    attempts: reader.number('WORK_ATTEMPTS', { least: 1, most: 99 }) ?? 1,
    tiers,
    deadLetterTopic: reader.optional('KAFKA_DEAD_LETTER_TOPIC'),
  };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
