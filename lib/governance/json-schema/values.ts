import { Identities } from './identity.ts';
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

/** A schema and the side that its references belong to. */
export interface Part {
  readonly of: SchemaDocuments;
  readonly schema: JsonSchema;
}

/** One of several sets of which a value is in at least one. */
interface Alternative {
  readonly all: readonly Part[];
  readonly none: readonly Part[];
}
export interface Choice {
  readonly key: string;
  readonly alternatives: readonly Alternative[];
}

/**
 * A set of values: those that all of `parts` accept, none of `excluded`, and of each choice at least one alternative.
 * `parts` have their references and `allOf` taken apart.
 */
export interface Values {
  readonly parts: readonly (Part & { readonly schema: Keywords })[];
  readonly excluded: readonly Part[];
  readonly choices: readonly Choice[];
  /** It is known that no value is in the set. */
  readonly empty: boolean;
  readonly key: string;
}

/** Objects that have a field. */
export function hasField(name: string): Keywords {
  return { type: 'object', required: [name] };
}

/** Makes sets of values, for one comparison. */
export class ValueSets {
  readonly identities = new Identities();
  readonly #synthetic = new Map<string, Keywords>();

  of(parts: readonly Part[]): Values {
    return this.add(
      { parts: [], excluded: [], choices: [], empty: false, key: '' },
      { all: parts, none: [] },
    );
  }

  /** A schema of neither document. */
  synthetic(schema: Keywords): Keywords {
    const text = JSON.stringify(schema);
    const known = this.#synthetic.get(text);
    if (known !== undefined) return known;
    this.#synthetic.set(text, schema);
    return schema;
  }

  /** What the set has in common with an alternative. */
  add(set: Values, { all, none }: Alternative): Values {
    const parts = new Map(set.parts.map((part) => [this.#number(part), part]));
    const excluded = new Map(set.excluded.map((part) => [this.#number(part), part]));
    const choices = new Map(set.choices.map((choice) => [choice.key, choice]));
    let { empty } = set;
    const leave = ({ of, schema: given }: Part): void => {
      const schema = of.direct(given);
      if (schema === true) empty = true;
      if (schema !== true && schema !== false) excluded.set(this.#number({ of, schema }), { of, schema });
    };
    const take = (given: Part): void => {
      const { of } = given;
      const schema = of.direct(given.schema);
      const part = { of, schema };
      if (schema === false) empty = true;
      if (!isMap(schema)) return;
      const number = this.#number(part);
      if (parts.has(number)) return;
      parts.set(number, { of, schema });
      const target = schema['$ref'] === undefined ? undefined : of.referred(schema);
      if (target !== undefined) take({ of, schema: target });
      for (const one of schemasIn(schema['allOf'])) take({ of, schema: one });
      if (isSchema(schema['not'])) leave({ of, schema: schema['not'] });
      for (const choice of this.#choicesOf(of, schema)) choices.set(choice.key, choice);
    };
    for (const part of all) take(part);
    for (const part of none) leave(part);
    return this.#keyed(parts, excluded, choices, empty);
  }

  /** The set inside one alternative of a choice, which is then no choice any longer. */
  chosen(set: Values, choice: Choice, alternative: Alternative): Values {
    const choices = set.choices.filter(({ key }) => key !== choice.key);
    const added = this.add({ ...set, choices }, alternative);
    const left = added.choices.filter(({ key }) => key !== choice.key);
    return { ...added, choices: left, key: keyOf(added, left) };
  }

  #number({ of, schema }: Part): number {
    return this.identities.of(of, schema);
  }

  #keyed(
    parts: ReadonlyMap<number, Values['parts'][number]>,
    excluded: ReadonlyMap<number, Part>,
    choices: ReadonlyMap<string, Choice>,
    empty: boolean,
  ): Values {
    const text = [[...parts.keys()].sort(), [...excluded.keys()].sort()].map(String).join('!');
    const set = {
      parts: [...parts.values()],
      excluded: [...excluded.values()],
      choices: [...choices.values()],
      empty,
      key: text,
    };
    return { ...set, key: keyOf(set, set.choices) };
  }

  #choicesOf(of: SchemaDocuments, schema: Keywords): Choice[] {
    const part = (one: JsonSchema): Part => ({ of, schema: one });
    const numbers = (ones: readonly JsonSchema[]) => ones.map((one) => this.#number(part(one))).join(' ');
    const any = schemasIn(schema['anyOf']);
    const one = schemasIn(schema['oneOf']);
    const condition = schema['if'];
    const [then = true, otherwise = true] = [schema['then'], schema['else']].map((branch) =>
      isSchema(branch) ? branch : undefined,
    );
    const dependent = [
      ...schemasByName(schema['dependentSchemas']),
      ...Object.entries(mapOf(schema['dependentRequired'])).map(([name, list]): [string, JsonSchema] => [
        name,
        this.synthetic({ type: 'object', required: listOf(list) }),
      ]),
    ];
    const choices: Choice[] = [];
    if (any.length > 0)
      choices.push({
        key: `any ${numbers(any)}`,
        alternatives: any.map((each) => ({ all: [part(each)], none: [] })),
      });
    if (one.length > 0)
      choices.push({
        key: `one ${numbers(one)}`,
        alternatives: one.map((each, index) => ({
          all: [part(each)],
          none: one.filter((_, other) => other !== index).map(part),
        })),
      });
    if (isSchema(condition) && (then !== true || otherwise !== true))
      choices.push({
        key: `if ${numbers([condition, then, otherwise])}`,
        alternatives: [
          { all: [condition, then].map(part), none: [] },
          { all: [part(otherwise)], none: [part(condition)] },
        ],
      });
    for (const [name, asked] of dependent) {
      const has = this.synthetic(hasField(name));
      choices.push({
        key: `dependent ${JSON.stringify(name)} ${numbers([asked])}`,
        alternatives: [
          { all: [part(has), part(asked)], none: [] },
          { all: [], none: [part(has)] },
        ],
      });
    }
    return choices;
  }
}

function keyOf({ key }: { readonly key: string }, choices: readonly Choice[]): string {
  const [text = ''] = key.split('?');
  return `${text}?${choices
    .map((choice) => choice.key)
    .sort()
    .join('|')}`;
}
