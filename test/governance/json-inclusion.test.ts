import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';
import { messageOf, schemaPairs } from '../support/random-schemas.ts';

/** `SCHEMA_SEED` makes other pairs, `SCHEMA_PAIRS` another number of them. */
const seed = Number(process.env['SCHEMA_SEED'] ?? 1);
const pairs = Number(process.env['SCHEMA_PAIRS'] ?? 20_000);
/** Messages that are tried on each pair. */
const messages = 12;

const ajv = new Ajv2020({
  ...{ strict: false, ownProperties: true, validateSchema: false, logger: false },
  code: { optimize: false },
});

/** The schema with each `contains` in an `allOf`: beside `prefixItems` ajv does not ask it of an empty list. */
function apart(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(apart);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.entries(schema).map(([key, value]): [string, unknown] => [key, apart(value)]);
  const counts = ['contains', 'minContains', 'maxContains'];
  const [asked, rest] = [true, false].map((is) =>
    Object.fromEntries(inner.filter(([key]) => counts.includes(key) === is)),
  );
  if (asked?.['contains'] === undefined || rest === undefined) return Object.fromEntries(inner);
  const allOf = Array.isArray(rest['allOf']) ? (rest['allOf'] as unknown[]) : [];
  return { ...rest, allOf: [...allOf, asked] };
}

/** Whether a schema accepts a message; undefined where ajv fails on it. */
function acceptor(schema: JsonSchema): (message: unknown) => boolean | undefined {
  const oracle = apart(schema) as object;
  const validate = ajv.compile(oracle);
  ajv.removeSchema(oracle);
  return (message) => {
    try {
      return validate(message);
    } catch {
      return undefined;
    }
  };
}

test('what is judged compatible accepts every message of the other side', () => {
  process.stdout.write(`schema pairs: SCHEMA_SEED=${seed}\n`);
  const seen = { compatible: 0, refused: 0, tooLarge: 0, accepted: 0, refusedRightly: 0 };
  const numbers = fc.sample(fc.nat(2 ** 30), { numRuns: 4096, seed });
  let drawn = 0;
  const pick = (most: number): number => {
    drawn += 1;
    return Math.floor((((numbers[drawn % numbers.length] ?? 0) ^ (drawn * 2654435761)) >>> 3) % most);
  };
  fc.assert(
    fc.property(schemaPairs, ([old, next]) => {
      const found = breaks(old, next, 'backward', { strict: true });
      const compatible = found.length === 0;
      if (compatible) seen.compatible += 1;
      else seen.refused += 1;
      if (found.some(({ what }) => what.startsWith('too deep or too large'))) seen.tooLarge += 1;
      const [writer, reader] = [acceptor(old), acceptor(next)];
      let witness: unknown;
      for (let index = 0; index < messages && witness === undefined; index += 1) {
        const message = messageOf(index % 2 === 0 ? old : next, pick);
        if (writer(message) !== true) continue;
        seen.accepted += 1;
        if (reader(message) === false) witness = { message };
      }
      if (witness === undefined) return;
      if (!compatible) seen.refusedRightly += 1;
      expect({ compatible, old, next, witness }).toEqual({ compatible: false, old, next, witness });
    }),
    { numRuns: pairs, seed },
  );
  process.stdout.write(`${JSON.stringify(seen)}\n`);
  // A generator of pairs that are all the same, or all different, would try nothing.
  expect(seen.compatible).toBeGreaterThan(pairs / 3);
  expect(seen.refusedRightly).toBeGreaterThan(pairs / 8);
  expect(seen.accepted).toBeGreaterThan(pairs * 2);
  expect(seen.tooLarge).toBeLessThan(pairs / 50);
}, 900_000);
