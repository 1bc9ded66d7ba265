import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fc } from '../../support/property.ts';
import { Evaluation } from '../../../lib/model/schemas/evaluation.ts';
import { schemaChecker } from '../../../lib/model/schemas/json-schema.ts';
import { SchemaReferences } from '../../../lib/model/schemas/schema-references.ts';
import { apart } from '../../support/apart.ts';
import { messageOf } from '../../support/random-messages.ts';
import { schemaPairs } from '../../support/random-schemas.ts';

const $schema = 'https://json-schema.org/draft/2020-12/schema';
/** A message that has a field of its own for each kind but one, and no other. */
const conditional = JSON.parse(`{
  "$schema": "${$schema}",
  "type": "object",
  "properties": { "id": { "type": "string" } },
  "if": { "properties": { "kind": { "const": "card" } }, "required": ["kind"] },
  "else": { "properties": { "iban": { "type": "string" } } },
  "unevaluatedProperties": false
}`) as object;

function said(value: unknown, sample: unknown, shared: { file: string; value: unknown }[] = []): string[] {
  return schemaChecker(shared)
    .check({ file: 'a.schema.json', value }, [{ file: 'sample.json', value: sample }])
    .map(({ place, key, what }) => `${place.file}: ${key}: ${what}`);
}

describe('samples of schemas that ajv judges wrongly', () => {
  test.each<[string, unknown, string[]]>([
    ['a field that the condition has looked at', { id: 'a', kind: 'card' }, []],
    ['the fields of another', { id: 'a', iban: 'b' }, []],
    [
      'a field that the condition has looked at, and does not hold',
      { id: 'a', kind: 'bank', iban: 'b' },
      ['sample.json: kind: the sample is refused by unevaluatedProperties'],
    ],
    [
      'the field of another kind',
      { id: 'a', kind: 'card', iban: 'b' },
      ['sample.json: iban: the sample is refused by unevaluatedProperties'],
    ],
  ])('if beside unevaluatedProperties: %s', (_what, sample, told) => {
    expect(said(conditional, sample)).toEqual(told);
  });

  test('the condition may be in a shared schema', () => {
    const { $schema: draft, unevaluatedProperties, ...rest } = conditional as Record<string, unknown>;
    const shared = [{ file: 'shared.json', value: { $schema: draft, $id: 'urn:s:payment', ...rest } }];
    const value = { $schema, type: 'object', $ref: 'urn:s:payment', unevaluatedProperties };
    expect(said(value, { id: 'a', kind: 'bank' }, shared)).toEqual([
      'sample.json: kind: the sample is refused by unevaluatedProperties',
    ]);
    expect(said(value, { id: 'a', kind: 'card' }, shared)).toEqual([]);
  });
});

test('random messages are judged as ajv judges schemas without what it judges wrongly', () => {
  const ajv = new Ajv2020({
    ...{ strict: false, ownProperties: true, validateSchema: false, logger: false },
    code: { optimize: false },
  });
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(schemaPairs, fc.infiniteStream(fc.nat(2 ** 30)), ([documents], numbers) => {
      const { root, other } = documents;
      ajv.addSchema(apart(other) as object);
      const validate = ajv.compile(apart(root) as object);
      ajv.removeSchema();
      const evaluation = new Evaluation(new SchemaReferences(root, [other]));
      for (let index = 0; index < 4; index += 1) {
        const message = messageOf(documents, (most) => Number(numbers.next().value) % most);
        let valid: boolean;
        try {
          valid = validate(message);
        } catch {
          continue;
        }
        seen[valid ? 'accepted' : 'refused'] += 1;
        expect({ root, other, message, valid: evaluation.refusal(root, message) === undefined }).toEqual({
          ...{ root, other, message, valid },
        });
      }
    }),
    { numRuns: 400 },
  );
  expect(seen.accepted).toBeGreaterThan(400);
  expect(seen.refused).toBeGreaterThan(200);
}, 120_000);
