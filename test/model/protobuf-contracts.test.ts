import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import type { Mutable } from '../support/fixture.ts';
import { slowness } from '../support/slowness.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const folder = 'contracts/sorting/depot/work/vision.read-label/v1';
const schemaFile = `${folder}/value.proto`;
const keyFile = `${folder}/key.proto`;
const contract = `${folder}/contract.yaml`;
const sampleFile = `${folder}/samples/smallest.json`;
const sharedFile = 'contracts/sorting/messages/money.proto';

const shared = `syntax = "proto3";

package sorting;

// An amount of money.
message Money {
  string currency = 1;
  int64 units = 2;
}
`;

const schema = `syntax = "proto3";

package sorting;

import "google/protobuf/timestamp.proto";
import "messages/money.proto";
import "workstreams/options.proto";

// A label to read.
message SortingTask {
  // Names the task.
  string task_id = 1;
  google.protobuf.Timestamp deadline = 2;
  optional string requested_by = 3;
  Money budget = 4;
  repeated Input inputs = 5;
  map<string, int32> counts = 6;
  State state = 7;
  oneof target {
    string shelf = 8;
    int32 belt = 9;
  }

  message Input {
    string uri = 1;
  }
}

enum State {
  STATE_UNSPECIFIED = 0;
  STATE_OPEN = 1;
}
`;

const sample = {
  taskId: '5f0e2d8c',
  deadline: '2026-09-20T10:00:00Z',
  requestedBy: 'planner',
  budget: { currency: 'EUR', units: '12' },
  inputs: [{ uri: 's3://sorting/1' }, { uri: 's3://sorting/2' }],
  counts: { parcels: 3 },
  state: 'STATE_OPEN',
  shelf: 'A3',
};

let copy: StackCopy;
beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${folder}/value.schema.json`);
  copy.remove(`${folder}/samples`);
  copy.edit(contract, 'format: json-schema', 'format: protobuf');
  copy.edit(contract, 'field: taskId', 'field: task_id');
  copy.write(sharedFile, shared);
  copy.write(schemaFile, schema);
  copy.write(keyFile, 'syntax = "proto3";\n\nmessage Key {\n  string task_id = 1;\n}\n');
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

function edited(edit: (copy: Mutable) => void): string {
  const next = structuredClone(sample) as Mutable;
  edit(next);
  return JSON.stringify(next, undefined, 2);
}

const fix = '  correct the sample, or the schema beside it';

test('a contract whose schemas are Protobuf is accepted, with its imports and samples', () => {
  expect(said()).toEqual([]);
});

describe('a sample that the schema refuses is told at its place', () => {
  test.each<[what: string, edit: (value: Mutable) => void, problem: string]>([
    [
      'a number for text',
      (value) => (value.taskId = 5),
      `${sampleFile}:2:13\n  taskId: the sample has 5, and string is expected\n${fix}`,
    ],
    [
      'a field that the schema has not',
      (value) => (value.inputs[1].url = 'x'),
      `${sampleFile}:15:14\n  inputs[1].url: the sample has a field that the schema does not have\n  did you mean "uri"?`,
    ],
    [
      'no time',
      (value) => (value.deadline = 'tomorrow'),
      `${sampleFile}:3:15\n  deadline: the sample has "tomorrow", and google.protobuf.Timestamp is expected\n${fix}`,
    ],
    [
      'a number with a part',
      (value) => (value.budget.units = 1.5),
      `${sampleFile}:7:14\n  budget.units: the sample has 1.5, and int64 is expected\n${fix}`,
    ],
    [
      'an unknown value of an enum',
      (value) => (value.state = 'OPEN'),
      `${sampleFile}:20:12\n  state: the sample has "OPEN", and one of STATE_UNSPECIFIED, STATE_OPEN is expected\n${fix}`,
    ],
    [
      'a value of a map',
      (value) => (value.counts.parcels = 3_000_000_000),
      `${sampleFile}:18:16\n  counts.parcels: the sample has 3000000000, and int32 is expected\n${fix}`,
    ],
    [
      'text for a list',
      (value) => (value.inputs = 's3://sorting/1'),
      `${sampleFile}:9:13\n  inputs: the sample has "s3://sorting/1", and a list of a message Input is expected\n${fix}`,
    ],
    [
      'two fields of a oneof',
      (value) => (value.belt = 4),
      `${sampleFile}:1:1\n  the sample is refused: oneof set multiple times by shelf and belt\n${fix}`,
    ],
  ])('%s', (_what, edit, problem) => {
    expect(said(sampleFile, edited(edit))).toEqual([problem]);
  });

  test('all at once', () => {
    const text = edited((value) => {
      value.taskId = 5;
      value.inputs[0].uri = 1;
      value.inputs[1].uri = 2;
    });
    expect(said(sampleFile, text).map((one) => one.split('\n')[1])).toEqual([
      '  taskId: the sample has 5, and string is expected',
      '  inputs[0].uri: the sample has 1, and string is expected',
      '  inputs[1].uri: the sample has 2, and string is expected',
    ]);
  });

  test('the names of the schema are read too, and fields may be missing', () => {
    expect(said(sampleFile, JSON.stringify({ task_id: 'a' }))).toEqual([]);
  });
});

describe('a schema that is none is told at its place', () => {
  test.each<[what: string, find: string, put: string, problem: string]>([
    [
      'another syntax',
      '"proto3"',
      '"proto2"',
      `${schemaFile}:1:10\n  the syntax is "proto2": only proto3 is read\n  write syntax = "proto3"; in the first line`,
    ],
    [
      'a slip of syntax',
      'Money budget = 4;',
      'Money budget 4;',
      `${schemaFile}:15:16\n  "=" is expected, and "4" was found\n  see the Protobuf language guide (proto3)`,
    ],
    [
      'a number that is taken',
      'budget = 4',
      'budget = 3',
      `${schemaFile}:15:18\n  sorting.SortingTask.budget: the number 3 is that of requested_by\n  give each field its own number`,
    ],
    [
      'a type that is not known',
      'Money budget',
      'Mony budget',
      `${schemaFile}:15:3\n  sorting.SortingTask.budget: "Mony" is not a type that this file knows\n  did you mean "Money"?`,
    ],
    [
      'a file that is not there',
      'messages/money.proto',
      'messages/mony.proto',
      `${schemaFile}:6:1\n  "messages/mony.proto" is not a file that can be imported\n  did you mean "messages/money.proto"?`,
    ],
    [
      'a name that was removed',
      'string task_id = 1;',
      'reserved "shelf"; string task_id = 1;',
      `${schemaFile}:20:12\n  sorting.SortingTask.shelf: the name shelf is reserved\n  choose one that was never used`,
    ],
    [
      'an option of others',
      'string task_id = 1;',
      'string task_id = 1 [(buf.validate) = 1];',
      `${schemaFile}:12:23\n  sorting.SortingTask.task_id: the option (buf.validate)\n`,
    ],
    [
      'a service',
      'enum State',
      'service Sorter {}\nenum State',
      `${schemaFile}:29:1\n  a service\n  remove it: schemas have messages and enums of proto3`,
    ],
    [
      'a character that no one sees',
      '// Names the task.',
      '// Names\u202ethe task.',
      `${schemaFile}:11:11\n  the character U+202E\n  remove it`,
    ],
  ])('%s', (_what, find, put, problem) => {
    const found = said(schemaFile, schema.replace(find, put)).filter((one) => one.startsWith(schemaFile));
    expect(found.map((one) => one.slice(0, problem.length))).toEqual([problem]);
  });

  test('several at once', () => {
    const text = schema.replace('budget = 4', 'budget = 3').replace('counts = 6', 'counts = 0');
    expect(said(schemaFile, text)).toHaveLength(2);
  });

  test('a shared file is reported once, and not where it is imported', () => {
    expect(said(sharedFile, shared.replace('units = 2', 'units = 1'))).toEqual([
      `${sharedFile}:8:17\n  sorting.Money.units: the number 1 is that of currency\n  give each field its own number`,
    ]);
  });

  test('a file without a message', () => {
    expect(said(keyFile, 'syntax = "proto3";\n')).toEqual([
      `${keyFile}:1:1\n  the file has no message\n  write the message of the topic as the first one`,
    ]);
  });

  test('a key with a map, and one that imports', () => {
    const text =
      'syntax = "proto3";\nimport "messages/money.proto";\nmessage Key {\n  map<string, sorting.Money> parts = 1;\n}\n';
    expect(said(keyFile, text).map((one) => one.split('\n').slice(0, 2))).toEqual([
      [`${keyFile}:2:1`, '  a key imports "messages/money.proto"'],
      [`${keyFile}:4:30`, '  parts: a map in a key: equal keys would be written as other bytes'],
    ]);
  });

  const fields = (count: number) =>
    Array.from({ length: count }, (_, n) => `int32 f${n} = ${n + 20_000};`).join('\n');
  test.each<[what: string, text: string, problem: RegExp]>([
    [
      'deep nesting',
      `syntax = "proto3";\n${'message A { '.repeat(5000)}`,
      /more than 31 messages inside each other/,
    ],
    ['2 MiB', `// ${'a'.repeat(2 * 1024 * 1024)}`, /the file has \d+ bytes/],
    [
      '10,000 fields',
      `syntax = "proto3";\nmessage A {\n${fields(10_000)}\n}`,
      /10000 fields, values and reserved ones in one file\n {2}at most 5000 are read/,
    ],
    ['comments alone', `syntax = "proto3";${'/**/'.repeat(250_000)}`, /the file has no message/],
    ['brackets alone', '['.repeat(1_000_000), /does not begin with its syntax/],
    [
      'messages that name each other twice over',
      `syntax = "proto3";\n${Array.from({ length: 40 }, (_, n) => `message M${n} { ${n < 39 ? `M${n + 1} a = 1; M${n + 1} b = 2;` : ''} }`).join('\n')}`,
      /more than 5000 fields, counted at each place/,
    ],
    [
      'types that are not known',
      `syntax = "proto3";\nmessage A {\n${Array.from({ length: 4999 }, (_, n) => `Unknown${'x'.repeat(100)}${n} f${n} = ${n + 1};`).join('\n')}\n}`,
      /is not a type that this file knows/,
    ],
  ])('%s', (_what, text, problem) => {
    const started = process.cpuUsage();
    const found = said(schemaFile, text).find((one) => one.startsWith(schemaFile));
    expect(found).toMatch(problem);
    expect(process.cpuUsage(started).user).toBeLessThan(5000_000 * slowness());
  });
});

describe('rules look into Protobuf schemas', () => {
  test('meaningful-key: the key must be a field', () => {
    expect(said(contract, copy.read(contract).replace('field: task_id', 'field: taskId'))).toEqual([
      expect.stringMatching(
        /key\.field: "taskId" is no field of the value's schema \[meaningful-key\]\n {2}did you mean "task_id"\?$/,
      ),
    ]);
  });

  test.each([
    ['requested_by', /"requested_by" is not required/],
    ['shelf', /"shelf" is not required/],
    ['deadline', /"deadline" is not required/],
  ])('meaningful-key: %s', (field, problem) => {
    const text = copy.read(contract).replace('field: task_id', `field: ${field}`);
    expect(said(contract, text)).toEqual([expect.stringMatching(problem)]);
  });

  test('pii-annotated: at a field, deep inside, and in an imported file', () => {
    const problem = (field: string) => [
      expect.stringContaining(
        `pii: pii is none, and "${field}" of the schema has (workstreams.pii) low [pii-annotated]`,
      ),
    ];
    const low = '[(workstreams.pii) = "low"]';
    expect(said(schemaFile, schema.replace('requested_by = 3', `requested_by = 3 ${low}`))).toEqual(
      problem('requested_by'),
    );
    expect(said(schemaFile, schema.replace('uri = 1', `uri = 1 ${low}`))).toEqual(problem('inputs[].uri'));
    const annotated = shared
      .replace('units = 2', `units = 2 ${low}`)
      .replace('package', 'import "workstreams/options.proto";\npackage');
    expect(said(sharedFile, annotated)).toEqual(problem('budget.units'));
  });

  test('high-pii-encrypted: silent on an annotation, and on a message of encrypted values', () => {
    const before = copy.read(contract);
    copy.write(contract, before.replace('pii: none', 'pii: high'));
    const found = (text: string) =>
      said(schemaFile, text).filter((one) => one.includes('[high-pii-encrypted]')).length;
    try {
      const open = schema.replace('requested_by = 3', 'requested_by = 3 [(workstreams.pii) = "high"]');
      expect(found(open)).toBe(1);
      expect(found(open.replace('"high"]', '"high", (workstreams.encryption) = "envelope"]'))).toBe(0);
      const sealed = open
        .replace('optional string requested_by', 'EncryptedText requested_by')
        .replace('enum State', 'message EncryptedText { bytes data = 1; }\nenum State');
      expect(found(sealed)).toBe(0);
    } finally {
      copy.write(contract, before);
    }
  });
});

test('a JSON Schema beside a Protobuf contract does not belong there', () => {
  copy.write(`${folder}/value.schema.json`, '{}');
  try {
    expect(said()).toEqual([
      `${folder}/value.schema.json:1:1\n  "value.schema.json" does not belong here\n  schema.format is protobuf: its schemas are value.proto and key.proto`,
    ]);
  } finally {
    copy.remove(`${folder}/value.schema.json`);
  }
});
