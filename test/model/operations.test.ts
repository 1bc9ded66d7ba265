import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { auditNames, metricNames, sampleOf } from '../../lib/model/operations/records.ts';
import { repository } from '../support/repository.ts';
import { filledTemplate, unknownNames } from '../../lib/model/operations/template.ts';

describe('a template', () => {
  const names = {
    topic: 'orders',
    redriven: 14,
    causes: ['one', 'two'],
    by_class: { timeout: 3 },
    none: null,
  };

  test('has the value of a name with its type, where the text is the name alone', () => {
    const template = { a: '{redriven}', b: ['{causes}'], c: { d: '{by_class}', e: '{none}' } };
    expect(filledTemplate(template, names)).toEqual({
      a: 14,
      b: [['one', 'two']],
      c: { d: { timeout: 3 }, e: null },
    });
  });

  test('has the text of names inside other text', () => {
    expect(filledTemplate('{redriven} of {topic}: {by_class}', names)).toBe('14 of orders: {"timeout":3}');
  });

  test('keeps what is no text, keys, and names that it does not know', () => {
    const template = { '{topic}': 1, b: true, c: null, d: '{unknown}', e: '{ topic }', f: '{constructor}' };
    expect(filledTemplate(template, names)).toEqual(template);
  });

  test('does not fill what a value has brought', () => {
    expect(filledTemplate('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x');
  });

  test('is asked for the names that it has and no one knows', () => {
    expect(unknownNames({ a: '{topic} {tpoic}', b: ['{tpoic}', '{x}'] }, ['topic'])).toEqual(['tpoic', 'x']);
  });
});

const page = readFileSync(join(repository, 'docs/dead-letters.md'), 'utf8');

test.each([
  ['audit', auditNames],
  ['metrics', metricNames],
])('each name of the %s record has a sentence, a sample, and a row in the docs', (_, names) => {
  const sample = sampleOf(names);
  for (const [name, { about }] of Object.entries(names)) {
    expect(about).toMatch(/^[`A-Z].*\.$/);
    expect(sample[name]).toBeDefined();
    expect(filledTemplate(`{${name}}`, sample)).toEqual(sample[name]);
    expect(page).toContain(`\n| \`${name}\` | ${about} |\n`);
  }
});
