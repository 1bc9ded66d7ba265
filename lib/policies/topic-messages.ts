import type { Contract, JsonSchemaFile } from '../model/terms/contract.ts';
import type { SchemaFormat } from '../model/terms/schema-terms.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

/** How the keys and values of a topic are written where there is a schema registry. */
export interface TopicMessages {
  readonly topic: string;
  readonly key: MessagePart;
  readonly value: MessagePart;
}

export interface MessagePart {
  /**
   * `text`: a key without a schema. `unknown`: the contract does not know the schema yet. `plain`: as the format of the
   * contract says, without the id of a schema.
   */
  readonly format: SchemaFormat | 'text' | 'unknown' | 'plain';
  /** Whose schema a writer names; undefined where there is none, and where messages are passed on. */
  readonly subject: string | undefined;
  /** The client takes the bytes of a message as they are, with the id of its schema. */
  readonly passedOn: boolean;
}

/** Whether a contract knows a schema of its own: a program may leave it out, and `true` takes any message. */
export function isSchemaKnown({ terms }: Contract, schema: JsonSchemaFile): boolean {
  return schema.value !== true && terms.questions?.includes('schema') !== true;
}

/** Whether its messages begin without the id of a schema, also where there is a registry. */
export function isPlain({ terms }: Contract): boolean {
  return terms.schema.wireFormat === 'plain';
}

/** Subject of the values of a topic with this name. */
export function valueSubject(contract: Contract, topic: string): string {
  return contract.terms.schema.subject ?? `${topic}-value`;
}

export function keySubject(topic: string): string {
  return `${topic}-key`;
}

/**
 * What is in the messages of one of a contract's topics. Retries and dead letters are the messages that failed, unless
 * the contract names another schema for dead letters.
 * @param passedOn whether the client does not look into them: one that sends retries on, or replays
 */
export function topicMessages(
  { contract }: ResolvedFamily,
  { role, name }: ResolvedTopic,
  passedOn: boolean,
): TopicMessages {
  const topic = name.value;
  const { valueSchema, keySchema, terms } = contract;
  const { format } = terms.schema;
  const derived = role === 'retry' || role === 'dead-letter';
  if (isPlain(contract)) {
    const plain: MessagePart = { format: 'plain', subject: undefined, passedOn };
    return { topic, key: keySchema === undefined ? { ...plain, format: 'text' } : plain, value: plain };
  }
  const part = (schema: JsonSchemaFile, subject: string): MessagePart => {
    if (!isSchemaKnown(contract, schema)) return { format: 'unknown', subject: undefined, passedOn };
    return { format, subject: derived || passedOn ? undefined : subject, passedOn };
  };
  const key: MessagePart =
    keySchema === undefined
      ? { format: 'text', subject: undefined, passedOn }
      : part(keySchema, keySubject(topic));
  const own = role === 'dead-letter' && terms.deadLetter?.schema !== undefined;
  const value: MessagePart = own
    ? { format: 'json-schema', subject: passedOn ? undefined : `${topic}-value`, passedOn }
    : part(valueSchema, valueSubject(contract, topic));
  return { topic, key, value };
}
