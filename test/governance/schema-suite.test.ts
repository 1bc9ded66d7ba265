import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { fc, seed } from '../support/property.ts';
import { breaks } from '../../lib/governance/schema-compatibility.ts';
import { apart } from '../support/apart.ts';
import type { Schema } from '../support/schema-graph.ts';
import {
  describeWithSchemaSuite,
  type SchemaSuite,
  schemaSuite,
  type SuiteGroup,
} from '../support/schema-suite/suite.ts';

/** Of which a third is across files; within files there are some 6,300, and from 9,000 on all of these are taken. */
const pairs = Number(process.env['SUITE_PAIRS'] ?? 2_000);

/** One schema of the suite, and who of the suite and ajv says which instances it accepts. */
interface Operand extends SuiteGroup {
  readonly file: string;
  /** Undefined where ajv does not answer all of the schema's own tests rightly. */
  readonly accepts: (instance: unknown) => boolean | undefined;
}

function compiled(ajv: Ajv2020, schema: Schema): ValidateFunction | undefined {
  try {
    return ajv.compile(apart(schema) as object);
  } catch {
    return undefined;
  }
}

function operandOf(file: string, group: SuiteGroup, remotes: SchemaSuite['remotes']): Operand {
  const ajv = new Ajv2020({
    ...{ strict: false, ownProperties: true, validateSchema: false, logger: false },
    code: { optimize: false },
  });
  addFormats.default(ajv);
  for (const schema of remotes.values()) ajv.addSchema(apart(schema) as object);
  const validate = compiled(ajv, group.schema);
  const byAjv = (instance: unknown): boolean | undefined => {
    try {
      return validate?.(instance);
    } catch {
      return undefined;
    }
  };
  const isRight = group.tests.every(({ data, valid }) => byAjv(data) === valid);
  const known = new Map<unknown, boolean | undefined>();
  return {
    ...group,
    file,
    accepts: (instance) => {
      if (!known.has(instance)) {
        const own = group.tests.find(({ data }) => isDeepStrictEqual(data, instance));
        known.set(instance, own === undefined ? (isRight ? byAjv(instance) : undefined) : own.valid);
      }
      return known.get(instance);
    },
  };
}

describeWithSchemaSuite('the schemas of the official test suite', () => {
  let operands: Operand[];
  let remotes: SchemaSuite['remotes'];

  beforeAll(async () => {
    const suite = await schemaSuite();
    remotes = suite.remotes;
    operands = suite.files.flatMap(({ name, groups }) =>
      groups.map((group) => operandOf(name, group, remotes)),
    );
  }, 300_000);

  const refusals = (writer: Operand, reader: Operand): string[] =>
    breaks(writer.schema, reader.schema, 'backward', { old: remotes, next: remotes, strict: true }).map(
      ({ what }) => what,
    );

  test('are as the suite has them', () => {
    expect(operands.length).toBeGreaterThan(350);
    expect(operands.filter(({ tests }) => tests.length > 0).length).toBe(operands.length);
  });

  test('are compatible with themselves, or refused for what cannot be compared', () => {
    const refused = operands.flatMap((one) => refusals(one, { ...one, schema: structuredClone(one.schema) }));
    const counts: Record<string, number> = {};
    for (const what of refused) counts[what] = (counts[what] ?? 0) + 1;
    const end = 'readers would refuse what was written before';
    const missing = (url: string) => `$ref "${url}" names nothing: ${end}`;
    expect(counts).toEqual({
      [`$dynamicRef cannot be compared: ${end}`]: 21,
      [missing('https://json-schema.org/draft/2020-12/schema')]: 2,
      // They have another `$id` than the address where a validator would find them.
      [missing('http://localhost:1234/different-id-ref-string.json')]: 1,
      [missing('http://localhost:1234/urn-ref-string.json')]: 1,
    });
  });

  test('accept every instance of a schema that they are judged compatible with', () => {
    process.stdout.write(`schemas of the suite: SEED=${seed}\n`);
    const allWithin = operands.flatMap((writer) =>
      operands.filter((reader) => reader.file === writer.file).map((reader) => [writer, reader] as const),
    );
    const numRuns = Math.ceil((pairs * 2) / 3);
    const within = pairs < 9_000 ? fc.sample(fc.constantFrom(...allWithin), { numRuns, seed }) : allWithin;
    const index = fc.nat(operands.length - 1);
    const across = fc
      .sample(fc.tuple(index, index), { numRuns: Math.ceil(pairs / 3), seed })
      .flatMap(([a, b]) => {
        const [writer, reader] = [operands[a], operands[b]];
        return writer === undefined || reader === undefined ? [] : [[writer, reader] as const];
      });
    const seen = { pairs: 0, compatible: 0, accepted: 0, refusedRightly: 0 };
    const wrong: string[] = [];
    for (const [writer, reader] of [...within, ...across]) {
      const compatible = refusals(writer, reader).length === 0;
      seen.pairs += 1;
      if (compatible) seen.compatible += 1;
      const accepted = [...writer.tests, ...reader.tests]
        .map(({ data }) => data)
        .filter((instance) => writer.accepts(instance) === true);
      seen.accepted += accepted.length;
      const witness = accepted.find((instance) => reader.accepts(instance) === false);
      if (witness === undefined) continue;
      if (compatible) wrong.push(JSON.stringify([writer.schema, reader.schema, witness]));
      else seen.refusedRightly += 1;
    }
    process.stdout.write(`${JSON.stringify(seen)}\n`);
    expect(seen.pairs).toBeGreaterThanOrEqual(pairs);
    expect(seen.refusedRightly).toBeGreaterThan(pairs / 10);
    expect(wrong).toEqual([]);
  }, 600_000);
});
