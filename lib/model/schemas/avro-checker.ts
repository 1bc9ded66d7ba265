import type { Type } from 'avsc';
import type { JsonSchemaFile } from '../terms/contract.ts';
import { bounded, type Place, type Problem, problem, received } from '../text/problem.ts';
import { type Path, pathText } from '../text/yaml-source.ts';
import { avroLink, sharedTypeName } from './avro-link.ts';
import type { Refusal } from './avro-refusals.ts';
import { sampleProblems } from './avro-samples.ts';
import { avroRefusals, avroTypeOf } from './avro-schema.ts';
import { avroFields } from './contract-fields.ts';
import type { SchemaCheck } from './json-schema.ts';
import { isMap } from './schema-keywords.ts';
import { mostFields } from './schema-fields.ts';

/** Of files in `messages/`, those that hold an Avro type. */
export const isAvroFile = ({ file }: JsonSchemaFile): boolean => file.endsWith('.avsc');

/**
 * Checks contracts' Avro schemas and their samples. Nothing is ever fetched: schemas name types of their own and those of
 * `messages/`.
 * @param shared the schemas of `messages/`, those of other formats among them
 * @param placer finds places in a file that was read
 * @param judged of the shared schemas, those that another checker has judged already
 */
export function avroChecker(
  shared: readonly JsonSchemaFile[],
  placer: (file: string) => (path: Path) => Place,
  judged: ReadonlySet<JsonSchemaFile> = new Set(),
): { readonly value: SchemaCheck; readonly key: SchemaCheck; readonly problems: Problem[] } {
  const files = shared.filter(isAvroFile);
  const values = files.map(({ value }) => value);
  const refusedIn = (file: string, refused: readonly Refusal[]): Problem[] => {
    if (refused.length === 0) return [];
    const placeOf = placer(file);
    return bounded(refused, ({ path, what, fix }) => problem(placeOf(path), pathText(path), what, fix));
  };

  const faulty = new Set<unknown>();
  /** Of a schema alone; faults of what it names are reported in their own files. */
  const typed = (schema: JsonSchemaFile): { readonly type?: Type; readonly problems: Problem[] } => {
    const link = avroLink(schema.value, values);
    const refusals = avroRefusals(schema.value);
    const refused = refusals.length > 0 ? refusals : link.faults;
    if (refused.length > 0) return { problems: refusedIn(schema.file, refused) };
    if (link.used.some(({ value }) => faulty.has(value))) return { problems: [] };
    const whole = (what: string, fix: string) => ({
      problems: [problem({ file: schema.file, line: 1, column: 1 }, '', what, fix)],
    });
    try {
      const type = avroTypeOf(link.schema);
      if (avroFields(link.schema).length <= mostFields) return { type, problems: [] };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return whole(`no Avro schema: ${why}`, 'fix the schema');
    }
    const what = `the schema has more than ${mostFields} fields, counted at each place where they may be`;
    return whole(what, 'make it smaller, or the types that it names more than once');
  };

  const byValue = new Map(files.map((one) => [one.value, one]));
  const found = new Map<JsonSchemaFile, readonly Problem[]>();
  /** What a type needs is judged before it, so that its faults are not told again. */
  const judge = (one: JsonSchemaFile): void => {
    if (found.has(one)) return;
    found.set(one, []);
    for (const { value } of avroLink(one.value, values).used) {
      const needed = byValue.get(value);
      if (needed !== undefined) judge(needed);
    }
    const refused = sharedRefusals(one);
    const told = refused.length > 0 ? refusedIn(one.file, refused) : typed(one).problems;
    if (told.length > 0) faulty.add(one.value);
    found.set(one, told);
  };
  for (const one of files) judge(one);
  const problems = files.filter((one) => !judged.has(one)).flatMap((one) => found.get(one) ?? []);

  const value: SchemaCheck = (schema, samples) => {
    const { type, problems: told } = typed(schema);
    return type === undefined ? told : samples.flatMap((sample) => sampleProblems(type, sample, placer));
  };

  const key: SchemaCheck = (schema) => {
    const { direct } = avroLink(schema.value, values);
    const fix = 'write the whole key in this file: keys stay as they are for as long as the topic';
    const [first] = direct;
    return first === undefined
      ? typed(schema).problems
      : refusedIn(schema.file, [
          { path: [], what: `a key names the shared type ${received(first.name)}`, fix },
        ]);
  };
  return { value, key, problems };
}

/** What a file of `messages/` must be, so that others find its type by its name and a registry can hold it. */
function sharedRefusals({ file, value }: JsonSchemaFile): Refusal[] {
  const name = sharedTypeName(value);
  if (name === undefined)
    return [
      { path: [], what: 'this is not a named type', fix: 'write one record, enum or fixed, with its name' },
    ];
  const simple = name.slice(name.lastIndexOf('.') + 1);
  const fileName = file.slice(file.lastIndexOf('/') + 1);
  const refused: Refusal[] = [];
  if (name === simple)
    refused.push({
      path: ['name'],
      what: `the type ${received(name)} has no namespace`,
      fix: 'write namespace: others name the type with it',
    });
  if (fileName.replace(/(?:\.v[1-9][0-9]{0,5})?\.avsc$/, '') !== simple)
    refused.push({
      path: ['name'],
      what: `the type ${received(simple)} is in ${fileName}`,
      fix: `name the file ${simple}.avsc, or ${simple}.v1.avsc`,
    });
  return [...refused, ...typesInside(value)];
}

/** Named types that a shared type declares: no one else could name them. */
function typesInside(value: unknown): Refusal[] {
  const found: Refusal[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (Array.isArray(node)) for (const [index, one] of node.entries()) walk(one, [...path, index]);
    if (!isMap(node)) return;
    const inner = sharedTypeName(node);
    if (path.length > 0 && inner !== undefined)
      found.push({
        path: [...path, 'name'],
        what: `a type inside a shared type: ${received(inner)}`,
        fix: 'give it a file of its own in messages/, and name it here',
      });
    for (const key of ['type', 'items', 'values', 'fields']) walk(node[key], [...path, key]);
  };
  walk(value, []);
  return found;
}
