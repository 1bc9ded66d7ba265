import { expect, test } from '@jest/globals';
import { Expression, ExpressionError, type Subject } from '../../../runtime/operations/expression.ts';

const subject: Subject = {
  value: { order: { id: 7, lines: [{ sku: 'a', n: 2 }] }, note: 'secret words' },
  key: 'o-7',
  headers: { 'x-failure-class': 'schema-invalid' },
  ...{ topic: 'orders.dlt.v1', partition: 1, offset: '12', timestamp: '2026-01-02T03:04:05.000Z' },
};

test.each<[string, unknown]>([
  ['value.order.id', 7],
  ['value.order.lines[0].sku', 'a'],
  ['headers."x-failure-class"', 'schema-invalid'],
  ['key & "/" & offset', 'o-7/12'],
  ['value.missing', undefined],
  ['value ~> |order|{"id": $string(id)}, ["lines"]|', { order: { id: '7' }, note: 'secret words' }],
])('%s is %j', async (text, expected) => {
  expect(await new Expression(text).evaluate(subject)).toEqual(expected);
});

test.each<[string, boolean]>([
  ['value.order.id = 7', true],
  ['value.order.id', true],
  ['value.missing', false],
  ['""', false],
  ['[0, false]', false],
  ['[0, 1]', true],
  ['{}', false],
])('%s holds: %s', async (text, expected) => {
  expect(await new Expression(text).holds(subject)).toBe(expected);
});

test('a wrong expression names the column', () => {
  expect(() => new Expression('value.order.(')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^value\.order\.\(: column \d+: /) }),
  );
  expect(() => new Expression('value.order.(')).toThrow(ExpressionError);
});

test('a failure has no part of the message', async () => {
  const failing = new Expression('$number(value.note)').evaluate(subject);
  await expect(failing).rejects.toThrow('$number(value.note): failed at column 8 (JSONata D3030)');
});

test('an expression without an end is ended', async () => {
  const endless = new Expression('($f := function($n) { $f($n + 1) }; $f(0))');
  await expect(endless.evaluate(subject)).rejects.toThrow(/failed/);
});

test('a message cannot be changed by what an expression gives', async () => {
  const found = (await new Expression('value').evaluate(subject)) as { order: { id: number } };
  found.order.id = 8;
  expect(subject.value).toMatchObject({ order: { id: 7 } });
});

test.each(['$eval("1")', '$now()', 'process', '$constructor', 'value.constructor.constructor("return 1")()'])(
  '%s reaches nothing of the process',
  async (text) => {
    const found = await new Expression(text).evaluate(subject).catch((error: Error) => error.name);
    expect([undefined, 1, 'ExpressionError', expect.stringMatching(/^2\d{3}-/)]).toContainEqual(found);
  },
);
