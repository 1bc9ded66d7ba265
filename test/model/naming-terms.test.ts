import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { check } from '../../lib/model/terms/check.ts';
import { declarationOf, systemSchema } from '../../lib/model/terms/system.ts';
import { namingField, namingOf, readNaming } from '../../lib/model/terms/naming-terms.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';

const system = z.strictObject({ naming: namingField });

/** The naming in a system's file, or what is wrong with it. */
function read(text: string): string | string[] {
  const source = readYaml('contracts/shop/system.yaml', text);
  if (!source.ok) return source.problems.map(formatProblem);
  const terms = check(system, source.value);
  if (!terms.ok) return terms.problems.map(formatProblem);
  const naming = readNaming('shop', terms.value.naming, source.value);
  return naming.ok ? naming.value.text : naming.problems.map(formatProblem);
}

describe('naming in system.yaml', () => {
  test('is read', () => {
    expect(read('naming: imported\n')).toBe('imported');
    expect(
      read(`naming:
  topic: "{region}.{context}.{entity}-{event}"
  retry: "{region}.{context}.{topic}.r{tier}"
  deadLetter: "{region}.{context}.{topic}.dead"
  parts: { topic: "{entity}-{event}" }
  segments:
    region: { values: [eu, us] }
    entity: { pattern: "[a-z]+" }
    event: { pattern: "[a-z]+", not: old }
`),
    ).toBe('{region}.{context}.{entity}-{event}[.v{version}]');
  });

  test('each problem has the place of its key', () => {
    expect(
      read(`naming:
  topic: "{context}.{topic"
  segments:
    topic: { pattern: "(?=x)" }
`),
    ).toEqual([
      'contracts/shop/system.yaml:2:10\n  naming.topic: "{" has no matching "}"\n  write a template, for example {system}.{topic}',
    ]);
    expect(
      read(`naming:
  topic: "{context}.{topic}"
  segments:
    topic: { pattern: "(?=x)", not: "^x" }
    contxt: { values: [a] }
`),
    ).toEqual([
      'contracts/shop/system.yaml:4:23\n  naming.segments.topic.pattern: look-around is not supported\n  write a regular expression of characters, classes, groups and quantifiers',
      'contracts/shop/system.yaml:4:37\n  naming.segments.topic.not: a pattern always stands for the whole segment: remove "^"\n  write a regular expression of characters, classes, groups and quantifiers',
      'contracts/shop/system.yaml:5:13\n  naming.segments.contxt: no template has {contxt}\n  remove it, or correct its name',
    ]);
    expect(
      read(`naming:
  topic: "{context}.{topic}.v{version}"
  deadLetter: "{context}.{topic}-x.v{version}"
`),
    ).toEqual([
      'contracts/shop/system.yaml:3:15\n  naming.deadLetter: "a.a-x.v1" would be the topic of context "a", topic "a-x", version "1" and the dead letter topic of context "a", topic "a", version "1"\n  limit the segments by pattern, not or values so that each name has one meaning, or change the template',
    ]);
  });

  test('an unknown key has the nearest one', () => {
    expect(read('naming:\n  topic: "{topic}"\n  deadletter: "{topic}.x"\n')).toEqual([
      'contracts/shop/system.yaml:3:3\n  naming.deadletter: unknown key\n  did you mean "deadLetter"?',
    ]);
  });

  test('a program is told all at once', () => {
    expect(() => namingOf('shop', { topic: '{context}-{topic}' })).toThrow(
      'naming of shop: 1 problem\n  topic: "a-a-a" would be both the topic of context "a-a", topic "a"',
    );
  });
});

test('every key is described', () => {
  const missing: string[] = [];
  const walk = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
    for (const [key, one] of Object.entries(schema.properties ?? {})) {
      if (typeof one === 'boolean') continue;
      if (one.description === undefined) missing.push(`${path}.${key}`);
      walk(one, `${path}.${key}`);
    }
    for (const one of [...(schema.anyOf ?? []), schema.additionalProperties, schema.items])
      if (typeof one === 'object' && !Array.isArray(one)) walk(one, path);
  };
  const schema = z.toJSONSchema(system, { io: 'input' });
  walk(schema, '');
  expect(missing).toEqual([]);
  expect(JSON.stringify(schema)).toContain('"deadLetter"');
});

test('only a system with imported names keeps users that were there', () => {
  const told = (naming: string) => {
    const text = `apiVersion: workstreams.io/v1\nkind: System\npurpose: x\nnaming: ${naming}\nservices:\n  a:\n    purpose: x\n    imported: { qa: { user: a-qa } }\n`;
    const source = readYaml('system.yaml', text);
    if (!source.ok) throw new Error('not YAML');
    const made = declarationOf('shop', systemSchema.parse(source.value.value), source.value);
    return made.ok ? [] : made.problems.map(formatProblem);
  };
  expect(told('imported')).toEqual([]);
  expect(told('{ topic: "{system}.{topic}" }')).toEqual([
    'system.yaml:8:5\n  services.a.imported: users of this system follow from its contracts\n  remove it: only systems with `naming: imported` keep users that were there',
  ]);
});
