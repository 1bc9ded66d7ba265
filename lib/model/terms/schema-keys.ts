import { z } from 'zod';
import { type KeyText, keyTexts } from './described.ts';

/** A key that a file may have. */
export interface SchemaKey {
  /** From the root of the file; `*` stands for any name, `[]` for each item of a list: `services.*.duties[].duty`. */
  readonly path: string;
  /** Of its value. */
  readonly schema: z.ZodType;
  readonly required: boolean;
  /** Which of several maps has the key: `state: deprecated`; undefined where there is one map. */
  readonly when: string | undefined;
  /** Undefined where `described` was forgotten. */
  readonly text: KeyText | undefined;
}

/** Every key below a schema, in the order of the schema. */
export function keysOf(schema: z.ZodType, path = ''): SchemaKey[] {
  const maps = alternativesOf(schema).filter((one) => one instanceof z.ZodObject);
  return alternativesOf(schema).flatMap((one): SchemaKey[] => {
    if (one instanceof z.ZodObject) {
      const when = maps.length > 1 ? literalsOf(one) : undefined;
      const rest = one.def.catchall as z.ZodType | undefined;
      const named = Object.entries(one.shape);
      return [
        ...named.flatMap(([name, value]) => keyAndBelow(join(path, name), value, when)),
        ...(rest === undefined || rest instanceof z.ZodNever ? [] : keyAndBelow(join(path, '*'), rest, when)),
      ];
    }
    if (one instanceof z.ZodRecord)
      return keyAndBelow(join(path, '*'), one.valueType as z.ZodType, undefined);
    return itemsOf(one).flatMap((item) => keysOf(item, `${path}[]`));
  });
}

function keyAndBelow(path: string, schema: z.ZodType, when: string | undefined): SchemaKey[] {
  const required = !path.endsWith('*') && !isOptional(schema);
  return [{ path, schema, required, when, text: keyTexts.get(schema) }, ...keysOf(schema, path)];
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function isOptional(schema: z.ZodType): boolean {
  return schema instanceof z.ZodExactOptional || schema.safeParse(undefined).success;
}

/** `state: deprecated`, from the keys that are literals. */
function literalsOf(map: z.ZodObject): string | undefined {
  const texts = Object.entries(map.shape).flatMap(([key, field]) =>
    field instanceof z.ZodLiteral ? [`${key}: ${[...field.values].join(' or ')}`] : [],
  );
  return texts.length === 0 ? undefined : texts.join(', ');
}

/** The schemas that a schema may stand for, what wraps them taken off. */
export function alternativesOf(schema: z.ZodType): z.ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodPromise
  ) {
    return alternativesOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodLazy) return alternativesOf(schema.def.getter() as z.ZodType);
  if (schema instanceof z.ZodPipe) {
    // A file is read by what comes first; a preprocessing function says nothing of it.
    const written = schema.in instanceof z.ZodTransform ? schema.out : schema.in;
    return alternativesOf(written as z.ZodType);
  }
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => alternativesOf(option as z.ZodType));
  if (schema instanceof z.ZodIntersection)
    return [schema.def.left, schema.def.right].flatMap((side) => alternativesOf(side as z.ZodType));
  return [schema];
}

function itemsOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodSet) return [schema.def.valueType as z.ZodType];
  if (schema instanceof z.ZodMap) return [schema.def.valueType as z.ZodType];
  if (schema instanceof z.ZodTuple)
    return [...schema.def.items, ...(schema.def.rest === null ? [] : [schema.def.rest])] as z.ZodType[];
  return [];
}
