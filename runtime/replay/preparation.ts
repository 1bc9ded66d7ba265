import { headerText } from '../executor/outcome.ts';
import type { Header } from '../kafka/records.ts';
import type { Outgoing } from '../kafka/writer.ts';
import { Expression, ExpressionError, type Subject } from '../operations/expression.ts';
import { SchemaIdError, type SchemaIds } from '../operations/schema-ids.ts';
import { ValueCodec, type ValueContract } from '../operations/value-codec.ts';
import type { MessageTerms, ReplayTerms } from './session.ts';
import type { Sourced } from './source.ts';

/** What a replay knows of a topic, from its contract. */
export interface ReplayContract extends ValueContract {
  /** Field of the value that is the key; a dot leads into nested fields. */
  readonly keyField: string;
  /** Whether a key is its characters in UTF-8. */
  readonly plainKeys: boolean;
}

/** The contracts of a replay; `source` where a topic is read. */
export interface ReplayContracts {
  readonly source?: ReplayContract | undefined;
  readonly target: ReplayContract;
}

/** What becomes of a message. */
export type Prepared =
  | { readonly as: 'unmatched' | 'passedOver' }
  | { readonly as: 'invalid'; readonly reason: string }
  | { readonly as: 'written'; readonly message: Outgoing };

/** The header that each message of a replay has: the id of its session. */
const replayHeader = 'x-replay-id';

/** Why a replay cannot be as it is asked for, a sentence each: what only a schema of keys could write. */
export function refusedTerms({ source, message }: ReplayTerms, { target }: ReplayContracts): string[] {
  const makesKeys = source.kind === 'mongodb' || message.key !== undefined;
  return makesKeys && !target.plainKeys
    ? [`keys of ${target.topic} have a schema: replay them as they are, from a topic or an archive`]
    : [];
}

/**
 * What becomes of each message of a replay.
 * @throws ExpressionError where an expression is wrong, with its column
 * @throws Error where a schema cannot be read
 */
export function preparation(
  terms: ReplayTerms,
  id: string,
  contracts: ReplayContracts,
  ids: SchemaIds,
): (one: Sourced) => Promise<Prepared> {
  const { filters } = terms;
  const where = filters.where === undefined ? undefined : new Expression(filters.where);
  const target = new ValueCodec(contracts.target, ids);
  const other = contracts.source?.topic === terms.target ? undefined : contracts.source;
  const source = other === undefined ? target : new ValueCodec(other, ids);
  const make = making(terms.message, contracts.target, target);
  const matches = plainFilter(terms);
  const loops = terms.source.kind === 'topic' && terms.source.topic === terms.target;
  return async (one) => {
    if (!matches(one)) return { as: 'unmatched' };
    const read =
      one.value === undefined ? { json: one.document, invalid: undefined } : source.read(one.value);
    const subject = subjectOf(one, read.json);
    if (!isOfTypes(terms, one, read.json)) return { as: 'unmatched' };
    if (where !== undefined && !(await at(one, where.holds(subject)))) return { as: 'unmatched' };
    if (loops && headerText(one, replayHeader) !== undefined) return { as: 'passedOver' };
    const named: NamedSubject = { ...subject, replay: id };
    const made = await make(one, named);
    if ('reason' in made) return { as: 'invalid', reason: made.reason };
    const { key, value } = made;
    const reason = value === one.value && other === undefined ? read.invalid : target.read(value).invalid;
    if (reason !== undefined) return { as: 'invalid', reason };
    const headers = headersOf(one, terms.message.headers ?? {}, id);
    return { as: 'written', message: { topic: terms.target, key, value, headers } };
  };
}

/** The headers that a message has, those that it is to have besides, and the id of the session. */
function headersOf({ headers }: Sourced, given: Readonly<Record<string, string>>, id: string): Header[] {
  const own = headers.filter(([name]) => name !== replayHeader);
  const missing = Object.entries(given).filter(([name]) => !own.some(([one]) => one === name));
  return [
    ...own,
    ...missing.map(([name, text]): Header => [name, Buffer.from(text)]),
    [replayHeader, Buffer.from(id)],
  ];
}

/** The filters that need no value. */
function plainFilter({ filters }: ReplayTerms): (one: Sourced) => boolean {
  const since = timeOf(filters.since) ?? Number.NEGATIVE_INFINITY;
  const until = timeOf(filters.until) ?? Number.POSITIVE_INFINITY;
  const keys = filters.keys === undefined ? undefined : new Set(filters.keys);
  return ({ timestamp, key }) =>
    timestamp >= since &&
    timestamp < until &&
    (keys === undefined || (key !== null && keys.has(key.toString('utf8'))));
}

/** Milliseconds since 1970 of a text in RFC 3339. */
export function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** A store of documents has asked for the types itself. */
function isOfTypes({ filters: { types, typeField } }: ReplayTerms, one: Sourced, json: unknown): boolean {
  if (types === undefined || typeField === undefined || one.value === undefined) return true;
  return types.includes(String(fieldOf(json, typeField)));
}

function fieldOf(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, step) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, step)
          ? (node as Record<string, unknown>)[step]
          : undefined,
      json,
    );
}

function subjectOf({ key, headers, topic, partition, offset, timestamp }: Sourced, value: unknown): Subject {
  return {
    ...{ value, topic, partition, offset, key: key?.toString('utf8') ?? null },
    headers: Object.fromEntries(headers.map(([name, text]) => [name, text?.toString('utf8') ?? ''])),
    timestamp: new Date(timestamp).toISOString(),
  };
}

/** What expressions see that make a key or a value. */
type NamedSubject = Subject & {
  /** The id of the session. */
  readonly replay: string;
};

type Made = { readonly key: Buffer | null; readonly value: Buffer | null } | { readonly reason: string };

/** Key and value that are written: as they were, or as expressions make them; a document is written as a whole. */
function making(message: MessageTerms, target: ReplayContract, codec: ValueCodec) {
  const ofKey = message.key === undefined ? undefined : new Expression(message.key);
  const ofValue = message.value === undefined ? undefined : new Expression(message.value);
  return async (one: Sourced, subject: NamedSubject): Promise<Made> => {
    let { value } = one;
    let json = subject.value;
    if (ofValue !== undefined || value === undefined) {
      json = ofValue === undefined ? json : await at(one, ofValue.evaluate(subject));
      const bytes = json === undefined ? undefined : await bytesOf(codec, json);
      if (bytes === undefined) return { reason: 'what is made of it is not a message of the schema' };
      value = bytes;
    }
    if (ofKey === undefined && one.value !== undefined) return { key: one.key, value };
    const key = ofKey === undefined ? fieldOf(json, target.keyField) : await at(one, ofKey.evaluate(subject));
    if (typeof key !== 'string' && typeof key !== 'number') {
      const where = ofKey === undefined ? `at ${target.keyField}` : 'by the expression';
      return { reason: `it has no key ${where}: a key is text or a number` };
    }
    return { key: Buffer.from(String(key)), value };
  };
}

/** Undefined where it is not a message of the schema. */
async function bytesOf(codec: ValueCodec, json: unknown): Promise<Buffer | undefined> {
  try {
    return await codec.write(json, null);
  } catch (error) {
    // Of the registry: no message can be written then.
    if (error instanceof SchemaIdError) throw error;
    return undefined;
  }
}

/** Says of which message an expression failed. */
async function at<T>({ place }: Sourced, evaluated: Promise<T>): Promise<T> {
  try {
    return await evaluated;
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`${place}: ${error.message}`);
    throw error;
  }
}
