import { beforeAll, expect, test } from '@jest/globals';
import { Evaluation } from '../../lib/model/schemas/evaluation.ts';
import { schemaChecker } from '../../lib/model/schemas/json-schema.ts';
import { SchemaReferences } from '../../lib/model/schemas/schema-references.ts';
import type { Schema } from '../support/schema-graph.ts';
import {
  describeWithSchemaSuite,
  type SchemaSuite,
  schemaSuite,
  type SuiteGroup,
} from '../support/schema-suite/suite.ts';

/** Keywords that a message schema may not have, and formats, which the suite takes for notes. */
const apartFrom =
  /\$dynamicRef|\$recursiveRef|"dependencies"|"format"|"contentMediaType"|json-schema\.org\/draft/;

describeWithSchemaSuite('the samples of the official test suite', () => {
  let suite: SchemaSuite;
  const groups = (): { file: string; group: SuiteGroup }[] =>
    // Of both, schemas say elsewhere what their keywords mean.
    suite.files
      .filter(({ name }) => !['dynamicRef.json', 'vocabulary.json'].includes(name))
      .flatMap(({ name, groups: all }) =>
        all
          .filter(({ schema }) => !apartFrom.test(JSON.stringify(withoutDraft(schema))))
          .map((group) => ({ file: name, group })),
      );
  const withoutDraft = (schema: Schema): Schema =>
    typeof schema === 'boolean'
      ? schema
      : Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));

  beforeAll(async () => {
    suite = await schemaSuite();
  }, 300_000);

  test('are evaluated as the suite says', () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const { file, group } of groups()) {
      const evaluation = new Evaluation(new SchemaReferences(group.schema, suite.remotes.values()));
      for (const { data, valid } of group.tests) {
        tried += 1;
        if ((evaluation.refusal(group.schema, data) === undefined) !== valid)
          wrong.push(`${file}: ${group.description}: ${JSON.stringify(data)}`);
      }
    }
    expect(tried).toBeGreaterThan(1_000);
    // They have another `$id` than the address where a validator would find them: schemas that name nothing are refused before.
    expect(wrong).toEqual([
      'refRemote.json: remote HTTP ref with different $id: 1',
      'refRemote.json: remote HTTP ref with different URN $id: 1',
    ]);
  });

  test('are accepted by the check of a contract only where the suite accepts them', () => {
    const wrong: string[] = [];
    const seen = { accepted: 0, refused: 0, schemasRefused: 0 };
    for (const { file, group } of groups()) {
      if (typeof group.schema === 'boolean') continue;
      const value = { ...group.schema, $schema: 'https://json-schema.org/draft/2020-12/schema' };
      const { check } = schemaChecker([]);
      const of = (samples: { file: string; value: unknown }[]) => check({ file: 'a.json', value }, samples);
      if (of([]).length > 0) {
        seen.schemasRefused += 1;
        continue;
      }
      for (const { data, valid } of group.tests) {
        const accepted = of([{ file: 'sample.json', value: data }]).length === 0;
        seen[accepted ? 'accepted' : 'refused'] += 1;
        if (accepted !== valid) wrong.push(`${file}: ${group.description}: ${JSON.stringify(data)}`);
      }
    }
    process.stdout.write(`${JSON.stringify(seen)}\n`);
    expect(wrong).toEqual([]);
    expect(seen.accepted).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(150);
  });
});
