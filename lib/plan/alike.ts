import { groupBy } from '../model/groups.ts';
import { isTopicSetting, topicSettingForPeople } from '../model/kafka/topic-setting.ts';
import { parseTopicSetting } from '../model/kafka/topic-setting-text.ts';
import { formatSize, type Size, sizeOf } from '../model/text/size.ts';
import type { FieldChange, PlannedChange } from './change.ts';
import type { Fact } from './facts.ts';
import { shown } from './shown.ts';

/** Objects of one kind to which the same happens: told once. */
export interface Alike {
  readonly first: PlannedChange;
  /** All of them, the first too. */
  readonly objects: readonly PlannedChange[];
  /** What changes in them, the worst first. */
  readonly fields: readonly AlikeField[];
}

/** One field of all objects that are alike, with its values in all of them. */
export interface AlikeField {
  /** As the first object has it. */
  readonly first: FieldChange;
  /** With the units that people use. */
  readonly before: string;
  readonly after: string;
  /** Where what is rendered is said. */
  readonly places: readonly string[];
  /** How many of the objects it changes in. */
  readonly count: number;
}

/**
 * Objects by what happens to them, in the order of the first of each. Alike are the kind, the action, the risk, which
 * approvals are there or missing, which fields change, and what that brings about, but for numbers and names in it.
 */
export function alikeOf(objects: readonly PlannedChange[]): Alike[] {
  const folded = objects.map((one) => ({ one, fields: foldedFields(one.fields) }));
  const groups = groupBy(folded, ({ one, fields }) => signature(one, fields));
  return [...groups.values()].flatMap((those): Alike[] => {
    const [first] = those;
    if (first === undefined) return [];
    return [{ first: first.one, objects: those.map(({ one }) => one), fields: fieldsOf(those) }];
  });
}

function signature(
  { id, kind, name, action, to, risk, says, needs, wayOut }: PlannedChange,
  fields: readonly FieldChange[],
): string {
  const meanings = fields.map(({ path, risk: one, says: what }) =>
    JSON.stringify([family(path), one, plain(what.replaceAll(lastOf(path), '_'))]),
  );
  return JSON.stringify([
    kind,
    action,
    risk,
    fields.length === 0 ? plain(says) : '',
    [...new Set(meanings)].sort(),
    needs.map(({ state }) => state),
    wayOut === undefined,
    // Objects that move to another namespace are alike; of other renames each has two names.
    to === undefined ? '' : (movedTo({ name, to }) ?? id),
  ]);
}

/** The namespace that an object moves to, where it keeps its name. */
function movedTo({ name, to = '' }: { readonly name: string; readonly to?: string }): string | undefined {
  const [, namespace, now] = / ([^/]+)\/(.+)$/.exec(to) ?? [];
  return now === name ? namespace : undefined;
}

/** `KafkaTopic kafka/billing`; of several the namespace alone; undefined where nothing is renamed. */
export function newNameText({ first, objects }: Alike): string | undefined {
  return objects.length === 1 ? first.to : movedTo(first);
}

/** Which field it is, whatever the names in it; the rates of a user are one family: some change one, and some both. */
function family(path: string): string {
  return path.startsWith('spec.quotas.') ? 'spec.quotas' : path.replaceAll(/\[[^\]]*\]/g, plain);
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** A sentence without what is of one object alone: numbers, and words that are put together as names are. */
function plain(says: string): string {
  return says.replaceAll(/[A-Za-z0-9_]*(?:[.\-_/][A-Za-z0-9_]+)+|[0-9]+[A-Za-z]*/g, '_');
}

/** So many fields that come or go in an element of a list are told as one. */
const fewestOfElement = 3;

/** What comes or goes in an element of a list as one field: mostly it is all of it, an alert or a trigger. */
function foldedFields(fields: readonly FieldChange[]): FieldChange[] {
  const elements = groupBy(fields, (field) => elementOf(field));
  const told = new Set<string>();
  return fields.flatMap((field): FieldChange[] => {
    const element = elementOf(field);
    const those = element === undefined ? [] : (elements.get(element) ?? []);
    if (element === undefined || those.length < fewestOfElement) return [field];
    if (told.has(element)) return [];
    told.add(element);
    // Of the element the worst field says what happens: it comes first.
    const came = field.before === undefined;
    const path = `${wholeOf(field.path)} (${those.length} fields)`;
    return [{ ...field, path, before: came ? undefined : true, after: came ? true : undefined }];
  });
}

/** The element of a list that a field came or went with; undefined where it changed, or is of none. */
function elementOf({ path, before, after }: FieldChange): string | undefined {
  const isWhole = before === undefined || after === undefined;
  return isWhole && wholeOf(path) !== path
    ? `${before === undefined ? '+' : '-'}${wholeOf(path)}`
    : undefined;
}

const wholeOf = (path: string): string => path.replace(/(?<=\])\.[^\]]*$/, '');

/** The fields of objects that are alike. Their paths may differ in the names that are in them: then by their order. */
function fieldsOf(objects: readonly { readonly fields: readonly FieldChange[] }[]): AlikeField[] {
  const found = new Map<string, { readonly first: FieldChange; readonly all: FieldChange[] }>();
  for (const { fields } of objects) {
    const seen = new Map<string, number>();
    for (const field of fields) {
      const masked = field.path.replaceAll(/\[[^\]]*\]/g, plain);
      const nth = seen.get(masked) ?? 0;
      seen.set(masked, nth + 1);
      const key = `${masked} ${nth}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { first: field, all: [field] });
      else known.all.push(field);
    }
  }
  return [...found.values()].map(({ first, all }) => ({
    first,
    before: rangeText(
      first.path,
      all.map(({ before }) => before),
    ),
    after: rangeText(
      first.path,
      all.map(({ after }) => after),
    ),
    places: [...new Set(all.flatMap(({ from }) => from ?? []))],
    count: all.length,
  }));
}

/** `79 KafkaUsers, kafka/billing to kafka/web`, or what a single one is called. */
export function namesText({ first, objects }: Alike): string {
  const last = objects.at(-1);
  if (last === undefined || objects.length === 1) return first.id;
  const bare = ({ id, kind }: PlannedChange) => id.slice(kind.length + 1);
  const between = objects.length === 2 ? 'and' : 'to';
  return `${objects.length} ${plural(first.kind)}, ${bare(first)} ${between} ${bare(last)}`;
}

function plural(kind: string): string {
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function rangeText(path: string, values: readonly (Fact | undefined)[]): string {
  const distinct = [...new Set(values)];
  const [only] = distinct;
  if (distinct.length === 1) return valueText(path, only);
  const numbers = distinct.map((one) =>
    /^-?[0-9]+(?:\.[0-9]+)?$/.test(String(one)) ? Number(one) : Number.NaN,
  );
  return numbers.some(Number.isNaN)
    ? `${distinct.length} different values`
    : `${valueText(path, Math.min(...numbers))} to ${valueText(path, Math.max(...numbers))}`;
}

/** `604800000 (7d)`, `1048576 (1MiB/s)`: the value as it is, and as people say it. */
export function valueText(path: string, value: Fact | undefined): string {
  const raw = shown(path, value);
  const people = forPeople(path, value);
  return people === undefined || people === raw ? raw : `${raw} (${people})`;
}

/** `2MiB`, or `≈18.1MiB` for what would be a long number of bytes. */
function roundSize(bytes: Size): string {
  const exact = formatSize(bytes);
  return /^[0-9]{5,}B$/.test(exact) ? `≈${(bytes / 1024 ** 2).toFixed(1)}MiB` : exact;
}

function forPeople(path: string, value: Fact | undefined): string | undefined {
  if (/\.(?:producer|consumer)ByteRate$/.test(path)) {
    const rate = sizeOf(Number(value));
    return rate.ok ? `${roundSize(rate.value)}/s` : undefined;
  }
  const setting = /^spec\.config\.(.+)$/.exec(path)?.[1];
  if (setting === undefined || value === undefined || !isTopicSetting(setting)) return undefined;
  const read = parseTopicSetting(setting, String(value));
  return read.ok ? topicSettingForPeople(setting, read.value) : undefined;
}
