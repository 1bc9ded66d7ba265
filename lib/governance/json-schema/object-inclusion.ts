import { listed, tightest } from './facts.ts';
import {
  type Evaluated,
  fieldIn,
  isClosed,
  isFree,
  matches,
  mayOverlap,
  namedIn,
  othersIn,
  patternsIn,
  requiredIn,
} from './fields.ts';
import { bound, child, deeper, type Findings, type Judge, type Position, withinSize } from './findings.ts';
import {
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  listOf,
  mapOf,
  schemasByName,
  schemasIn,
} from '../../model/schemas/schema-keywords.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import type { Part, Values, ValueSets } from './values.ts';

/** One question about objects. */
interface Question {
  readonly inclusion: Judge;
  readonly written: Values;
  readonly at: Position;
  readonly of: SchemaDocuments;
}

/**
 * What a reader's keyword about objects does not accept of a writer. A writer sends the fields that it names, those that
 * its patterns match, and, where it says what other fields hold, any other. An open writer sends no field that it does not
 * know to a reader that does: so an optional field may be added. One that names no field at all sends any.
 */
function judge(
  inclusion: Judge,
  written: Values,
  schema: Keywords,
  keyword: string,
  at: Position,
  of: SchemaDocuments,
): Findings | undefined {
  const question = { inclusion, written, at, of };
  const value = schema[keyword];
  switch (keyword) {
    case 'required': {
      const has = requiredIn(written);
      return listOf(value)
        .filter((name) => !has.has(name))
        .map((name) => ({ field: child(at.field, name), what: 'required on one side only' }));
    }
    case 'properties':
      return schemasByName(value).flatMap(([name, one]) => ofField(question, name, one));
    case 'patternProperties':
      return schemasByName(value).flatMap(([pattern, one]) => ofPattern(question, pattern, one));
    case 'additionalProperties':
      if (!isSchema(value)) return [];
      return ofOthers(question, value, {
        names: new Set(Object.keys(mapOf(schema['properties']))),
        patterns: Object.keys(mapOf(schema['patternProperties'])),
        all: false,
      });
    case 'unevaluatedProperties':
      if (!isSchema(value)) return [];
      return ofOthers(question, value, evaluated(question, schema, false));
    case 'propertyNames':
      return isSchema(value) && namesAccepted(question, value)
        ? []
        : [{ field: at.field, what: 'propertyNames differs' }];
    case 'minProperties': {
      const given = Math.max(tightest(written, keyword) ?? 0, requiredIn(written).size);
      return withinSize(given, keyword, Number(value))
        ? []
        : [{ field: at.field, what: bound(written, keyword, value) }];
    }
    case 'maxProperties': {
      const finite = isClosed(written) && patternsIn(written).size === 0 ? namedIn(written).size : undefined;
      const given = [tightest(written, keyword), finite].filter((one) => one !== undefined);
      const most = given.length === 0 ? undefined : Math.min(...given);
      return withinSize(most, keyword, Number(value))
        ? []
        : [{ field: at.field, what: bound(written, keyword, value) }];
    }
    default:
      return undefined;
  }
}

/** A field of the writer, where it may send it; undefined where it does not. */
function sent({ inclusion, written, at }: Omit<Question, 'of'>, name: string): Values | undefined {
  const held = fieldIn(written, name);
  const known =
    at.strict ||
    isFree(written) ||
    namedIn(written).has(name) ||
    othersIn(written) !== undefined ||
    [...patternsIn(written)].some(([pattern]) => matches(inclusion.reader, pattern, name));
  if (!known) return undefined;
  const values = inclusion.sets.of(held);
  return inclusion.isEmpty(values, deeper(at, child(at.field, name))) ? undefined : values;
}

function ofField(question: Question, name: string, schema: JsonSchema): Findings {
  const values = sent(question, name);
  if (values === undefined) return [];
  const { inclusion, at, of } = question;
  return inclusion.findings(values, schema, deeper(at, child(at.field, name)), of);
}

/** Names that the writer may send by name. */
function sentNames(question: Question): string[] {
  return [...namedIn(question.written)].filter((name) => sent(question, name) !== undefined);
}

function ofPattern(question: Question, pattern: string, schema: JsonSchema): Findings {
  const { inclusion, written, at, of } = question;
  const rest = deeper(at, child(at.field, '*'));
  const named = sentNames(question)
    .filter((name) => matches(of, pattern, name))
    .flatMap((name) => ofField(question, name, schema));
  const matched = [...patternsIn(written)]
    .filter(([own]) => own === pattern || mayOverlap(own, pattern))
    .flatMap(([, held]) => inclusion.findings(inclusion.sets.of(held), schema, rest, of));
  const others = othersIn(written) ?? (at.strict || isFree(written) ? [] : undefined);
  return [
    ...named,
    ...matched,
    ...(others === undefined ? [] : inclusion.findings(inclusion.sets.of(others), schema, rest, of)),
  ];
}

/** Fields that the reader has not looked at otherwise. */
function ofOthers(question: Question, schema: JsonSchema, looked: Evaluated): Findings {
  const { inclusion, written, at, of } = question;
  if (schema === true || looked.all) return [];
  const rest = deeper(at, child(at.field, '*'));
  const named = sentNames(question)
    .filter(
      (name) => !looked.names.has(name) && !looked.patterns.some((pattern) => matches(of, pattern, name)),
    )
    .flatMap((name) => ofField(question, name, schema));
  const matched = [...patternsIn(written)]
    .filter(([own]) => !looked.patterns.includes(own))
    .flatMap(([, held]) => inclusion.findings(inclusion.sets.of(held), schema, rest, of));
  const others = othersIn(written);
  const more = others === undefined ? undefined : inclusion.sets.of(others);
  const refused =
    more === undefined || (schema === false && !inclusion.isEmpty(more, rest))
      ? [{ field: rest.field, what: 'unknown fields are allowed on one side only' }]
      : inclusion.findings(more, schema, rest, of);
  return [...named, ...matched, ...refused];
}

/** What a reader's schema has evaluated for certain in every value of the writer. */
function evaluated(
  question: Question,
  schema: Keywords,
  inner: boolean,
  seen: readonly Keywords[] = [],
): Evaluated {
  const { inclusion, written, at, of } = question;
  const within = (one: JsonSchema) => inclusion.findings(written, one, at, of).length === 0;
  const has = requiredIn(written);
  const condition = schema['if'];
  const taken = [
    of.referred(schema),
    ...schemasIn(schema['allOf']),
    ...['anyOf', 'oneOf'].flatMap((key) => schemasIn(schema[key]).filter(within)),
    ...(isSchema(condition) && within(condition) ? [condition, schema['then']] : []),
    ...(isSchema(condition) &&
    inclusion.isEmpty(inclusion.sets.add(written, { all: [{ of, schema: condition }], none: [] }), at)
      ? [schema['else']]
      : []),
    ...schemasByName(schema['dependentSchemas'])
      .filter(([name]) => has.has(name))
      .map(([, one]) => one),
  ]
    .filter(isMap)
    .filter((one) => !seen.includes(one))
    .map((one) => evaluated(question, one, true, [...seen, schema]));
  return {
    names: new Set([
      ...Object.keys(mapOf(schema['properties'])),
      ...taken.flatMap(({ names }) => [...names]),
    ]),
    patterns: [
      ...Object.keys(mapOf(schema['patternProperties'])),
      ...taken.flatMap(({ patterns }) => patterns),
    ],
    all:
      schema['additionalProperties'] !== undefined ||
      (inner && schema['unevaluatedProperties'] !== undefined) ||
      taken.some(({ all }) => all),
  };
}

function namesAccepted(question: Question, schema: JsonSchema): boolean {
  const { written, of } = question;
  if (!isClosed(written) || patternsIn(written).size > 0) return false;
  return sentNames(question).every((name) => of.accepts(schema, name) === true);
}

/** Whether objects of the set must have a field that can have no value. */
function impossible(inclusion: Judge, set: Values, at: Position): boolean {
  return [...requiredIn(set)].some((name) => {
    const held = fieldIn(set, name);
    return held.length > 0 && inclusion.isEmpty(inclusion.sets.of(held), deeper(at, child(at.field, name)));
  });
}

/** Fields that all objects of the set have, with their values, where these are few. */
function listedFields(sets: ValueSets, set: Values): [string, unknown[]][] {
  return [...requiredIn(set)].flatMap((name): [string, unknown[]][] => {
    const held: Part[] = fieldIn(set, name);
    const values = held.length === 0 ? undefined : listed(sets.of(held));
    return values === undefined ? [] : [[name, values]];
  });
}

export const objectFindings = { judge, impossible, listedFields };
