import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Delivery, Header } from '../../../runtime/kafka/records.ts';
import { type Archived, archivedMessages, archiveLine } from '../../../runtime/operations/archive.ts';
import { fc } from '../../support/property.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(file: string, from = { byte: 0, line: 1 }): Promise<Archived[]> {
  const found: Archived[] = [];
  for await (const one of archivedMessages(file, from, statSync(file).size)) found.push(one);
  return found;
}

type Arbitrary<T> = ReturnType<typeof fc.constant<T>>;

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one)));
const delivery: Arbitrary<Delivery> = fc.record({
  topic: fc.stringMatching(/^[a-z.]{1,20}$/),
  partition: fc.nat(99),
  offset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.tuple(fc.string(), bytes) as Arbitrary<Header>, { maxLength: 3 }),
});

test('what is written is read, byte for byte, and from each line on', async () => {
  const file = join(folder, 'any.jsonl');
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 8 }), async (all) => {
      writeFileSync(file, all.map(archiveLine).join(''));
      const found = await read(file);
      expect(found.map((one) => one.delivery)).toEqual(all);
      for (const [at, { next, line }] of found.entries()) {
        expect(line).toBe(at + 1);
        const rest = await read(file, { byte: next, line: line + 1 });
        expect(rest.map((one) => one.delivery)).toEqual(all.slice(at + 1));
      }
    }),
    { numRuns: 100 },
  );
});

test('a line, literally', async () => {
  const one: Delivery = {
    ...{ topic: 'orders.dlq', partition: 2, offset: 7n, timestamp: 0, key: null },
    ...{ value: Buffer.from('{}'), headers: [['x-a', Buffer.from('b')]] },
  };
  expect(archiveLine(one)).toBe(
    '{"topic":"orders.dlq","partition":2,"offset":"7","timestamp":"1970-01-01T00:00:00.000Z","key":null,"value":"e30=","headers":[["x-a","Yg=="]]}\n',
  );
  // Further fields, an empty line and a missing end of the last line are fine; lines longer than a chunk too.
  const file = join(folder, 'more.jsonl');
  const long = archiveLine({ ...one, value: Buffer.alloc(300_000, 'x') });
  writeFileSync(file, `${archiveLine(one).replace('{', '{"cause":"x",')}\n${long}${archiveLine(one).trim()}`);
  expect((await read(file)).map(({ line, delivery: { value } }) => [line, value?.length])).toEqual([
    [1, 2],
    [3, 300_000],
    [4, 2],
  ]);
});

test.each([
  ['{}', 'no fields'],
  ['not JSON', 'no JSON'],
  [
    archiveLine({
      ...({} as Delivery),
      topic: 'x',
      partition: 0,
      offset: 1n,
      timestamp: 0,
      key: null,
      value: null,
      headers: [],
    }).replace('"1"', '1'),
    'an offset that is a number',
  ],
])('a line that is not one of an archive is named by its place: %#', async (line) => {
  const file = join(folder, 'wrong.jsonl');
  writeFileSync(file, `${line.trim()}\n`);
  await expect(read(file)).rejects.toThrow(`${file}:1: is not a line of an archive`);
});
