import type { CarriedTopic } from '../../lib/model/carried-topic.ts';
import type { Failure } from '../executor/outcome.ts';
import { failureClasses, headerText } from '../executor/outcome.ts';
import type { Delivery, Header } from '../kafka/records.ts';
import type { Outgoing } from '../kafka/writer.ts';

/** A retry topic, and the topic that it belongs to. */
export interface Tier {
  readonly of: CarriedTopic;
  /** Milliseconds that a message waits there. */
  readonly delay: number;
  /** The delivery that failed before a message is there, where it does not say so: 1 in the first tier. */
  readonly attempt: number;
}

/** What becomes of a message of a retry topic, and when. */
export interface Decision {
  /** Milliseconds since 1970. */
  readonly due: number;
  /** Why it becomes a dead letter; undefined: it goes back to its primary topic. */
  readonly failed: Failure | undefined;
}

/** What clocks may differ by, in milliseconds. */
const clockDifference = 60_000;
/** RFC 3339, as `date-time` of JSON Schema is. */
const time = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * When a message goes back, or that it is a dead letter.
 *
 * All messages of a tier wait equally long: one that asks for more than that, or whose time is not a time, waits as long as
 * its tier from when it was written. So no message holds up what is behind it.
 *
 * @param now when it was read, in milliseconds since 1970
 */
export function decide(delivery: Delivery, tier: Tier, now: number): Decision {
  const attempt = attemptBefore(delivery) ?? tier.attempt;
  const { attempts, deadLetter } = tier.of;
  if (attempt >= attempts && deadLetter !== undefined) {
    const reason = `delivered ${attempt} times, of at most ${attempts}`;
    return { due: now, failed: { class: 'unavailable', reason } };
  }
  const latest = now + tier.delay;
  const asked = timeOf(headerText(delivery, 'x-next-at'));
  if (asked !== undefined && asked <= latest + clockDifference) return { due: asked, failed: undefined };
  return { due: Math.min(delivery.timestamp + tier.delay, latest), failed: undefined };
}

/** The number of the delivery that failed; undefined where the header is missing or is not a number from 1. */
function attemptBefore(delivery: Delivery): number | undefined {
  const text = headerText(delivery, 'x-attempt');
  return text !== undefined && /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970; undefined for what is not a time. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || !time.test(text)) return undefined;
  const found = Date.parse(text);
  return Number.isNaN(found) ? undefined : found;
}

/** The message for its primary topic: as it is. One without a key keeps its place among those of its partition. */
export function dispatched({ key, value, headers, partition }: Delivery, { of }: Tier): Outgoing {
  return { topic: of.topic, key, value, headers, ...(key === null ? { partition } : {}) };
}

/**
 * The message for the dead letter topic. What its headers say stays; of those that a dead letter must have (shared message
 * FailureHeaders) the missing and the invalid ones are added.
 *
 * @param group of the dispatcher, for a message that does not say whose it is
 */
export function deadLetterOf(delivery: Delivery, tier: Tier, failure: Failure, group: string): Outgoing {
  const known = (name: string, is: (text: string) => boolean) => {
    const text = headerText(delivery, name);
    return text !== undefined && text !== '' && is(text) ? text : undefined;
  };
  const isTime = (text: string) => timeOf(text) !== undefined;
  const isText = (text: string) => Array.from(text).length <= 249;
  const kind = failureClasses.find((one) => one === headerText(delivery, 'x-failure-class'));
  // A producer may write any number as its time.
  const written = new Date(Math.min(Math.max(delivery.timestamp, 0), Date.now())).toISOString();
  const place = {
    'x-source-topic': known('x-source-topic', isText),
    'x-source-partition': known('x-source-partition', (text) => /^[0-9]{1,6}$/.test(text)),
    'x-source-offset': known('x-source-offset', (text) => /^[0-9]{1,19}$/.test(text)),
  };
  const isPlaced = Object.values(place).every((one) => one !== undefined);
  const said: Record<string, string> = {
    'x-failure-class': failure.class === 'unavailable' ? (kind ?? failure.class) : failure.class,
    'x-failure-reason':
      (failure.class === 'unavailable' ? known('x-failure-reason', isReason) : undefined) ?? failure.reason,
    'x-attempt': String(Math.min(attemptBefore(delivery) ?? tier.attempt, 99)),
    'x-first-seen-ts': known('x-first-seen-ts', isTime) ?? written,
    'x-last-seen-ts': known('x-last-seen-ts', isTime) ?? written,
    ...(isPlaced
      ? (place as Record<string, string>)
      : {
          'x-source-topic': delivery.topic,
          'x-source-partition': String(delivery.partition),
          'x-source-offset': String(delivery.offset),
        }),
    'x-consumer-group': known('x-consumer-group', isText) ?? group,
  };
  const kept = delivery.headers.filter(([name]) => !Object.hasOwn(said, name) && name !== 'x-next-at');
  return {
    topic: tier.of.deadLetter ?? '',
    ...{ key: delivery.key, value: delivery.value },
    headers: [...kept, ...Object.entries(said).map(([name, text]): Header => [name, Buffer.from(text)])],
  };
}

function isReason(text: string): boolean {
  return Array.from(text).length <= 500;
}
