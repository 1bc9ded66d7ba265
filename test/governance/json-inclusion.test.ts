import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fc, seed } from '../support/property.ts';
import { breaks } from '../../lib/governance/schema-compatibility.ts';
import { apart } from '../support/apart.ts';
import { messageOf, type Pick } from '../support/random-messages.ts';
import { listedPairs, schemaPairs } from '../support/random-schemas.ts';
import { sender } from '../support/sent-message.ts';
import { type Documents, shapeOf } from '../support/schema-graph.ts';

/** `SEED` makes other pairs, `SCHEMA_PAIRS` another number of them. */
const pairs = Number(process.env['SCHEMA_PAIRS'] ?? 1500);
/** Messages that are tried on each pair. */
const messages = 12;

const ajv = new Ajv2020({
  ...{ strict: false, ownProperties: true, validateSchema: false, logger: false },
  code: { optimize: false },
});

/** Whether a message schema accepts a message; undefined where ajv fails on it. */
function acceptor({ root, other }: Documents): (message: unknown) => boolean | undefined {
  ajv.addSchema(apart(other) as object);
  const validate = ajv.compile(apart(root) as object);
  // Both sides have the same `$id`s.
  ajv.removeSchema();
  return (message) => {
    try {
      return validate(message);
    } catch {
      return undefined;
    }
  };
}

const shared = ({ other }: Documents) => new Map([['', other]]);

/** Draws numbers below a limit. */
function picker(): Pick {
  const numbers = fc.sample(fc.nat(2 ** 30), { numRuns: 4096, seed });
  let drawn = 0;
  return (most) => {
    drawn += 1;
    return Math.floor((((numbers[drawn % numbers.length] ?? 0) ^ (drawn * 2654435761)) >>> 3) % most);
  };
}

test('what is judged compatible accepts every message of the other side', () => {
  process.stdout.write(`schema pairs: SEED=${seed}\n`);
  const seen = {
    compatible: 0,
    refused: 0,
    tooLarge: 0,
    accepted: 0,
    refusedRightly: 0,
    recursive: 0,
    crossing: 0,
  };
  const pick = picker();
  fc.assert(
    fc.property(schemaPairs, ([old, next]) => {
      const sides = { old: shared(old), next: shared(next), strict: true };
      const found = breaks(old.root, next.root, 'backward', sides);
      const compatible = found.length === 0;
      const shape = shapeOf(old);
      if (shape.recursive) seen.recursive += 1;
      if (shape.crosses) seen.crossing += 1;
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
  expect(seen.recursive).toBeGreaterThan(pairs / 8);
  expect(seen.crossing).toBeGreaterThan(pairs / 8);
  expect(seen.accepted).toBeGreaterThan(pairs * 2);
  expect(seen.tooLarge).toBeLessThan(pairs / 50);
}, 900_000);

/** Pairs of which only what programs send counts. */
const sentPairs = Math.ceil(pairs / 10);

/** What lint judges compatible accepts every message that programs of the other side send. */
function tryAsSent(among: typeof schemaPairs, numRuns: number) {
  process.stdout.write(`schema pairs: SEED=${seed}\n`);
  const seen = { compatible: 0, wider: 0, sent: 0, kept: 0, refusedRightly: 0 };
  const pick = picker();
  fc.assert(
    fc.property(among, ([old, next]) => {
      const sides = { old: shared(old), next: shared(next) };
      const compatible = breaks(old.root, next.root, 'backward', sides).length === 0;
      if (compatible) seen.compatible += 1;
      if (compatible && breaks(old.root, next.root, 'backward', { ...sides, strict: true }).length > 0)
        seen.wider += 1;
      const [writer, reader, isSent] = [acceptor(old), acceptor(next), sender(old)];
      let witness: unknown;
      for (let index = 0; index < messages && witness === undefined; index += 1) {
        const message = messageOf(index % 2 === 0 ? old : next, pick);
        if (writer(message) !== true) continue;
        if (!isSent(message)) {
          seen.kept += 1;
          continue;
        }
        seen.sent += 1;
        if (reader(message) === false) witness = { message };
      }
      if (witness === undefined) return;
      if (!compatible) seen.refusedRightly += 1;
      expect({ compatible, old, next, witness }).toEqual({ compatible: false, old, next, witness });
    }),
    { numRuns, seed },
  );
  process.stdout.write(`${JSON.stringify(seen)}\n`);
  return seen;
}

test('what lint judges compatible accepts every message that programs of the other side send', () => {
  const seen = tryAsSent(schemaPairs, sentPairs);
  expect(seen.wider).toBeGreaterThan(sentPairs / 100);
  expect(seen.refusedRightly).toBeGreaterThan(sentPairs / 10);
  expect(seen.sent).toBeGreaterThan(sentPairs);
}, 900_000);

test('what lint judges compatible accepts every object that the other side lists', () => {
  const seen = tryAsSent(listedPairs, sentPairs);
  expect(seen.compatible).toBeGreaterThan(sentPairs / 10);
  expect(seen.refusedRightly).toBeGreaterThan(sentPairs / 10);
  expect(seen.sent).toBeGreaterThan(sentPairs * 2);
}, 900_000);
