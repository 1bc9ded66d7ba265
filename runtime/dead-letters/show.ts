import { type Letter, subjectOf } from './letter.ts';
import { OpenLetters } from './open-letters.ts';
import type { Place } from './place.ts';
import { Redaction } from './redaction.ts';
import type { Selection } from './selection.ts';

/** A dead letter as people read it. */
export interface ShownLetter {
  readonly partition: number;
  readonly offset: string;
  /** When it was written, in RFC 3339. */
  readonly timestamp: string;
  readonly key: string | null;
  readonly class: string;
  readonly reason: string;
  readonly redriven: number;
  /** Why today's schema does not take it; undefined: it does. */
  readonly invalid: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: it cannot be read as JSON. */
  readonly value: unknown;
}

/** @param most letters that are shown @param personalData whether fields that are marked as such are shown too */
export async function showLetters(
  place: Place,
  selection: Selection,
  most: number,
  personalData: boolean,
): Promise<ShownLetter[]> {
  const redaction = personalData ? undefined : new Redaction(place.contract);
  const open = await OpenLetters.of(place);
  const shown: ShownLetter[] = [];
  try {
    for await (const letter of open.selected(selection)) {
      shown.push(shownLetter(letter, redaction));
      if (shown.length >= most) break;
    }
  } finally {
    await open.close();
  }
  return shown;
}

function shownLetter(letter: Letter, redaction: Redaction | undefined): ShownLetter {
  const { partition, offset, timestamp, key, headers, value } = subjectOf(letter);
  return {
    ...{ partition, offset, timestamp, class: letter.class, reason: letter.reason },
    ...{ redriven: letter.redriven, invalid: letter.read.invalid, headers },
    key: redaction === undefined ? key : redaction.key(key),
    value: redaction === undefined ? value : redaction.value(value),
  };
}
