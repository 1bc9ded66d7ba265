import type { Header } from '../kafka/records.ts';
import type { Expression } from '../operations/expression.ts';
import { SchemaIdError } from '../operations/schema-ids.ts';
import { ValueCodec } from '../operations/value-codec.ts';
import { type Difference, differences } from './difference.ts';
import { type Letter, redrivenHeaders, subjectOf } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import type { Place, Repairable } from './place.ts';
import { Redaction } from './redaction.ts';
import type { Selection } from './selection.ts';
import { type Decision, type Request, type SessionResult, settleLetters } from './session.ts';

/** How letters are changed before they are redriven. */
interface Change {
  /** Makes the new value. */
  readonly value?: Expression;
  /** Makes headers: a text sets one, null takes it away. */
  readonly headers?: Expression;
  /** How often one message may be redriven. */
  readonly limit: number;
}

/** What a dry run shows of one letter. */
interface Sample {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly differences: readonly Difference[];
  /** Why it would stay; undefined: it would be redriven. */
  readonly refused: string | undefined;
}

export interface DryRun {
  readonly redriven: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
}

interface Changed {
  readonly value: Buffer | null;
  readonly json: unknown;
  readonly headers: readonly Header[];
}

/** Says what a redrive would do, and writes nothing. */
export async function dryRun(
  place: Place,
  selection: Selection,
  change: Change,
  shown: { readonly samples: number; readonly most: number | undefined; readonly personalData: boolean },
): Promise<DryRun> {
  const redaction = new Redaction(place.contract);
  const open = await OpenLetters.of(place);
  const refusals: Record<string, number> = {};
  const samples: Sample[] = [];
  let redriven = 0;
  try {
    for await (const letter of open.selected(selection)) {
      if (shown.most !== undefined && redriven >= shown.most) break;
      const result = await changed(letter, change, open);
      if ('refused' in result) refusals[result.refused] = (refusals[result.refused] ?? 0) + 1;
      else redriven += 1;
      if (samples.length < shown.samples)
        samples.push(sampleOf(letter, result, shown.personalData ? undefined : redaction));
    }
  } finally {
    await open.close();
  }
  return { redriven, refusals, samples };
}

/** Redrives open letters into the primary topic of their contract. */
export async function redrive(
  place: Repairable,
  request: Request,
  change: Change,
  onBatch: (settled: number) => void,
): Promise<SessionResult> {
  const codec = new ValueCodec(place.contract, place.ids);
  const decide = async (letter: Letter, session: string): Promise<Decision> => {
    const result = await changed(letter, change, { codec });
    if ('refused' in result) return result;
    const headers = redrivenHeaders({ ...letter, headers: result.headers }, session);
    return {
      as: 'redriven',
      write: [{ topic: place.contract.topic, key: letter.key, value: result.value, headers }],
    };
  };
  return await settleLetters(place, request, { decide, onBatch });
}

async function changed(
  letter: Letter,
  { value, headers, limit }: Change,
  { codec }: Pick<OpenLetters, 'codec'>,
): Promise<Changed | { readonly refused: string }> {
  if (letter.redriven >= limit) return { refused: `was redriven ${limit} times already` };
  try {
    const subject = subjectOf(letter);
    const json = value === undefined ? letter.read.json : await value.evaluate(subject);
    if (value !== undefined && json === undefined) return { refused: 'the transformation makes no value' };
    const bytes = value === undefined ? letter.value : await codec.write(json, letter.value);
    const { invalid } = value === undefined ? letter.read : codec.read(bytes);
    if (invalid !== undefined) return { refused: `is not valid today: ${invalid}` };
    const said = headers === undefined ? {} : await headers.evaluate(subject);
    const merged = mergedHeaders(letter.headers, said);
    return merged === undefined
      ? { refused: 'the transformation of headers makes no object of texts and nulls' }
      : { value: bytes, json, headers: merged };
  } catch (error) {
    // Of the registry: no letter can be written then.
    if (error instanceof SchemaIdError) throw error;
    return { refused: error instanceof Error ? error.message : 'the transformation failed' };
  }
}

function mergedHeaders(headers: readonly Header[], said: unknown): readonly Header[] | undefined {
  if (said === undefined) return headers;
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return undefined;
  const entries = Object.entries(said);
  if (entries.some(([, text]) => text !== null && typeof text !== 'string')) return undefined;
  return [
    ...headers.filter(([name]) => !Object.hasOwn(said, name)),
    ...entries.flatMap(([name, text]): Header[] =>
      typeof text === 'string' ? [[name, Buffer.from(text)]] : [],
    ),
  ];
}

function sampleOf(
  letter: Letter,
  result: Changed | { readonly refused: string },
  redaction: Redaction | undefined,
): Sample {
  const { delivery, key, read, headers } = letter;
  const shown = (value: unknown) => (redaction === undefined ? value : redaction.value(value));
  const text = key?.toString('utf8') ?? null;
  const textsOf = (of: readonly Header[]) =>
    Object.fromEntries(of.map(([name, value]) => [name, value?.toString('utf8') ?? null]));
  const found =
    'refused' in result
      ? []
      : [
          ...differences(shown(read.json), shown(result.json)),
          ...differences(textsOf(headers), textsOf(result.headers), 'headers'),
        ];
  return {
    ...{ partition: delivery.partition, offset: String(delivery.offset) },
    key: redaction === undefined ? text : redaction.key(text),
    differences: found,
    refused: 'refused' in result ? result.refused : undefined,
  };
}
