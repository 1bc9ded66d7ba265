import type { CarriedContract } from '../../lib/model/carried-contract.ts';
import { withoutHeader } from '../../lib/model/schemas/message-reader.ts';
import { headerText } from '../executor/outcome.ts';
import type { Delivery, Header } from '../kafka/records.ts';
import type { Subject } from '../operations/expression.ts';
import { jsonOf, type ReadValue, type ValueCodec } from '../operations/value-codec.ts';

/** Headers that say of a delivery that it failed. A message that comes back begins at its first delivery. */
const ofTheFailure = ['x-failure-class', 'x-failure-reason', 'x-attempt', 'x-last-seen-ts', 'x-next-at'];
const redriveCount = 'x-redrive-count';
const operationId = 'x-operation-id';

/** A dead letter: a message that failed, and why. */
export interface Letter {
  /** As it is in the dead letter topic. */
  readonly delivery: Delivery;
  /** Of the message that failed. */
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
  readonly read: ReadValue;
  readonly class: string;
  readonly reason: string;
  /** When it was first delivered and when it failed last, in RFC 3339; undefined where no header says it. */
  readonly firstSeen: string | undefined;
  readonly lastSeen: string | undefined;
  /** How often it was redriven. */
  readonly redriven: number;
}

/** Reads a dead letter; one in an envelope is taken out of it. */
export function letterOf(delivery: Delivery, contract: CarriedContract, codec: ValueCodec): Letter {
  const { key, value, headers } = unpacked(delivery, contract) ?? delivery;
  const said = (name: string) => headerText({ headers }, name);
  const count = said(redriveCount) ?? '0';
  return {
    ...{ delivery, key, value, headers, read: codec.read(value) },
    class: said('x-failure-class') ?? 'unknown',
    reason: said('x-failure-reason') ?? 'no reason given',
    firstSeen: timeOf(said('x-first-seen-ts')),
    lastSeen: timeOf(said('x-last-seen-ts')),
    redriven: /^[0-9]{1,9}$/.test(count) ? Number(count) : 0,
  };
}

/** What an expression sees of a letter. */
export function subjectOf({ delivery, key, headers, read }: Letter): Subject {
  return {
    value: read.json,
    key: key?.toString('utf8') ?? null,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value?.toString('utf8') ?? ''])),
    topic: delivery.topic,
    partition: delivery.partition,
    offset: String(delivery.offset),
    timestamp: new Date(delivery.timestamp).toISOString(),
  };
}

/**
 * Headers of a letter that is redriven: it begins at its first delivery, for the group that failed, and says which session
 * brought it back, and how often one did.
 */
export function redrivenHeaders({ headers, redriven }: Letter, session: string): Header[] {
  const changed = [...ofTheFailure, redriveCount, operationId];
  return [
    ...headers.filter(([name]) => !changed.includes(name)),
    [redriveCount, Buffer.from(String(redriven + 1))],
    [operationId, Buffer.from(session)],
  ];
}

function timeOf(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

type Message = Pick<Delivery, 'key' | 'value' | 'headers'>;

/** The message in a DeadLetterEnvelope; undefined where the value is not one, or the contract has no such dead letters. */
function unpacked({ value }: Delivery, contract: CarriedContract): Message | undefined {
  if (contract.deadLetterSchema === undefined || value === null) return undefined;
  const bytes = contract.wireFormat === 'plain' ? value : (withoutHeader('json-schema', value) ?? value);
  const { failure, headers, key, value: inside } = (jsonOf(bytes) ?? {}) as Record<string, unknown>;
  if (typeof failure !== 'object' || !isBase64(key) || !isBase64(inside)) return undefined;
  const texts = { ...(headers as object | undefined), ...failure };
  return {
    key: key === null ? null : Buffer.from(key, 'base64'),
    value: inside === null ? null : Buffer.from(inside, 'base64'),
    headers: Object.entries(texts).map(([name, text]): Header => [name, Buffer.from(String(text))]),
  };
}

function isBase64(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
