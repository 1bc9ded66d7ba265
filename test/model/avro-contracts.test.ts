import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import type { Mutable } from '../support/fixture.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';
import { slowness } from '../support/slowness.ts';

const folder = 'contracts/sorting/depot/work/vision.read-label/v1';
const schemaFile = `${folder}/value.schema.avsc`;
const keyFile = `${folder}/key.schema.avsc`;
const contract = `${folder}/contract.yaml`;
const sampleFile = `${folder}/samples/smallest.json`;

const schema = {
  type: 'record',
  name: 'SortingTask',
  namespace: 'workstreams.sorting',
  fields: [
    { name: 'taskId', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'deadline', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'requestedBy', type: ['null', 'string'], default: null },
    { name: 'budget', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
    {
      name: 'inputs',
      type: {
        type: 'array',
        items: { type: 'record', name: 'Input', fields: [{ name: 'uri', type: 'string' }] },
      },
    },
  ],
};

const sample = {
  taskId: '5f0e2d8c-2c0c-4bb4-93a4-2f7f0d0c4b7e',
  deadline: 1_790_000_000_000,
  requestedBy: { string: 'planner' },
  budget: '0!',
  inputs: [{ uri: 's3://sorting/1' }],
};

let copy: StackCopy;
beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${folder}/value.schema.json`);
  copy.remove(`${folder}/samples`);
  copy.edit(contract, 'format: json-schema', 'format: avro');
  copy.write(schemaFile, JSON.stringify(schema, undefined, 2));
  copy.write(keyFile, '"string"');
  for (const name of ['smallest', 'second']) {
    copy.write(`${folder}/samples/${name}.json`, JSON.stringify(sample, undefined, 2));
  }
});
afterAll(() => copy.dispose());

/** What is wrong with the copy once a file of it is spoiled. */
function said(file?: string, text?: string): string[] {
  const before = file === undefined ? '' : copy.read(file);
  if (file !== undefined && text !== undefined) copy.write(file, text);
  try {
    const project = loadProject({ root: copy.root, today: '2026-11-21' });
    return project.ok ? [] : project.problems.map(formatProblem);
  } finally {
    if (file !== undefined) copy.write(file, before);
  }
}

function edited(value: object, edit: (copy: Mutable) => void): string {
  const next = structuredClone(value) as Mutable;
  edit(next);
  return JSON.stringify(next, undefined, 2);
}

const fix = '  fix the sample, or the schema beside it';

test('a contract whose schemas are Avro is accepted, and its samples too', () => {
  expect(said()).toEqual([]);
});

describe('a sample that the schema refuses is told at its place', () => {
  test.each<[what: string, edit: (value: Mutable) => void, problem: string]>([
    [
      'a number for text',
      (value) => (value.taskId = 5),
      `${sampleFile}:2:13\n  taskId: the sample has 5, and string is wanted\n${fix}`,
    ],
    [
      'a field that is missing',
      (value) => delete value.deadline,
      `${sampleFile}:1:1\n  deadline: the sample has nothing, and long is wanted\n${fix}`,
    ],
    [
      'a value of a union without its branch',
      (value) => (value.requestedBy = 'planner'),
      `${sampleFile}:4:18\n  requestedBy: the sample has "planner", and a union of null, string (written as null, or as {"<branch>": value}) is wanted\n${fix}`,
    ],
    [
      'a field deep inside',
      (value) => (value.inputs[0].uri = 1),
      `${sampleFile}:10:14\n  inputs[0].uri: the sample has 1, and string is wanted\n${fix}`,
    ],
    [
      'a field that the schema has not',
      (value) => (value.inputs[0].url = 'x'),
      `${sampleFile}:11:14\n  inputs[0].url: the sample has a field that the schema has not\n${fix}`,
    ],
    [
      'bytes that are no text of bytes',
      (value) => (value.budget = '€'),
      `${sampleFile}:7:13\n  budget: the sample has "€", and bytes is wanted\n${fix}`,
    ],
  ])('%s', (_what, edit, problem) => {
    expect(said(sampleFile, edited(sample, edit))).toEqual([problem]);
  });

  test('a field that has a default may be missing', () => {
    expect(
      said(
        sampleFile,
        edited(sample, (value) => delete value.requestedBy),
      ),
    ).toEqual([]);
  });
});

describe('a schema that is none', () => {
  test.each<[what: string, edit: (value: Mutable) => void, problem: string]>([
    [
      'an unknown type',
      (value) => (value.fields[0].type = 'text'),
      `${schemaFile}:8:15\n  fields[0].type: "text" is not a type that this schema knows\n  known: workstreams.sorting.SortingTask, null, boolean`,
    ],
    [
      'a default that does not fit',
      (value) => (value.fields[2].default = 'x'),
      `${schemaFile}:1:1\n  no Avro schema: incompatible field default "x" (invalid "null": "x"), union defaults must match the first branch's type ("null")\n  fix the schema`,
    ],
    [
      'a misspelt logical type',
      (value) => (value.fields[1].type.logicalType = 'timestamp-milis'),
      `${schemaFile}:17:24\n  fields[1].type.logicalType: "timestamp-milis" is no logical type\n  did you mean "timestamp-millis"?`,
    ],
    [
      'a decimal whose scale is above its precision',
      (value) => (value.fields[3].type.scale = 10),
      `${schemaFile}:32:24\n  fields[3].type.logicalType: a decimal of precision 9 and scale 10\n  write a precision of 1 or more, and a scale from 0 to it`,
    ],
    [
      'a decimal of text',
      (value) => (value.fields[3].type.type = 'string'),
      `${schemaFile}:32:24\n  fields[3].type.logicalType: a decimal of type "string"\n  write bytes or fixed`,
    ],
    [
      'a type that JavaScript has',
      (value) => (value.fields[0].type = 'constructor'),
      `${schemaFile}:8:15\n  fields[0].type: the name "constructor"\n  choose another name`,
    ],
    [
      'a field that every object has',
      (value) => (value.fields[0].name = 'toString'),
      `${schemaFile}:7:15\n  fields[0].name: the name "toString"\n  choose another name`,
    ],
    [
      'a name with code in it',
      (value) => (value.fields[0].name = 'a;process.exit()'),
      `${schemaFile}:1:1\n  no Avro schema: invalid field name: a;process.exit()\n  fix the schema`,
    ],
    [
      'a record without a name',
      (value) => {
        delete value.name;
        delete value.namespace;
      },
      `${schemaFile}:1:1\n  no Avro schema: missing name property in schema: `,
    ],
  ])('%s', (_what, edit, problem) => {
    const first = said(schemaFile, edited(schema, edit)).find((one) => one.startsWith(schemaFile));
    expect(first?.slice(0, problem.length)).toBe(problem);
  });

  test('__proto__ as a key, wherever it stands', () => {
    const text = JSON.stringify(schema).replace('"default":null', '"default":null,"note":{"__proto__":{}}');
    expect(said(schemaFile, text)[0]).toMatch(
      /fields\[2\]\.note\.__proto__: the key "__proto__"\n {2}remove it$/,
    );
  });

  test.each<[what: string, text: string, problem: RegExp]>([
    ['deep nesting', `${'['.repeat(2000)}${']'.repeat(2000)}`, /more than 64 levels of nesting/],
    ['2 MiB', `"${'a'.repeat(2 * 1024 * 1024)}"`, /the file has \d+ bytes/],
    ['no JSON', '{ type: record }', /not JSON/],
    ['null', 'null', /no Avro schema: invalid type: null/],
    ['a list of nothing', '[]', /no Avro schema: empty union/],
    [
      'more fields than anyone writes',
      JSON.stringify({
        ...schema,
        fields: Array.from({ length: 20_000 }, (_, n) => ({ name: `f${n}`, type: 'int' })),
      }),
      /20000 fields and symbols in one schema\n {2}at most 2000 are read/,
    ],
    [
      'more records than anyone writes',
      JSON.stringify(Array.from({ length: 3000 }, (_, n) => ({ type: 'record', name: `R${n}`, fields: [] }))),
      /3000 records in one schema\n {2}at most 200 are read/,
    ],
  ])('%s', (_what, text, problem) => {
    const started = process.cpuUsage();
    const found = said(schemaFile, text).find((one) => one.startsWith(schemaFile));
    expect(found).toMatch(problem);
    expect(process.cpuUsage(started).user).toBeLessThan(5000_000 * slowness());
  });
});

describe('rules look into Avro schemas', () => {
  test('meaningful-key: the key must be a field', () => {
    expect(said(contract, copy.read(contract).replace('field: taskId', 'field: task'))).toEqual([
      expect.stringMatching(
        /key\.field: "task" is no field of the value's schema \[meaningful-key\]\n {2}did you mean "taskId"\?$/,
      ),
    ]);
  });

  test.each([
    ['requestedBy', /"requestedBy" is not required/],
    ['deadline', /"deadline" is a time/],
  ])('meaningful-key: %s', (field, problem) => {
    const text = copy.read(contract).replace('field: taskId', `field: ${field}`);
    expect(said(contract, text)).toEqual([expect.stringMatching(problem)]);
  });

  test('pii-annotated: at a field, at its type, deep inside', () => {
    const annotate = (edit: (value: Mutable) => void) => said(schemaFile, edited(schema, edit));
    const problem = (field: string) => [
      expect.stringContaining(`pii: pii is none, and "${field}" of the schema has x-pii low [pii-annotated]`),
    ];
    expect(annotate((value) => (value.fields[2]['x-pii'] = 'low'))).toEqual(problem('requestedBy'));
    expect(annotate((value) => (value.fields[3].type['x-pii'] = 'low'))).toEqual(problem('budget'));
    expect(annotate((value) => (value.fields[4].type.items.fields[0]['x-pii'] = 'low'))).toEqual(
      problem('inputs[].uri'),
    );
  });

  test('high-pii-encrypted: silent on a record of encrypted values', () => {
    const high = copy.read(contract).replace('pii: none', 'pii: high');
    const before = copy.read(contract);
    copy.write(contract, high);
    try {
      const open = edited(schema, (value) => (value.fields[2]['x-pii'] = 'high'));
      expect(said(schemaFile, open)).toEqual([
        expect.stringContaining(
          '"requestedBy" of the schema is high PII, and nothing says how it is encrypted',
        ),
      ]);
      const sealed = edited(schema, (value) => {
        const type = { type: 'record', name: 'EncryptedText', fields: [{ name: 'data', type: 'bytes' }] };
        value.fields[2] = { name: 'requestedBy', type: ['null', type], default: null, 'x-pii': 'high' };
      });
      expect(said(schemaFile, sealed).filter((one) => one.includes('[high-pii-encrypted]'))).toEqual([]);
    } finally {
      copy.write(contract, before);
    }
  });

  test('pii-annotated: keys have none', () => {
    expect(said(keyFile, '{ "type": "string", "x-pii": "low" }')).toEqual([
      expect.stringContaining('the key "taskId" has x-pii low'),
    ]);
  });
});

describe('the files beside a contract follow its format', () => {
  test('a JSON Schema beside an Avro contract', () => {
    copy.write(`${folder}/value.schema.json`, '{}');
    try {
      expect(said()).toEqual([
        `${folder}/value.schema.json:1:1\n  "value.schema.json" does not belong here\n  schema.format is avro: its schemas are value.schema.avsc and key.schema.avsc`,
      ]);
    } finally {
      copy.remove(`${folder}/value.schema.json`);
    }
  });

  test('a format that is not known', () => {
    expect(said(contract, copy.read(contract).replace('format: avro', 'format: thrift'))).toEqual([
      expect.stringMatching(/schema\.format: "thrift"/),
    ]);
  });
});
