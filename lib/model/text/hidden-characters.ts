/**
 * Characters that no one sees or that change how others are seen: control characters, marks of direction, zero-width
 * and tag characters, variation selectors, other separators of lines, halves of characters, and what Unicode never
 * uses.
 */
const unseen =
  /[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800\p{Zl}\p{Zp}\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Those that are none: tabs, line feeds, and the selector of an emoji's colour. */
const seen = /[\t\n]|(?<=\p{Emoji})[\ufe0e\ufe0f]/u;

/** Signs that take the vowel from a letter of an Indic script (canonical combining class 9). */
const virama =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u0f84\\u1039\\u103a\\u17d2\\u1b44\\u1baa\\ua806\\ua8c4\\ua953\\ua9c0\\uaaf6\\uabed]';

/** Letters of scripts in which letters are joined. */
const joining = String.raw`(?=\p{L})[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Adlam}]`;

/**
 * Joiners and non-joiners where others see what they do: between two emoji (UTS 51), between joined letters, and beside
 * a virama (UAX 31, A1, A2 and B). Names do without them.
 */
const joiners = [
  String.raw`(?<=\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=${joining}\p{Mn}{0,3})\u200c(?=\p{Mn}{0,3}${joining})`,
  String.raw`(?<=\p{L}\p{M}{0,3}${virama}\p{M}{0,2})[\u200c\u200d]`,
  String.raw`(?<=\p{L})\u200d(?=${virama})`,
].join('|');

/** In free text. */
const hidden = new RegExp(`(?!${seen.source}|${joiners})${unseen.source}`, 'gu');
const hiddenInName = new RegExp(`(?!${seen.source})${unseen.source}`, 'gu');

/** Nearly all text is plain. */
const plain = /^[\t\n\x20-\x7e]*$/;

interface HiddenCharacter {
  readonly offset: number;
  /** `U+202E` */
  readonly name: string;
}

/** The hidden characters of a text, as far as `most` of them. */
export function hiddenIn(text: string, most = Infinity): HiddenCharacter[] {
  return charactersIn(text, hidden, most);
}

/** The first hidden character of a name, joiners of emoji and letters among them. */
export function firstHiddenInName(name: string): HiddenCharacter | undefined {
  return charactersIn(name, hiddenInName, 1)[0];
}

function charactersIn(text: string, which: RegExp, most: number): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  if (plain.test(text)) return found;
  for (const { index, 0: char } of text.matchAll(which)) {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    found.push({ offset: index, name: `U+${code}` });
    if (found.length >= most) break;
  }
  return found;
}

/** What to do about them. */
export const removeHidden =
  'remove it: control characters, marks of direction and characters that no one sees are not read';

/** Those of a file. It may begin with a byte order mark, and its lines may end as on Windows. */
export function hiddenInFile(text: string): HiddenCharacter[] {
  return hiddenIn(text, mostInFile).filter(
    ({ offset }) => !(offset === 0 && text.startsWith('\ufeff')) && !text.startsWith('\r\n', offset),
  );
}

/** Looked for in one file. */
const mostInFile = 1_000;

/** A text without them. */
export function withoutHidden(text: string): string {
  return text.replaceAll(hidden, '');
}

/**
 * A text whose hidden characters are spelled out: `\u202e`.
 * @param kept those that stay. Default: none but tabs and line feeds
 */
export function spelledOut(text: string, kept = ''): string {
  if (plain.test(text)) return text;
  return text.replaceAll(hidden, (char) => {
    if (kept.includes(char)) return char;
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}
