import { suggestion } from '../text/nearest.ts';
import { received } from '../text/problem.ts';
import type { Path } from '../text/yaml-source.ts';

/** What avsc takes in an Avro schema and other readers do not, or read otherwise. */
export interface Refusal {
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

type Node = Readonly<Record<string, unknown>>;

/** The types that a logical type may annotate: of any other, readers ignore it (Avro 1.12, Logical Types). */
const logicalTypes: Readonly<Record<string, readonly string[]>> = {
  decimal: ['bytes', 'fixed'],
  'big-decimal': ['bytes'],
  uuid: ['string', 'fixed'],
  date: ['int'],
  'time-millis': ['int'],
  'time-micros': ['long'],
  'timestamp-millis': ['long'],
  'timestamp-micros': ['long'],
  'timestamp-nanos': ['long'],
  'local-timestamp-millis': ['long'],
  'local-timestamp-micros': ['long'],
  'local-timestamp-nanos': ['long'],
  duration: ['fixed'],
};

/** Bytes of a fixed type by its logical type. */
const sizes: Readonly<Record<string, number>> = { uuid: 16, duration: 12 };

/** What is wrong with the logical type of one type. */
export function logicalRefusals(node: Node, path: Path): Refusal[] {
  if (!Object.hasOwn(node, 'logicalType')) return [];
  const { logicalType, type, size } = node;
  const refused = (what: string, fix: string) => [{ path: [...path, 'logicalType'], what, fix }];
  const names = Object.keys(logicalTypes);
  if (typeof logicalType !== 'string' || !names.includes(logicalType))
    return refused(`${received(logicalType)} is no logical type`, suggestion(String(logicalType), names));
  if (path.at(-2) === 'fields')
    return refused(
      'a logical type beside the type of a field, where readers ignore it',
      `write type: { "type": ${JSON.stringify(type)}, "logicalType": ${JSON.stringify(logicalType)} }`,
    );
  const bases = logicalTypes[logicalType] ?? [];
  if (typeof type !== 'string' || !bases.includes(type))
    return refused(`a ${logicalType} of type ${received(type)}`, `write ${bases.join(' or ')}`);
  const bytes = type === 'fixed' ? sizes[logicalType] : undefined;
  if (bytes !== undefined && size !== bytes)
    return refused(`a ${logicalType} of ${received(size)} bytes`, `write size: ${bytes}`);
  return logicalType === 'decimal' ? decimalRefusals(node, refused) : [];
}

function decimalRefusals(
  { type, size, precision, scale = 0 }: Node,
  refused: (what: string, fix: string) => Refusal[],
): Refusal[] {
  const whole = [precision, scale].every((one) => Number.isInteger(one));
  const [most, digits] = [Number(precision), Number(scale)];
  if (!whole || most < 1 || digits < 0 || digits > most)
    return refused(
      `a decimal of precision ${received(precision)} and scale ${received(scale)}`,
      'write a precision of 1 or more, and a scale from 0 to it',
    );
  if (type !== 'fixed' || !Number.isInteger(size)) return [];
  // floor(log10(2^(8n-1) - 1)): digits of which every number fits.
  const fits = Math.floor((8 * Number(size) - 1) * Math.log10(2));
  return most <= fits
    ? []
    : refused(
        `a decimal of precision ${most} in ${received(size)} bytes`,
        `write a precision of at most ${fits}, or a larger size`,
      );
}

/**
 * What is wrong with the fields of one record. Readers rename a writer's field that an alias names: one field cannot become
 * two. A default of bytes has one character a byte.
 */
export function fieldRefusals(node: Node, path: Path): Refusal[] {
  const fields = Array.isArray(node['fields']) ? (node['fields'] as unknown[]) : [];
  const taken = new Set(fields.filter(isNode).map(({ name }) => name));
  return fields.flatMap((field, index): Refusal[] => {
    if (!isNode(field)) return [];
    const at = [...path, 'fields', index];
    const aliases = Array.isArray(field['aliases']) ? (field['aliases'] as unknown[]) : [];
    const before = new Set(taken);
    const clashes = aliases.flatMap((alias, place): Refusal[] => {
      taken.add(alias);
      if (!before.has(alias) || alias === field['name']) return [];
      const what = `the alias ${received(alias)} is also the name or an alias of another field`;
      return [{ path: [...at, 'aliases', place], what, fix: 'remove it from one of them' }];
    });
    const { type, default: value } = field;
    const isText = type === 'bytes' && typeof value === 'string' && !/^[\u0000-\u00ff]*$/u.test(value);
    return isText
      ? [
          ...clashes,
          {
            path: [...at, 'default'],
            what: 'a default of bytes with a character above U+00FF',
            fix: 'write one character from U+0000 to U+00FF for each byte',
          },
        ]
      : clashes;
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
