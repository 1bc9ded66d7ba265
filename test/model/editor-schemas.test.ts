import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { editorSchemas, messageSchemas } from '../../scripts/schemas.ts';

const root = join(import.meta.dirname, '..', '..');

test.each(Object.entries({ ...editorSchemas(), ...messageSchemas() }))(
  '%s is what the program says (`npm run schemas`)',
  (name, text) => {
    expect(readFileSync(join(root, name), 'utf8')).toBe(text);
  },
);

test.each([
  ['schemas/environment.schema.json', 'environments/prod.yaml'],
  [
    'schemas/contract.schema.json',
    'contracts/workrequests/transformation/work/toolrun.verify/v1/contract.yaml',
  ],
])('%s accepts what is shipped, and refuses an unknown key', (schema, file) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(editorSchemas()[schema] ?? '') as object);
  const value = parse(readFileSync(join(root, file), 'utf8')) as object;
  expect(validate(value)).toBe(true);
  expect(validate({ ...value, partitons: 3 })).toBe(false);
});
