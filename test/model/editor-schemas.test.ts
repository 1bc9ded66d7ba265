import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { topicSettingsPage } from '../../lib/reports/topic-settings-page.ts';
import { fixtureRoot } from '../support/fixture.ts';
import { editorSchemas, messageSchemas, outputSchemas, referencePages } from '../../scripts/schemas.ts';

const root = join(import.meta.dirname, '..', '..');

test.each(
  Object.entries({ ...editorSchemas(), ...messageSchemas(), ...outputSchemas(), ...referencePages() }),
)('%s is what the program says (`npm run schemas`)', (name, text) => {
  expect(readFileSync(join(root, name), 'utf8')).toBe(text);
});

test.each([
  ['schemas/environment.schema.json', 'environments/eu-prod.yaml'],
  ['schemas/contract.schema.json', 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml'],
  ['schemas/system.schema.json', 'contracts/ledger/system.yaml'],
])('%s accepts a file of its kind, and refuses an unknown key', (schema, file) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(editorSchemas()[schema] ?? '') as object);
  const value = parse(readFileSync(join(fixtureRoot, file), 'utf8')) as object;
  expect(validate(value)).toBe(true);
  expect(validate({ ...value, partitons: 3 })).toBe(false);
});

test('the schema of settings completes what Kafka has, and refuses what has a key of its own', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const { properties } = JSON.parse(editorSchemas()['schemas/contract.schema.json'] ?? '') as {
    readonly properties: { readonly settings: object };
  };
  const validate = ajv.compile(properties.settings);
  const judged = (settings: object) => validate(settings);
  expect(
    judged({ 'segment.bytes': '256MiB', 'flush.ms': 'endless', 'retention.bytes': -1, preallocate: true }),
  ).toBe(true);
  expect(judged({ 'compression.gzip.level': -1, 'flush.messages': '9223372036854775807' })).toBe(true);
  expect(
    [
      { 'retention.ms': 1 },
      { 'segment.byte': 1 },
      { 'segment.bytes': 1 },
      { 'segment.ms': '256MiB' },
      { preallocate: 'true' },
      { 'min.cleanable.dirty.ratio': 2 },
      { 'message.timestamp.type': 'Never' },
    ].filter(judged),
  ).toEqual([]);
});

test('docs/topic-settings.md is what the table says (`npm run schemas`)', () => {
  expect(readFileSync(join(root, 'docs', 'topic-settings.md'), 'utf8')).toBe(topicSettingsPage());
});
