import yaml from 'js-yaml';

/** Words that kubectl reads as true or false. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ...variants('true', 'yes', 'on', 'y').map((word) => [word, true] as const),
  ...variants('false', 'no', 'off', 'n').map((word) => [word, false] as const),
]);
const nothing: ReadonlySet<string> = new Set(['', '~', ...variants('null')]);

function variants(...words: readonly string[]): string[] {
  return words.flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()]);
}

const whole: readonly [pattern: RegExp, base: number][] = [
  [/^([-+]?)0x([0-9a-f]+)$/i, 16],
  [/^([-+]?)0b([01]+)$/i, 2],
  [/^([-+]?)0o?([0-7]+)$/i, 8],
];
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?$/i;
const endless: ReadonlyMap<string, number> = new Map([
  ...['.inf', '+.inf'].flatMap((text) => variantsOfEndless(text).map((one) => [one, Infinity] as const)),
  ...variantsOfEndless('-.inf').map((one) => [one, -Infinity] as const),
  ...['.nan', '.NaN', '.NAN'].map((one) => [one, NaN] as const),
]);

function variantsOfEndless(text: string): string[] {
  return [text, text.replace('inf', 'Inf'), text.replace('inf', 'INF')];
}

/** `0o17` is 15 and `09` is 9; times of day are texts. */
function numberOf(text: string): number | undefined {
  if (!/^[-+.0-9]/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  for (const [pattern, base] of whole) {
    const [, sign, digits] = pattern.exec(plain) ?? [];
    if (digits !== undefined) return Number.parseInt(digits, base) * (sign === '-' ? -1 : 1);
  }
  return decimal.test(plain) ? Number(plain) : endless.get(plain);
}

const scalar = (name: string, read: (text: string) => unknown) =>
  new yaml.Type(`tag:yaml.org,2002:${name}`, {
    kind: 'scalar',
    resolve: (text: string | null) => read(text ?? '') !== undefined,
    construct: (text: string | null) => {
      const value = read(text ?? '');
      return name === 'null' ? null : value;
    },
  });

/** Plain values as kubectl reads them, which is YAML 1.1 without times. */
export const kubectlSchema = new yaml.Schema({
  include: [yaml.FAILSAFE_SCHEMA],
  implicit: [
    scalar('null', (text) => (nothing.has(text) ? true : undefined)),
    scalar('bool', (text) => booleans.get(text)),
    scalar('float', numberOf),
  ],
});

/**
 * Gives a map the entries of the others that its key `<<` names, as kubectl merges them: its own stay, then those of
 * the first that has them.
 * @param take is told how many entries come in, and answers whether that is still allowed
 * @returns whether all were allowed
 */
export function mergeInto(map: Record<string, unknown>, take: (entries: number) => boolean): boolean {
  const from = map['<<'];
  const others = Array.isArray(from) ? (from as unknown[]) : [from];
  if (!others.every(isMap)) return true;
  // First, for a map may name itself.
  delete map['<<'];
  for (const other of others) {
    if (Object.hasOwn(other, '<<') && !mergeInto(other, take)) return false;
    const entries = Object.entries(other);
    if (!take(entries.length)) return false;
    for (const [key, value] of entries) if (!Object.hasOwn(map, key)) map[key] = value;
  }
  return true;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
