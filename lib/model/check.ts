import { z } from 'zod';
import { type Problem, problem, received } from './problem.ts';
import { nearest } from './nearest.ts';
import { type Path, pathText, type Read, type YamlSource } from './yaml-source.ts';

/** Checks what a file says against its schema; every problem has the place of the value it is about. */
export function check<S extends z.ZodType>(schema: S, source: YamlSource): Read<z.output<S>> {
  const result = schema.safeParse(source.value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => told(schema, source, issue)) };
}

type Issue = z.core.$ZodIssue;

function told(schema: z.ZodType, source: YamlSource, issue: Issue): Problem[] {
  const path = issue.path as Path;
  const value = at(source.value, path);
  const say = (what: string, fix: string, place = source.place(path)): Problem =>
    problem(place, pathText(path), what, fix);

  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path, value);
      return issue.keys.map((key) => {
        const near = nearest(key, known);
        const fix = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
        return problem(source.keyPlace([...path, key]), pathText([...path, key]), 'unknown key', fix);
      });
    }
    case 'invalid_type':
      if (value === undefined) {
        return [say('is missing', `add it: ${typeText(schemaAt(schema, path) ?? schema)}`)];
      }
      return [
        say(
          `${received(value)} is no ${issue.expected}`,
          `write ${typeText(schemaAt(schema, path) ?? schema)}`,
        ),
      ];
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
      const fix =
        near === undefined
          ? `allowed: ${allowed.join(', ')}`
          : `did you mean "${near}"? allowed: ${allowed.join(', ')}`;
      return [say(value === undefined ? 'is missing' : `${received(value)} is not allowed here`, fix)];
    }
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        const options = unionOptions(schemaAt(schema, path));
        return [say(`${received(value)} is none of the kinds known here`, options)];
      }
      // The branch that got furthest is the one that was meant.
      const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
      return closest.flatMap((inner) =>
        told(schema, source, { ...inner, path: [...issue.path, ...inner.path] } as Issue),
      );
    }
    default:
      return [say(`${received(value)}: ${issue.message}`, '')];
  }
}

function depth(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length * 2 + (issue.code === 'invalid_type' ? 0 : 1)),
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
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
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
      const inner = one.shape[step] as z.ZodType | undefined;
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

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let here: z.ZodType[] = [schema];
  for (const step of path) here = here.flatMap((one) => stepInto(one, step));
  return here[0];
}

function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  let here: z.ZodType[] = [schema];
  for (const step of path) here = here.flatMap((one) => stepInto(one, step));
  const objects = here.flatMap(alternatives).filter((one) => one instanceof z.ZodObject);
  const state = (value as Record<string, unknown> | undefined)?.['state'];
  const fitting = objects.filter((one) => {
    const discriminator = one.shape['state'] as z.ZodType | undefined;
    return discriminator === undefined || state === undefined || discriminator.safeParse(state).success;
  });
  return [...new Set((fitting.length > 0 ? fitting : objects).flatMap((one) => Object.keys(one.shape)))];
}

function typeText(schema: z.ZodType): string {
  return [...new Set(alternatives(schema).map(oneTypeText))].join(', or ');
}

function oneTypeText(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.map(String).join(', ')}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(', ');
  if (schema instanceof z.ZodString) return 'text';
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

function unionOptions(schema: z.ZodType | undefined): string {
  return schema === undefined ? '' : `write ${typeText(schema)}`;
}
