import { expect, test } from '@jest/globals';
import type { Schema } from '../../scripts/imports/schema.ts';
import { checkValue } from '../support/manifest-check.ts';
import { compileRule, isTransition, type Rule } from '../support/manifest-check/cel.ts';
import { kinds } from '../support/manifest-check/schemas.ts';

/** An object with a list, a map and an integer, and one rule on the items of each. */
function schema(rules: readonly Rule[]): Schema {
  const item: Schema = {
    type: 'object',
    properties: { low: { type: 'integer' }, high: { type: 'integer' }, 'a-b': { type: 'string' } },
    'x-kubernetes-validations': rules,
  };
  return {
    type: 'object',
    properties: { list: { type: 'array', items: item }, map: { type: 'object', additionalProperties: item } },
  };
}

const ORDERED: Rule = { rule: 'self.low <= self.high', message: 'low is above high' };

test('a rule is evaluated for each item of a list and each value of a map', () => {
  const value = {
    list: [
      { low: 1, high: 2 },
      { low: 3, high: 2 },
    ],
    map: { 'x.y': { low: 5, high: 4 } },
  };
  expect(checkValue(schema([ORDERED]), value)).toEqual([
    'list[1]: low is above high',
    'map["x.y"]: low is above high',
  ]);
  expect(checkValue(schema([ORDERED]), { list: [{ low: 1, high: 2 }], map: {} })).toEqual([]);
});

test('a rule that does not parse is a problem, even where no value reaches it', () => {
  const problems = checkValue(schema([{ rule: 'self.low <' }]), {});
  expect(problems).toEqual(['CEL rule `self.low <` cannot be compiled: Unexpected token: EOF']);
});

test('a rule with an unknown function, or that is no condition, is a problem', () => {
  expect(checkValue(schema([{ rule: 'quantity(self.low) == 1' }]), {})).toHaveLength(1);
  expect(checkValue(schema([{ rule: '"yes"' }]), {})).toEqual([
    'CEL rule `"yes"` cannot be compiled: it gives string, not bool',
  ]);
});

test('a rule that cannot be evaluated is a problem, not a pass', () => {
  expect(checkValue(schema([ORDERED]), { list: [{ low: 1 }] })).toEqual([
    'list[0]: CEL rule `self.low <= self.high` cannot be evaluated: No such key: high',
  ]);
  expect(checkValue(schema([{ rule: 'self.low' }]), { list: [{ low: 1 }] })).toEqual([
    'list[0]: CEL rule `self.low` gave 1, neither true nor false',
  ]);
});

test('a rule about a change is left out: a manifest has no earlier state', () => {
  const rule = { rule: 'self.low == oldSelf.low' };
  expect(isTransition(rule)).toBe(true);
  expect(isTransition({ rule: "self.kind != 'oldSelf'" })).toBe(false);
  expect(checkValue(schema([rule]), { list: [{ low: 1 }] })).toEqual([]);
});

test('a rule reaches a field whose name CEL cannot write, and says its message by an expression', () => {
  const rule = {
    rule: "self.a__dash__b != 'x'",
    messageExpression: "'it is ' + self.a__dash__b",
    fieldPath: '.a-b',
  };
  expect(checkValue(schema([rule]), { list: [{ 'a-b': 'y' }] })).toEqual([]);
  expect(checkValue(schema([rule]), { list: [{ 'a-b': 'x' }] })).toEqual(['list[0]: .a-b: it is x']);
});

test('has() is about fields of the object, not of its prototype', () => {
  const rule = { rule: '!has(self.constructor) && !has(self.toString)' };
  expect(checkValue(schema([rule]), { list: [{}] })).toEqual([]);
});

test('defaults are filled in before anything is required or any rule runs', () => {
  const withDefault: Schema = {
    type: 'object',
    properties: { kind: { type: 'string', default: 'a' } },
    required: ['kind'],
    'x-kubernetes-validations': [{ rule: "self.kind == 'a'", message: 'not a' }],
  };
  expect(checkValue(withDefault, {})).toEqual([]);
  expect(checkValue(withDefault, { kind: 'b' })).toEqual(['the object: not a']);
});

test('null is refused unless the schema is nullable', () => {
  const field = (nullable: boolean): Schema => ({
    type: 'object',
    properties: { a: { type: 'string', enum: ['x'], nullable } },
  });
  expect(checkValue(field(true), { a: null })).toEqual([]);
  expect(checkValue(field(false), { a: null })).toEqual([
    'a: must be one of x; got null',
    'a: must be string; got null',
  ]);
});

test("Go's patterns that are blind to case are read as Go reads them", () => {
  const field: Schema = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^(?i)(abort|warn)?$' } },
  };
  expect(checkValue(field, { a: 'Abort' })).toEqual([]);
  expect(checkValue(field, { a: 'stop' })).toHaveLength(1);
});

test('what preserves unknown fields takes them, and stays closed below what it lists', () => {
  const open: Schema = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: { known: { type: 'object', properties: { a: { type: 'string' } } } },
  };
  expect(checkValue(open, { more: { anything: [1] } })).toEqual([]);
  expect(checkValue(open, { known: { b: 1 } })).toEqual(['known.b: unknown field']);
});

test('an object that lists no fields takes none, not even __proto__', () => {
  const value: unknown = JSON.parse('{"a": {"__proto__": 1}}');
  expect(checkValue({ type: 'object', properties: { a: { type: 'object' } } }, value)).toEqual([
    'a.__proto__: unknown field',
  ]);
});

test('branches constrain without closing', () => {
  const either: Schema = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { enum: ['x'] } } }],
  };
  expect(checkValue(either, { b: 'x' })).toEqual([]);
  expect(checkValue(either, { a: '1', c: '2' })).toEqual(['c: unknown field']);
  expect(checkValue(either, { a: '1', b: 'x' })).not.toEqual([]);
});

/** Every list of rules in a value that holds schemas. */
function rulesIn(value: unknown): Rule[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'x-kubernetes-validations' ? (inner as Rule[]) : rulesIn(inner),
  );
}

test('every CEL rule in imports/schemas compiles', () => {
  const found = [...kinds].map(([kind, kept]): [string, number] => {
    const rules = rulesIn(kept).filter((rule) => !isTransition(rule));
    for (const rule of rules) compileRule(rule);
    return [kind, rules.length];
  });
  expect(Object.fromEntries(found.filter(([, count]) => count > 0))).toEqual({
    'kafka.strimzi.io/v1/Kafka': 5,
    'kafka.strimzi.io/v1/KafkaMirrorMaker2': 3,
    'kafka.strimzi.io/v1/KafkaUser': 3,
    'keda.sh/v1alpha1/ScaledObject': 1,
    'kustomize.toolkit.fluxcd.io/v1/Kustomization': 2,
  });
});
