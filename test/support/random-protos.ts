import { fc } from './property.ts';

/** A field of a random schema, before it has a number. */
interface FieldSpec {
  readonly name: string;
  readonly label: 'none' | 'optional' | 'repeated' | 'map' | 'oneof';
  readonly type: string;
}

interface EnumSpec {
  readonly values: ReadonlyMap<string, number>;
}

/** A schema with a message, a message in it and an enum, and what it says as text. */
export interface SchemaSpec {
  readonly order: ReadonlyMap<number, FieldSpec>;
  readonly line: ReadonlyMap<number, FieldSpec>;
  readonly state: EnumSpec;
}

const types = [
  ...['int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'fixed32', 'sfixed64'],
  ...['bool', 'string', 'bytes', 'double', 'float', 'Line', 'State'],
];
const numbers = [1, 2, 3, 4, 5] as const;

const field = (number: number): fc.Arbitrary<FieldSpec> =>
  fc.record({
    name: fc.constantFrom(`f${number}`, `f${number}`, `f${number}`, 'f1', 'g_x'),
    label: fc.constantFrom('none', 'none', 'optional', 'repeated', 'map', 'oneof'),
    type: fc.constantFrom(...types),
  });

const fields = fc
  .tuple(...numbers.map((number) => fc.option(field(number), { nil: undefined, freq: 2 })))
  .map((all) => distinct(new Map(numbers.map((number, index) => [number, all[index]]))));

/** Fields with one name are one. */
function distinct(all: ReadonlyMap<number, FieldSpec | undefined>): Map<number, FieldSpec> {
  const found = new Map<number, FieldSpec>();
  const names = new Set<string>();
  for (const [number, one] of all) {
    if (one === undefined || names.has(one.name)) continue;
    names.add(one.name);
    found.set(number, one);
  }
  return found;
}

const state = fc
  .tuple(fc.constantFrom('B', 'BB'), fc.option(fc.constantFrom('C', 'CC'), { nil: undefined }))
  .map(([second, third]): EnumSpec => {
    const values = new Map([
      ['A', 0],
      [second, 1],
    ]);
    if (third !== undefined) values.set(third, 2);
    return { values };
  });

const schema: fc.Arbitrary<SchemaSpec> = fc.record({ order: fields, line: fields, state });

/** Optional fields that move into a oneof, and the other way. */
const swap: Readonly<Partial<Record<FieldSpec['label'], FieldSpec['label']>>> = {
  optional: 'oneof',
  oneof: 'optional',
};

/** The same schema with few or no changes. */
const near = (old: SchemaSpec): fc.Arbitrary<SchemaSpec> => {
  const changed = (was: ReadonlyMap<number, FieldSpec>): fc.Arbitrary<Map<number, FieldSpec>> =>
    fc
      .tuple(
        ...numbers.map((number) =>
          fc.oneof(
            { weight: 8, arbitrary: fc.constant(was.get(number)) },
            { weight: 1, arbitrary: field(number) },
            { weight: 1, arbitrary: fc.constant(undefined) },
            {
              weight: 2,
              arbitrary: fc
                .constantFrom(...types)
                .map((type) => (was.has(number) ? { ...(was.get(number) as FieldSpec), type } : undefined)),
            },
            {
              weight: 1,
              arbitrary: fc
                .constantFrom('none' as const, 'optional' as const, 'oneof' as const)
                .map((label) => (was.has(number) ? { ...(was.get(number) as FieldSpec), label } : undefined)),
            },
          ),
        ),
      )
      .map((all) => distinct(new Map(numbers.map((number, index) => [number, all[index]]))));
  const swapped = (all: ReadonlyMap<number, FieldSpec>): Map<number, FieldSpec> =>
    new Map([...all].map(([number, one]) => [number, { ...one, label: swap[one.label] ?? one.label }]));
  return fc.record({
    order: fc.oneof(
      { weight: 5, arbitrary: changed(old.order) },
      { weight: 1, arbitrary: fc.constant(swapped(old.order)) },
    ),
    line: changed(old.line),
    state: fc.oneof({ weight: 4, arbitrary: fc.constant(old.state) }, { weight: 1, arbitrary: state }),
  });
};

/** An earlier schema and one that follows it. */
export const protoPair = schema.chain((old) => near(old).map((next) => [old, next] as const));

/** @param before what came before it: what is gone is reserved */
export function textOf(spec: SchemaSpec, before: SchemaSpec = spec): string {
  return `syntax = "proto3";
message Order {
${message(spec.order, before.order)}}
message Line {
${message(spec.line, before.line)}}
enum State {
${[...spec.state.values].map(([name, number]) => `  ${name} = ${number};\n`).join('')}${goneValues(spec, before)}}
`;
}

function message(all: ReadonlyMap<number, FieldSpec>, before: ReadonlyMap<number, FieldSpec>): string {
  const names = new Set([...all.values()].map(({ name }) => name));
  const gone = [...before].filter(([number]) => !all.has(number));
  const single = [...all].filter(([, { label }]) => label !== 'oneof');
  const cases = [...all].filter(([, { label }]) => label === 'oneof');
  return [
    ...gone.map(([number]) => `  reserved ${number};\n`),
    ...gone.flatMap(([, { name }]) => (names.has(name) ? [] : [`  reserved "${name}";\n`])),
    ...single.map(([number, one]) => `  ${declared(one)} ${one.name} = ${number};\n`),
    ...(cases.length === 0
      ? []
      : [
          '  oneof target {\n',
          ...cases.map(([number, { type, name }]) => `    ${type} ${name} = ${number};\n`),
          '  }\n',
        ]),
  ].join('');
}

function goneValues({ state: is }: SchemaSpec, { state: was }: SchemaSpec): string {
  const numbersNow = new Set(is.values.values());
  return [...was.values]
    .filter(([, number]) => !numbersNow.has(number))
    .map(([name, number]) => `  reserved ${number};\n  reserved "${name}";\n`)
    .join('');
}

function declared({ label, type }: FieldSpec): string {
  if (label === 'map') return `map<string, ${type}>`;
  return label === 'none' ? type : `${label} ${type}`;
}

/** A message of a schema in JSON. @param pick a number from 0 to below the given one */
export function messageOf(spec: SchemaSpec, pick: (below: number) => number): Record<string, unknown> {
  return messageIn(spec, spec.order, pick, 0);
}

function messageIn(
  spec: SchemaSpec,
  all: ReadonlyMap<number, FieldSpec>,
  pick: (below: number) => number,
  depth: number,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const cases = [...all.values()].filter(({ label }) => label === 'oneof');
  const chosen = cases[pick(cases.length + 1)];
  for (const one of all.values()) {
    if (one.label === 'oneof' ? one !== chosen : pick(4) === 0) continue;
    const name = one.name === 'g_x' ? 'gX' : one.name;
    const inner = () => valueOf(spec, one.type, pick, depth);
    if (one.type === 'Line' && depth > 2) continue;
    if (one.label === 'repeated') value[name] = Array.from({ length: pick(3) }, inner);
    else if (one.label === 'map') value[name] = pick(2) === 0 ? {} : { a: inner(), b: inner() };
    else value[name] = inner();
  }
  return value;
}

const values: Readonly<Record<string, readonly unknown[]>> = {
  int32: [0, 1, -1, 2_147_483_647, -2_147_483_648],
  sint32: [0, 1, -1, 2_147_483_647, -2_147_483_648],
  uint32: [0, 1, 4_294_967_295],
  fixed32: [0, 1, 4_294_967_295],
  int64: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808'],
  sint64: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808'],
  sfixed64: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808'],
  uint64: ['0', '1', '18446744073709551615'],
  bool: [true, false],
  string: ['', 'a', 'ä€'],
  bytes: ['', 'YQ==', '//8='],
  double: [0, 1.5, 'NaN'],
  float: [0, 1.5, '-Infinity'],
};

function valueOf(spec: SchemaSpec, type: string, pick: (below: number) => number, depth: number): unknown {
  if (type === 'Line') return messageIn(spec, spec.line, pick, depth + 1);
  const known = type === 'State' ? [...spec.state.values.keys()] : (values[type] ?? []);
  return known[pick(known.length)];
}
