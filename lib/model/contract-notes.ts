import type { z } from 'zod';
import { formatRetention, type Retention } from './kafka/retention.ts';
import { contractSchema } from './terms/contract.ts';
import { formatDuration } from './text/duration.ts';
import { compare } from './text/problem.ts';
import { formatSize } from './text/size.ts';

type Terms = z.output<typeof contractSchema>;
type Written = z.input<typeof contractSchema>;

/**
 * The terms that a topic's settings do not show; each becomes an annotation of its KafkaTopic, as JSON. Annotations are
 * a format of their own, which objects in clusters have: a key of contracts may get another name, a note keeps its own.
 */
const noted = {
  key: 'key',
  load: 'load',
  serviceLevels: 'service-levels',
  schema: 'schema',
  critical: 'critical',
  headers: 'headers',
  retry: 'retry',
  deadLetter: 'dead-letter',
  replay: 'replay',
  scaling: 'scaling',
  producers: 'producers',
  consumers: 'consumers',
  processors: 'processors',
  lifecycle: 'lifecycle',
  // What the topic does not show: other environments' partitions, what a cap hides, a name that is gone here.
  partitions: 'partitions',
  retention: 'retention',
  renamedFrom: 'formerly',
  // Guesses must not come back as facts.
  questions: 'questions',
} as const;

type Noted = keyof typeof noted;

/** Keys inside a note that contracts call otherwise. */
const keyNotes: Partial<Record<Noted, readonly { readonly term: string; readonly note: string }[]>> = {
  serviceLevels: [{ term: 'alertLag', note: 'lagThreshold' }],
  scaling: [{ term: 'messagesPerJob', note: 'lagThreshold' }],
};

/** The value with other names for some of its keys, in their order. */
function renamed(
  value: unknown,
  names: readonly { readonly term: string; readonly note: string }[],
): unknown {
  if (names.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      names.find(({ term }) => term === key)?.note ?? key,
      item,
    ]),
  );
}

const keys = Object.keys(noted) as Noted[];

/** What of a contract can be read off its KafkaTopic. */
export type ReadNotes = Partial<Pick<Written, Noted>> & { readonly channel?: string };

/**
 * What a person who looks at a KafkaTopic asks, and what an import could not know otherwise: annotations by their name
 * without a prefix. What the contract does not say has none.
 */
export function notesOf(terms: Terms): Record<string, string> {
  const { load, serviceLevels, retry, deadLetter, scaling } = terms;
  // A KafkaTopic never tells the message: whoever reads these notes asks for the schema anyway.
  const questions = (terms.questions ?? []).filter((one) => one !== 'schema');
  const written: { readonly [K in Noted]: Written[K] | undefined } = {
    key: terms.key,
    load: { ...load, bytesPerMessage: sizeText(load.bytesPerMessage) },
    serviceLevels: {
      ...serviceLevels,
      produceWithin: durationText(serviceLevels.produceWithin),
      consumeWithin: durationText(serviceLevels.consumeWithin),
    },
    schema: terms.schema,
    critical: terms.critical ? true : undefined,
    headers: terms.headers.length === 0 ? undefined : terms.headers,
    retry: retry && { ...retry, tiers: retry.tiers.map(durationText) },
    deadLetter: deadLetter && {
      ...deadLetter,
      retention: deadLetter.retention && retentionText(deadLetter.retention),
    },
    replay: terms.replay,
    scaling: scaling && {
      ...scaling,
      deadline: durationText(scaling.deadline),
      pollingInterval: scaling.pollingInterval && durationText(scaling.pollingInterval),
    },
    producers: ordered(terms.producers, terms),
    consumers: ordered(terms.consumers, terms).map(({ deployment, ...consumer }) => ({
      ...consumer,
      ...(deployment && {
        deployment: {
          ...deployment,
          cooldown: deployment.cooldown && durationText(deployment.cooldown),
          pollingInterval: deployment.pollingInterval && durationText(deployment.pollingInterval),
        },
      }),
    })),
    processors: terms.processors.length === 0 ? undefined : ordered(terms.processors, terms),
    lifecycle: terms.lifecycle.state === 'active' ? undefined : terms.lifecycle,
    partitions: typeof terms.partitions === 'number' ? undefined : terms.partitions,
    retention: terms.retention && retentionText(terms.retention),
    renamedFrom: terms.renamedFrom,
    questions: questions.length === 0 ? undefined : questions,
  };
  const notes: Record<string, string> = { channel: terms.owner.channel };
  for (const key of keys) {
    const value = written[key];
    if (value !== undefined) notes[noted[key]] = JSON.stringify(renamed(value, keyNotes[key] ?? []));
  }
  return notes;
}

/**
 * The terms that `notesOf` has written.
 * @param notes annotations by their name without the prefix
 * @param unread gets the names of those that somebody has changed to what no contract says
 */
export function readNotes(
  notes: Readonly<Record<string, string>>,
  unread: (name: string) => void,
): ReadNotes {
  const found: Record<string, unknown> = {};
  for (const key of keys) {
    const text = notes[noted[key]];
    if (text === undefined) continue;
    const value = renamed(
      jsonOf(text),
      (keyNotes[key] ?? []).map(({ term, note }) => ({ term: note, note: term })),
    );
    if (value !== undefined && contractSchema.shape[key].safeParse(value).success) found[key] = value;
    else unread(noted[key]);
  }
  if (notes['channel'] !== undefined) found['channel'] = notes['channel'];
  return found;
}

/** The order of services says nothing, but for a queue's: its first producer's user is named by the queue alone. */
function ordered<T extends { readonly service: string }>(list: readonly T[], { scaling }: Terms): T[] {
  return scaling === undefined ? [...list].sort((a, b) => compare(a.service, b.service)) : [...list];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const durationText = (value: Terms['serviceLevels']['produceWithin']) =>
  formatDuration(value) as Written['serviceLevels']['produceWithin'];
const retentionText = (value: Retention) => formatRetention(value) as NonNullable<Written['retention']>;
const sizeText = (value: Terms['maxMessageSize']) => formatSize(value) as Written['maxMessageSize'];
