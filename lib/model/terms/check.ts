import { z } from 'zod';
import { newNameOf } from '../renamed-keys.ts';
import { fieldKinds } from './fields.ts';
import { nearest } from '../text/nearest.ts';
import { bounded, type Problem, problem, type Read, received } from '../text/problem.ts';
import { type Path, pathText, type YamlSource } from '../text/yaml-source.ts';

/** Checks what a file says against its schema; every problem has the place of the value it is about. */
export function check<S extends z.ZodType>(schema: S, source: YamlSource): Read<z.output<S>> {
  const result = schema.safeParse(source.value, { error: words });
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    problems: bounded(result.error.issues.flatMap((issue) => told(schema, source, issue))),
  };
}

type Issue = z.core.$ZodIssue;

/** What is said of limits that have no words of their own in the schema. */
const words: z.core.$ZodErrorMap = (issue) => {
  const unit = issue.origin === 'array' ? ' in the list' : issue.origin === 'string' ? ' characters' : '';
  if (issue.code === 'too_small') {
    return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit} is wanted`;
  }
  if (issue.code === 'too_big') {
    return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unit} is allowed`;
  }
  return undefined;
};

function told(schema: z.ZodType, source: YamlSource, issue: Issue): Problem[] {
  const path = issue.path as Path;
  const value = at(source.value, path);
  const say = (what: string, fix: string): Problem => problem(source.place(path), pathText(path), what, fix);
  const wanted = typeText(schemasAt(schema, path));

  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path, value);
      return issue.keys.map((key) => {
        const renamed = newNameOf([...path, key]);
        if (renamed !== undefined && known.includes(renamed))
          return ofEarlierFormat(source, [...path, key], renamed);
        // A map may be of several kinds: this key is one of another kind than the rest.
        if (known.includes(key)) {
          const fix = `it does not go with the other keys: write ${wanted}`;
          return problem(source.keyPlace([...path, key]), pathText([...path, key]), 'unknown key', fix);
        }
        const near = nearest(key, known);
        const fix = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
        return problem(source.keyPlace([...path, key]), pathText([...path, key]), 'unknown key', fix);
      });
    }
    case 'invalid_key': {
      const why = issue.issues[0]?.message ?? issue.message;
      const what = `the key ${received(path.at(-1))}: ${why}`;
      return [problem(source.keyPlace(path), pathText(path), what, 'choose another key')];
    }
    case 'invalid_type':
      if (value === undefined) return [say('is missing', `add it: ${wanted}`)];
      return [
        say(
          value === null ? 'has no value' : `${received(value)} is ${notA(issue.expected)}`,
          `write ${wanted}`,
        ),
      ];
    case 'invalid_value':
      return [oneOf(issue.values.map(String), value, say)];
    case 'invalid_union': {
      if (issue.errors.length > 0) return toldOfUnion(schema, source, issue);
      const former = formerKey(source, path);
      return [former ?? oneOf(literals(schemasAt(schema, path)), value, say)];
    }
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small': {
      const what = received(value);
      return [say(issue.message.startsWith(what) ? issue.message : `${what}: ${issue.message}`, '')];
    }
  }
}

/** A key by the name that it had before, in a file of today. */
function ofEarlierFormat(source: YamlSource, path: Path, renamed: string): Problem {
  const fix = `write "${renamed}": workstreams upgrade rewrites files of the earlier format`;
  return problem(source.keyPlace(path), pathText(path), 'unknown key', fix);
}

/**
 * The key that is at `path` by its earlier name. Where the key says which of several maps is meant, zod reports that it
 * is missing and looks at no other key.
 */
function formerKey(source: YamlSource, path: Path): Problem | undefined {
  const above = path.slice(0, -1);
  const map = at(source.value, above);
  const keys = typeof map === 'object' && map !== null ? Object.keys(map) : [];
  const former = keys.find((key) => newNameOf([...above, key]) === path.at(-1));
  return former === undefined ? undefined : ofEarlierFormat(source, [...above, former], String(path.at(-1)));
}

/**
 * Problems of the branch whose keys fit best, and of those the one that got furthest, for it is the one that was meant; of
 * all, where none got anywhere.
 */
function toldOfUnion(
  schema: z.ZodType,
  source: YamlSource,
  issue: Extract<Issue, { code: 'invalid_union' }>,
): Problem[] {
  const path = issue.path as Path;
  const [closest] = issue.errors
    .map((issues) => ({ issues, depth: depth(issues), misfits: misfits(at(source.value, path), issues) }))
    .sort((a, b) => Number(b.depth > 0) - Number(a.depth > 0) || a.misfits - b.misfits || b.depth - a.depth)
    .map(({ issues }) => issues);
  const fix = `write ${typeText(schemasAt(schema, path))}`;
  if (closest === undefined || depth(closest) === 0) {
    const what = notAllowed(at(source.value, path));
    return [problem(source.place(path), pathText(path), what, fix)];
  }
  return closest
    .flatMap((inner) => told(schema, source, { ...inner, path: [...path, ...inner.path] }))
    .map((one) => (one.fix === '' && one.key === pathText(path) ? { ...one, fix } : one));
}

function oneOf(
  allowed: readonly string[],
  value: unknown,
  say: (what: string, fix: string) => Problem,
): Problem {
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const list = `allowed: ${allowed.join(', ')}`;
  return say(notAllowed(value), near === undefined ? list : `did you mean "${near}"? ${list}`);
}

function notAllowed(value: unknown): string {
  return value === undefined ? 'is missing' : `${received(value)} is not allowed here`;
}

/** Keys of the value itself that are missing, or that a branch does not know. */
function misfits(value: unknown, issues: readonly Issue[]): number {
  return issues.reduce((count, issue) => {
    if (issue.path.length === 0 && issue.code === 'unrecognized_keys') return count + issue.keys.length;
    const isMissing = issue.path.length === 1 && at(value, issue.path as Path) === undefined;
    return isMissing ? count + 1 : count;
  }, 0);
}

/** How far a branch got: 0 where the value was of another kind altogether. */
function depth(issues: readonly Issue[]): number {
  const otherKind = ['invalid_type', 'invalid_value'];
  return issues.reduce(
    (most, { path, code }) => Math.max(most, path.length * 2 + (otherKind.includes(code) ? 0 : 1)),
    0,
  );
}

function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

/** The schemas that a schema may stand for, wrappers (optional, default, transform) taken off. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  ) {
    return alternatives(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return alternatives(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => alternatives(option as z.ZodType));
  return [schema];
}

function stepInto(schema: z.ZodType, step: string | number): z.ZodType[] {
  return alternatives(schema).flatMap((one) => {
    if (one instanceof z.ZodObject) {
      const inner = Object.hasOwn(one.shape, step) ? (one.shape[step] as z.ZodType) : undefined;
      const rest = one.def.catchall as z.ZodType | undefined;
      return inner !== undefined
        ? [inner]
        : rest !== undefined && !(rest instanceof z.ZodNever)
          ? [rest]
          : [];
    }
    if (one instanceof z.ZodArray) return [one.element as z.ZodType];
    if (one instanceof z.ZodRecord) return [one.valueType as z.ZodType];
    return [];
  });
}

function schemasAt(schema: z.ZodType, path: Path): z.ZodType[] {
  let here: z.ZodType[] = [schema];
  for (const step of path) here = here.flatMap((one) => stepInto(one, step));
  return here;
}

/** The keys of the maps that may stand at `path`: of those alone, if any, whose literals fit (`state: active`). */
function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  const objects = schemasAt(schema, path)
    .flatMap(alternatives)
    .filter((one) => one instanceof z.ZodObject);
  const fitting = objects.filter((one) =>
    Object.entries(one.shape).every(
      ([key, field]) => !(field instanceof z.ZodLiteral) || field.safeParse(at(value, [key])).success,
    ),
  );
  return [...new Set((fitting.length > 0 ? fitting : objects).flatMap((one) => Object.keys(one.shape)))];
}

function literals(schemas: readonly z.ZodType[]): string[] {
  return schemas
    .flatMap(alternatives)
    .flatMap((one) => (one instanceof z.ZodLiteral ? [...one.values].map(String) : []));
}

function typeText(schemas: readonly z.ZodType[]): string {
  return [...new Set(schemas.flatMap(alternatives).map(oneTypeText))].join(', or ');
}

function oneTypeText(schema: z.ZodType): string {
  const kind = fieldKinds.get(schema);
  if (kind !== undefined) return kind.text;
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.map(String).join(', ')}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(', ');
  if (schema instanceof z.ZodString) return 'text, in quotes if it looks like a number';
  if (schema instanceof z.ZodNumber) return schema.format === null ? 'a number' : 'a whole number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) return 'a list';
  if (schema instanceof z.ZodRecord) return 'a map';
  if (schema instanceof z.ZodObject) {
    return `a map with ${Object.entries(schema.shape)
      .filter(([, field]) => !(field as z.ZodType).safeParse(undefined).success)
      .map(([key]) => key)
      .join(', ')}`;
  }
  return 'a value of another kind';
}

/** What zod calls a type, as a YAML writer calls it. */
function notA(expected: string): string {
  switch (expected) {
    case 'string':
      return 'no text';
    case 'int':
      return 'no whole number';
    case 'boolean':
      return 'neither true nor false';
    case 'array':
      return 'no list';
    case 'object':
    case 'record':
      return 'no map';
    default:
      return `no ${expected}`;
  }
}
