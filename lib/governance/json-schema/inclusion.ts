import { firstOf } from '../../model/text/first-of.ts';
import { received } from '../../model/text/problem.ts';
import { anyText, areMultiples, isNumber, kindsIn, kindsOf, limitsOf, listed, tightest } from './facts.ts';
import { bound, distinct, type Findings, type Judge, type Position, withinSize } from './findings.ts';
import { canonical } from './identity.ts';
import { TooLarge } from './too-large.ts';
import { arrayFindings } from './array-inclusion.ts';
import {
  annotations,
  isSchema,
  type JsonSchema,
  type Keywords,
  listOf,
  mapOf,
  schemasByName,
  schemasIn,
} from '../../model/schemas/schema-keywords.ts';
import { objectFindings } from './object-inclusion.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import { type Choice, hasField, type Part, type Values, ValueSets } from './values.ts';

/** Questions that one comparison may ask. */
const mostSteps = 5_000;
/** Work of a step for each part of the set that it is about. */
const workOfStep = 100;
/** Schemas inside each other that are followed. */
const mostDeep = 100;
/** Values of a field that are taken apart, to find the alternative that takes each. */
const mostValues = 32;

const none: Findings = [];

/**
 * Whether a reader accepts all values of a writer. Values are sets: a schema is the intersection of its keywords, of
 * what it refers to and of `allOf`; `anyOf`, `oneOf` and `if` are taken apart. What cannot be shown counts as refused.
 */
export class Inclusion implements Judge {
  readonly sets = new ValueSets();
  readonly reader: SchemaDocuments;
  readonly #shown = new Set<string>();
  #steps = 0;
  /** How often a question was answered by one that is still open further up. */
  #assumed = 0;

  constructor(reader: SchemaDocuments) {
    this.reader = reader;
  }

  /**
   * What of `written` a schema does not accept; empty where it accepts all.
   * @param of the side of `asked`. Default: the reader
   * @throws TooLarge
   */
  findings(written: Values, asked: JsonSchema, at: Position, of = this.reader): Findings {
    const schema = of.direct(asked);
    this.#spend(at, written);
    if (schema === true || written.empty) return none;
    if (schema === false) {
      return this.isEmpty(written, at)
        ? none
        : [{ field: at.field, what: 'no value is allowed here on one side' }];
    }
    const number = this.sets.identities.of(of, schema);
    if (written.parts.some((part) => this.sets.identities.of(part.of, part.schema) === number)) return none;
    const key = `${written.key}>${number}${at.strict ? ' strict' : ''}`;
    if (this.#shown.has(key)) return none;
    const open = at.above.find((one) => one.key === key);
    if (open !== undefined) {
      this.#assumed += 1;
      // Asked again about a part of the value: what is shown for the whole holds for it too.
      return open.depth < at.depth ? none : [{ field: at.field, what: 'the schema refers to itself' }];
    }
    const before = this.#assumed;
    const inner = { ...at, above: [...at.above, { key, depth: at.depth }] };
    const found = this.#split(written, schema, inner, of);
    if (found.length === 0 && this.#assumed === before) this.#shown.add(key);
    return found;
  }

  /** Whether it is certain that no value is in the set. */
  isEmpty(set: Values, at: Position): boolean {
    this.#spend(at, set);
    if (set.empty || kindsIn(set).size === 0 || listed(set)?.length === 0) return true;
    const { lower, upper } = limitsOf(set);
    const own = [...kindsIn(set)];
    const crossed =
      lower !== undefined &&
      upper !== undefined &&
      (lower.at > upper.at || (lower.at === upper.at && !(lower.reached && upper.reached)));
    if (crossed && own.every(isNumber)) return true;
    if (own.length === 1 && this.#lacksField(set, at)) return true;
    if (set.excluded.some(({ of, schema }) => this.#within(set, schema, at, of))) return true;
    const [choice] = set.choices;
    return choice?.alternatives.every((one) => this.isEmpty(this.sets.chosen(set, choice, one), at)) === true;
  }

  #spend({ above, depth }: Position, { parts, excluded, choices }: Values): void {
    this.#steps += 1;
    this.reader.spend(workOfStep * (1 + parts.length + excluded.length + choices.length));
    if (this.#steps > mostSteps || above.length > mostDeep || depth > mostDeep) throw new TooLarge();
  }

  /** Whether a field that objects of the set must have can have no value. */
  #lacksField(set: Values, at: Position): boolean {
    return kindsIn(set).has('object') && objectFindings.impossible(this, set, at);
  }

  #within(written: Values, schema: JsonSchema, at: Position, of: SchemaDocuments): boolean {
    return this.findings(written, schema, { ...at, strict: true }, of).length === 0;
  }

  /** The whole at once, then each alternative of the writer, then each kind of value. */
  #split(written: Values, schema: Keywords, at: Position, of: SchemaDocuments): Findings {
    const values = listed(written);
    if (values?.every((value) => of.accepts(schema, value) === true) === true) return none;
    // Which fields a writer sends is known when its alternatives are taken apart, and listed values say it themselves.
    const open = written.choices.length > 0 && kindsIn(written).has('object');
    const strict = at.strict || open || values !== undefined;
    const found = this.#keywords(written, schema, { ...at, strict }, of, values);
    if (found.length === 0 || this.isEmpty(written, at)) return none;
    const [choice] = written.choices;
    const cases = choice === undefined ? this.#cases(written, schema) : this.#alternatives(written, choice);
    if (cases === undefined) return found;
    const each = cases.map((one) => (this.isEmpty(one, at) ? none : this.#splitFurther(one, schema, at, of)));
    if (each.every((one) => one.length === 0)) return none;
    return choice === undefined ? found : distinct(each.flat());
  }

  #splitFurther(written: Values, schema: Keywords, at: Position, of: SchemaDocuments): Findings {
    this.#spend(at, written);
    return this.#split(written, schema, at, of);
  }

  #alternatives(written: Values, choice: Choice): Values[] {
    return choice.alternatives.map((one) => this.sets.chosen(written, choice, one));
  }

  /** Sets that together are the whole one, by kind or by the values of a field; undefined where neither helps. */
  #cases(written: Values, schema: Keywords): Values[] | undefined {
    if (!chooses(schema)) return undefined;
    const split = (ones: readonly Keywords[]) =>
      ones.map((one) => {
        const part: Part = { of: this.reader, schema: this.sets.synthetic(one) };
        return this.sets.add(written, { all: [part], none: [] });
      });
    const types = [...new Set([...kindsIn(written)].map((kind) => (isNumber(kind) ? 'number' : kind)))];
    if (types.length > 1) return split(types.map((type) => ({ type })));
    const fields = objectFindings.listedFields(this.sets, written);
    const field = fields.find(([, values]) => values.length > 1 && values.length <= mostValues);
    return (
      field &&
      split(field[1].map((value) => ({ properties: { [field[0]]: { const: value } }, required: [field[0]] })))
    );
  }

  #keywords(
    written: Values,
    schema: Keywords,
    at: Position,
    of: SchemaDocuments,
    values: readonly unknown[] | undefined,
  ): Findings {
    const say = (what: string): Findings => [{ field: at.field, what }];
    const kinds = kindsIn(written);
    const lists = [
      ...(Object.hasOwn(schema, 'const') ? [[schema['const']]] : []),
      ...(Array.isArray(schema['enum']) ? [schema['enum'] as unknown[]] : []),
    ];
    for (const allowed of lists) {
      const textOf = (value: unknown): string => {
        const text = canonical(value);
        of.spend(text.length);
        return text;
      };
      const known = new Set(allowed.map(textOf));
      const extra = values?.filter((value) => !known.has(textOf(value)));
      if (extra === undefined) return say(`only ${texts(allowed)} is allowed on one side`);
      if (extra.length > 0) return say(`${texts(extra)} is not allowed on both sides`);
    }
    const wrong = [...kinds].filter((kind) => !kindsOf(schema['type']).has(kind));
    if (wrong.length > 0) {
      const given = typesText(written);
      return say(
        given === undefined
          ? `type ${typeText(schema['type'])} on one side, any on the other`
          : `type ${given} on one side, ${typeText(schema['type'])} on the other`,
      );
    }
    return Object.keys(schema)
      .filter((keyword) => !annotations.has(keyword) && !has(written, schema, keyword, this.sets, of))
      .flatMap((keyword) => this.#keyword(written, schema, keyword, at, of));
  }

  #keyword(written: Values, schema: Keywords, keyword: string, at: Position, of: SchemaDocuments): Findings {
    const say = (what: string): Findings => [{ field: at.field, what }];
    const value = schema[keyword];
    const kinds = kindsIn(written);
    if (numeric.has(keyword) && typeof value !== 'number') return say(`${keyword} cannot be compared`);
    const accepted = (one: JsonSchema, set = written): Findings => this.findings(set, one, at, of);
    const meeting = (...all: JsonSchema[]) =>
      this.sets.add(written, { all: all.map((one) => ({ of, schema: one })), none: [] });
    const besides = (one: JsonSchema) => this.sets.add(written, { all: [], none: [{ of, schema: one }] });
    switch (keyword) {
      case 'type':
      case 'const':
      case 'enum':
      case 'then':
      case 'else':
      case 'minContains':
      case 'maxContains':
        return none;
      case '$ref': {
        const target = of.referred(schema);
        return target === undefined ? say(`$ref ${JSON.stringify(value)} names nothing`) : accepted(target);
      }
      case 'allOf':
        return schemasIn(value).flatMap((one) => accepted(one));
      case 'anyOf':
      case 'oneOf': {
        const all = schemasIn(value);
        const each = all.map((one, index) => {
          const others = keyword === 'oneOf' ? all.filter((_, other) => other !== index) : [];
          const found = accepted(one);
          if (found.length > 0) return found;
          return others.every((other) => this.isEmpty(meeting(other), at))
            ? none
            : say('more than one alternative of oneOf may accept a value');
        });
        if (each.some((found) => found.length === 0)) return none;
        return each.length === 1 ? (each[0] ?? none) : say(`no alternative of ${keyword} accepts all values`);
      }
      case 'not':
        return isSchema(value) && this.isEmpty(meeting(value), at) ? none : say('not differs');
      case 'if': {
        if (!isSchema(value)) return none;
        const [then, otherwise] = [schema['then'], schema['else']];
        return [
          ...(isSchema(then) ? accepted(then, meeting(value)) : []),
          ...(isSchema(otherwise) ? accepted(otherwise, besides(value)) : []),
        ];
      }
      case 'dependentRequired':
        return Object.entries(mapOf(value)).flatMap(([name, list]) =>
          accepted(
            this.sets.synthetic({ required: listOf(list) }),
            meeting(this.sets.synthetic(hasField(name))),
          ),
        );
      case 'dependentSchemas':
        return schemasByName(value).flatMap(([name, one]) =>
          accepted(one, meeting(this.sets.synthetic(hasField(name)))),
        );
      case 'minimum':
      case 'exclusiveMinimum':
      case 'maximum':
      case 'exclusiveMaximum':
        return ![...kinds].some(isNumber) || withinLimit(written, keyword, Number(value))
          ? none
          : say(bound(written, keyword, value));
      case 'multipleOf':
        return ![...kinds].some(isNumber) || areMultiples(written, Number(value))
          ? none
          : say(bound(written, keyword, value));
      case 'minLength':
      case 'maxLength':
        return !kinds.has('string') || withinSize(tightest(written, keyword), keyword, Number(value))
          ? none
          : say(bound(written, keyword, value));
      case 'pattern':
        return kinds.has('string') && !anyText.has(value) ? say('pattern differs') : none;
      case 'format':
      case 'contentEncoding':
      case 'contentMediaType':
      case 'contentSchema':
        return kinds.has('string') ? say(`${keyword} differs`) : none;
      default: {
        const ofObjects = objectFindings.judge(this, written, schema, keyword, at, of);
        if (ofObjects !== undefined) return kinds.has('object') ? ofObjects : none;
        const ofArrays = arrayFindings(this, written, schema, keyword, at, of);
        if (ofArrays !== undefined) return kinds.has('array') ? ofArrays : none;
        return say(`${keyword} cannot be compared`);
      }
    }
  }
}

/** Keywords whose value is a number. */
const numeric: ReadonlySet<string> = new Set([
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]);

/** Keywords whose meaning depends on their neighbours. */
const withNeighbours: ReadonlySet<string> = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'unevaluatedItems',
  'if',
  'then',
  'else',
  'contains',
]);

/** Whether a part of the writer says the very same. */
function has(
  written: Values,
  schema: Keywords,
  keyword: string,
  sets: ValueSets,
  of: SchemaDocuments,
): boolean {
  if (withNeighbours.has(keyword)) return false;
  const number = sets.identities.ofKeyword(of, schema, keyword);
  return written.parts.some(
    (part) =>
      Object.hasOwn(part.schema, keyword) &&
      sets.identities.ofKeyword(part.of, part.schema, keyword) === number,
  );
}

function chooses(schema: Keywords): boolean {
  return ['anyOf', 'oneOf', 'if', '$ref', 'allOf', 'dependentSchemas', 'not'].some(
    (keyword) => schema[keyword] !== undefined,
  );
}

function withinLimit(written: Values, keyword: string, value: number): boolean {
  const { lower, upper } = limitsOf(written);
  switch (keyword) {
    case 'minimum':
      return lower !== undefined && lower.at >= value;
    case 'exclusiveMinimum':
      return lower !== undefined && (lower.at > value || (lower.at === value && !lower.reached));
    case 'maximum':
      return upper !== undefined && upper.at <= value;
    default:
      return upper !== undefined && (upper.at < value || (upper.at === value && !upper.reached));
  }
}

function typesText({ parts }: Values): string | undefined {
  const [type] = parts
    .map(({ schema }) => schema['type'])
    .filter((one) => one !== undefined)
    .sort((a, b) => kindsOf(a).size - kindsOf(b).size);
  return type === undefined ? undefined : typeText(type);
}

function typeText(type: unknown): string {
  return listOf(Array.isArray(type) ? type : [type]).join(', ');
}

/** Values in one line, the first of many. */
function texts(values: readonly unknown[]): string {
  return firstOf(values.map(received), 12);
}
