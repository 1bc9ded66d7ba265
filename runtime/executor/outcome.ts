import type { Delivery, Header } from '../kafka/records.ts';

/** Kinds of failures, as the shared message FailureHeaders has them. */
export const failureClasses = [
  'unavailable',
  'timeout',
  'throttled',
  'schema-invalid',
  'header-mismatch',
  'signature-invalid',
  'key-destroyed',
  'rejected',
  'defect',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** What came of one message. */
export type Outcome = 'done' | Recorded | (Failure & { readonly again: boolean });

/** It is done, and the outcome is written to the record of the queue, where it has one, under the key of the message. */
export interface Recorded {
  /** The value, in the format of the record's contract. */
  readonly outcome: Buffer;
}

export interface Failure {
  readonly class: FailureClass;
  /** A line without any part of the value. */
  readonly reason: string;
}

/** Where messages go that failed. */
export interface FailureRoutes {
  readonly group: string;
  /** Deliveries of a message before it is a dead letter, the first one included. */
  readonly attempts: number;
  /** The shortest delay first. */
  readonly tiers: readonly { readonly topic: string; readonly delay: number }[];
  readonly deadLetterTopic: string | undefined;
}

/** A message to write instead of the one that failed: the same key and value. */
export interface Rerouted {
  readonly topic: string;
  readonly kind: 'retry' | 'dead-letter';
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

/** Headers that say which topic, partition and offset a message had when it was first read. */
const source = ['x-source-topic', 'x-source-partition', 'x-source-offset'];
const longest = 500;

/** The number of a delivery, from 1: one more than the header of the delivery that failed says. */
export function attemptOf(delivery: Delivery): number {
  const text = headerText(delivery, 'x-attempt');
  return text !== undefined && /^[1-9][0-9]?$/.test(text) ? Number(text) + 1 : 1;
}

/** Whether a retry brought it back for another group. */
export function isForAnotherGroup(delivery: Delivery, group: string): boolean {
  const named = headerText(delivery, 'x-consumer-group');
  return named !== undefined && named !== group;
}

/** The value of a header as text; of several with one name the last. */
export function headerText({ headers }: Pick<Delivery, 'headers'>, name: string): string | undefined {
  return headers.findLast(([one]) => one === name)?.[1]?.toString('utf8');
}

/**
 * Where a message goes that failed, with the headers that say why (shared message FailureHeaders). Its other headers stay
 * as they are, in their order.
 *
 * @returns undefined where there is nowhere to go: it must stay where it is
 */
export function reroute(
  delivery: Delivery,
  failure: Failure & { readonly again: boolean },
  routes: FailureRoutes,
  now: Date,
): Rerouted | undefined {
  const attempt = attemptOf(delivery);
  const tier = routes.tiers[Math.min(attempt, routes.tiers.length) - 1];
  const retry = failure.again && attempt < routes.attempts && tier !== undefined;
  const topic = retry ? tier.topic : routes.deadLetterTopic;
  if (topic === undefined) return undefined;
  const known = (name: string) => headerText(delivery, name);
  const time = now.toISOString();
  const returned =
    known('x-consumer-group') === routes.group && source.every((name) => known(name) !== undefined);
  const told: Record<string, string> = {
    'x-failure-class': failure.class,
    'x-failure-reason': oneLine(failure.reason),
    'x-attempt': String(Math.min(attempt, 99)),
    'x-first-seen-ts': (returned ? known('x-first-seen-ts') : undefined) ?? time,
    'x-last-seen-ts': time,
    ...(retry ? { 'x-next-at': new Date(now.getTime() + tier.delay).toISOString() } : {}),
    'x-source-topic': (returned ? known('x-source-topic') : undefined) ?? delivery.topic,
    'x-source-partition': (returned ? known('x-source-partition') : undefined) ?? String(delivery.partition),
    'x-source-offset': (returned ? known('x-source-offset') : undefined) ?? String(delivery.offset),
    'x-consumer-group': routes.group,
  };
  const kept = delivery.headers.filter(([name]) => !Object.hasOwn(told, name) && name !== 'x-next-at');
  return {
    ...{ topic, kind: retry ? 'retry' : 'dead-letter', key: delivery.key, value: delivery.value },
    headers: [...kept, ...Object.entries(told).map(([name, text]): Header => [name, Buffer.from(text)])],
  };
}

function oneLine(text: string): string {
  const line = text.split(/[\r\n\u0085\u2028\u2029]/).find((one) => one.trim() !== '') ?? '';
  const clean = line.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').trim();
  const short = Array.from(clean).slice(0, longest).join('');
  return short === '' ? 'no reason given' : short;
}
