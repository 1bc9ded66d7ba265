import type { LinkedEnum, LinkedMessage } from '../../model/schemas/protobuf/linked.ts';
import { covers } from '../../model/schemas/protobuf/ranges.ts';
import type { ProtoRange, ProtoReserved } from '../../model/schemas/protobuf/syntax.ts';
import type { Incompatibility } from '../both-ways.ts';

/**
 * Numbers and names of fields and values that could be used again with another meaning: of what was removed and not
 * reserved, and of what is no longer reserved.
 */
export function keptReserved(old: LinkedMessage, next: LinkedMessage): Incompatibility[] {
  const found: Incompatibility[] = [];
  const seen = new Map<unknown, Set<unknown>>();
  const isNew = (was: unknown, is: unknown): boolean => {
    const known = seen.get(was) ?? new Set();
    seen.set(was, known);
    const fresh = !known.has(is);
    known.add(is);
    return fresh;
  };
  const messages = (was: LinkedMessage, is: LinkedMessage, path: string): void => {
    if (!isNew(was, is)) return;
    found.push(...removed(path, was.node.fields, was.node.reserved, is.node.fields, is.node.reserved));
    const byNumber = new Map(is.fields.map((one) => [one.number, one]));
    for (const field of was.fields) {
      const other = byNumber.get(field.number);
      if (other === undefined) continue;
      const item = field.presence === 'repeated' ? '[]' : field.presence === 'map' ? '.*' : '';
      const own = `${path === '' ? '' : `${path}.`}${other.name}${item}`;
      const [before, after] = [field.type, other.type];
      if (before.kind === 'message' && after.kind === 'message') messages(before.message, after.message, own);
      if (before.kind === 'enum' && after.kind === 'enum') enums(before.enum, after.enum, own);
    }
  };
  const enums = ({ node: was }: LinkedEnum, { node: is }: LinkedEnum, path: string): void => {
    if (isNew(was, is)) found.push(...removed(path, was.values, was.reserved, is.values, is.reserved));
  };
  messages(old, next, '');
  return found;
}

interface Numbered {
  readonly name: string;
  readonly number: number;
}

function removed(
  field: string,
  old: readonly Numbered[],
  oldReserved: ProtoReserved,
  next: readonly Numbered[],
  nextReserved: ProtoReserved,
): Incompatibility[] {
  const numbers = new Set(next.map(({ number }) => number));
  const names = new Set(next.map(({ name }) => name));
  const isReserved = covers(nextReserved.ranges);
  const reservedNames = new Set(nextReserved.names.map(({ name }) => name));
  const gone = old.flatMap(({ name, number }): string[] => {
    if (numbers.has(number)) return [];
    return [
      ...(isReserved(number) ? [] : [`${name} was removed, and its number ${number} is not reserved`]),
      ...(reservedNames.has(name) || names.has(name)
        ? []
        : [`${name} was removed, and its name is not reserved`]),
    ];
  });
  const sorted = [...nextReserved.ranges].sort((a, b) => a.first - b.first);
  const freed = [
    ...oldReserved.ranges
      .filter((range) => !coversAll(sorted, range))
      .map(({ first, last }) => `${first === last ? first : `${first} to ${last}`} is no longer reserved`),
    ...oldReserved.names
      .filter(({ name }) => !reservedNames.has(name))
      .map(({ name }) => `"${name}" is no longer reserved`),
  ];
  return [...gone, ...freed].map((what) => ({ field, what }));
}

/** Whether every number of a range is in the reserved ones, which may be divided otherwise. */
function coversAll(sorted: readonly ProtoRange[], { first, last }: ProtoRange): boolean {
  let open = first;
  for (const range of sorted) {
    if (range.first > open) return false;
    if (range.last >= open) open = range.last + 1;
    if (open > last) return true;
  }
  return false;
}
