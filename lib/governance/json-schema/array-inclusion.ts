import { tightest } from './facts.ts';
import { bound, deeper, type Findings, type Judge, type Position, withinSize } from './findings.ts';
import {
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  schemasIn,
} from '../../model/schemas/schema-keywords.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import type { Part, Values } from './values.ts';

/** What a reader's keyword about lists does not accept of a writer; undefined where it is about something else. */
export function arrayFindings(
  inclusion: Judge,
  written: Values,
  schema: Keywords,
  keyword: string,
  at: Position,
  of: SchemaDocuments,
): Findings | undefined {
  const value = schema[keyword];
  const inner = deeper(at, `${at.field}[]`);
  const item = (index: number, one: JsonSchema): Findings => {
    if (index >= mostItems(written)) return [];
    return inclusion.findings(inclusion.sets.of(itemIn(written, index)), one, inner, of);
  };
  /** All items from an index on: those that the writer has places for, and the rest. */
  const items = (from: number, one: JsonSchema): Findings => {
    const places = Math.max(
      from,
      ...written.parts.map((part) => schemasIn(part.schema['prefixItems']).length),
    );
    const indexes = Array.from({ length: places - from + 1 }, (_, index) => from + index);
    return indexes.flatMap((index) => item(index, one));
  };
  const say = (what: string): Findings => [{ field: at.field, what }];
  switch (keyword) {
    case 'prefixItems':
      return schemasIn(value).flatMap((one, index) => item(index, one));
    case 'items':
      return isSchema(value) ? items(schemasIn(schema['prefixItems']).length, value) : [];
    case 'unevaluatedItems': {
      if (!isSchema(value) || value === true || schema['items'] !== undefined) return [];
      // What branches and references evaluate is left out of account: then only an equal schema is accepted.
      return evaluators.some((one) => schema[one] !== undefined)
        ? say('unevaluatedItems differs')
        : items(schemasIn(schema['prefixItems']).length, value);
    }
    case 'contains': {
      if (!isSchema(value)) return [];
      const [least, most] = [schema['minContains'] ?? 1, schema['maxContains']].map((one) =>
        typeof one === 'number' ? one : undefined,
      );
      const enough = least === 0 || (items(0, value).length === 0 && fewestItems(written) >= (least ?? 1));
      const few = most === undefined || mostItems(written) <= most;
      return enough && few ? [] : hasContains(inclusion, written, schema, of) ? [] : say('contains differs');
    }
    case 'minItems':
      return withinSize(fewestItems(written), keyword, Number(value))
        ? []
        : say(bound(written, keyword, value));
    case 'maxItems': {
      const given = mostItems(written);
      return withinSize(given === Infinity ? undefined : given, keyword, Number(value))
        ? []
        : say(bound(written, keyword, value));
    }
    case 'uniqueItems':
      return value !== true ||
        mostItems(written) <= 1 ||
        written.parts.some((part) => part.schema['uniqueItems'] === true)
        ? []
        : say('uniqueItems on one side only');
    default:
      return undefined;
  }
}

/** What may evaluate items beside `prefixItems` and `items`. */
const evaluators = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'contains', 'dependentSchemas'];

/** What a schema says of the items behind its places; `unevaluatedItems` where nothing else may evaluate them. */
function restOf(schema: Keywords): unknown {
  const { items, unevaluatedItems } = schema;
  return items !== undefined || evaluators.some((one) => schema[one] !== undefined)
    ? items
    : unevaluatedItems;
}

/** What the writer has at an index. */
function itemIn({ parts }: Values, index: number): Part[] {
  return parts.flatMap(({ of, schema }) => {
    const places = schemasIn(schema['prefixItems']);
    const one = index < places.length ? places[index] : restOf(schema);
    return isSchema(one) ? [{ of, schema: one }] : [];
  });
}

function fewestItems(written: Values): number {
  return tightest(written, 'minItems') ?? 0;
}

/** How many items a list may have at most; it ends before the first place that no value may take. */
function mostItems(written: Values): number {
  const ends = written.parts.map(({ schema }) => {
    const places = schemasIn(schema['prefixItems']);
    const never = places.indexOf(false);
    if (never >= 0) return never;
    return restOf(schema) === false ? places.length : Infinity;
  });
  return Math.min(tightest(written, 'maxItems') ?? Infinity, ...ends);
}

/** Whether the writer asks for at least as many, and at most as many, of the same items. */
function hasContains(inclusion: Judge, written: Values, schema: Keywords, of: SchemaDocuments): boolean {
  const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
  const identity = (part: Part) => inclusion.sets.identities.of(part.of, part.schema);
  const wanted = schema['contains'];
  if (!isSchema(wanted)) return true;
  return written.parts.some((part) => {
    const own = part.schema['contains'];
    return (
      (isMap(own) || typeof own === 'boolean') &&
      identity({ of: part.of, schema: own }) === identity({ of, schema: wanted }) &&
      number(part.schema['minContains'], 1) >= number(schema['minContains'], 1) &&
      number(part.schema['maxContains'], Infinity) <= number(schema['maxContains'], Infinity)
    );
  });
}
