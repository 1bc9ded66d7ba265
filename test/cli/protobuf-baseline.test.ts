import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readBaseline } from '../../lib/cli/baseline.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const topic = 'contracts/sorting/depot/work/batch.plan-routes';
const contract = `${topic}/v1/contract.yaml`;
const schemaFile = `${topic}/v1/value.proto`;
const keyFile = `${topic}/v1/key.proto`;
const sharedFile = 'contracts/sorting/messages/input.proto';

let copy: StackCopy;

beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${topic}/v1/value.schema.json`);
  copy.edit(contract, 'format: json-schema', 'format: protobuf');
  copy.edit(contract, 'field: taskId', 'field: task_id');
  copy.write(sharedFile, 'syntax = "proto3";\npackage sorting;\nmessage Input {\n  string uri = 1;\n}\n');
  copy.write(
    schemaFile,
    'syntax = "proto3";\npackage sorting;\nimport "messages/input.proto";\nmessage Task {\n  string task_id = 1;\n  Input input = 2;\n}\n',
  );
  copy.write(keyFile, 'syntax = "proto3";\nmessage Key {\n  string task_id = 1;\n}\n');
  for (const name of ['smallest', 'with-deadline'])
    copy.write(`${topic}/v1/samples/${name}.json`, '{ "taskId": "YWFh" }\n');
  git('init', '--quiet', '--initial-branch=main');
  commit('first');
});
afterAll(() => copy.dispose());
afterEach(() => {
  git('checkout', '--quiet', '--force', 'main');
  git('reset', '--quiet', '--hard', firstCommit());
  git('clean', '--quiet', '-fd');
});

function git(...args: string[]): string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: copy.root, encoding: 'utf8' });
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

const firstCommit = () => git('rev-list', '--max-parents=0', 'HEAD').trim();

/** All that lint says against the last commit. */
function said(): string[] {
  const baseline = readBaseline(copy.root, 'HEAD');
  if (!baseline.ok) throw new Error(baseline.error);
  const project = loadProject({ root: copy.root, today: '2026-11-21', baseline: baseline.value });
  return (project.ok ? judgeProject(project.value) : project.problems).map(formatProblem);
}

const fix = `  leave it as it was; the change belongs in ${topic}/v2`;
const both = (text: string, other: string) => [
  `${other}: readers would refuse what is written from now on (full, against HEAD) [schema-compatible]\n${fix}`,
  `${text}: readers would refuse what was written before (full, against HEAD) [schema-compatible]\n${fix}`,
];

test('one more field is no break', () => {
  copy.edit(schemaFile, 'Input input = 2;', 'Input input = 2;\n  string note = 3;');
  expect(said()).toEqual([]);
});

test('a break is told at its field', () => {
  copy.edit(schemaFile, 'string task_id', 'bytes task_id');
  expect(said()).toEqual(
    both(
      `${schemaFile}:5:9\n  task_id: type string on one side, bytes on the other`,
      `${schemaFile}:5:9\n  task_id: type bytes on one side, string on the other`,
    ),
  );
});

test('a break in an imported file is told at the field that leads there', () => {
  copy.edit(sharedFile, 'string uri = 1', 'bytes uri = 1');
  expect(said()).toEqual(
    both(
      `${schemaFile}:6:9\n  input.uri: type string on one side, bytes on the other`,
      `${schemaFile}:6:9\n  input.uri: type bytes on one side, string on the other`,
    ),
  );
});

test('a removed field that is not reserved is told at its message', () => {
  copy.edit(schemaFile, '  Input input = 2;\n', '  reserved "input";\n');
  expect(said()).toEqual([
    `${schemaFile}:4:9\n  input was removed, and its number 2 is not reserved (full, against HEAD) [schema-compatible]\n${fix}`,
  ]);
});

test('another key', () => {
  copy.edit(keyFile, 'string task_id = 1', 'string task_id = 2');
  expect(said().filter((one) => one.includes('[no-key-change]'))).toEqual([
    expect.stringMatching(
      /keys are written as message [0-9a-f]{12}, and were message [0-9a-f]{12} \(against HEAD\): equal keys go to other partitions \[no-key-change\]\n {2}give key\.proto its earlier shape/,
    ),
  ]);
});

test('an earlier schema that is none cannot be judged', () => {
  const right = copy.read(schemaFile);
  copy.write(schemaFile, 'syntax = "proto2";\n');
  commit('broken');
  copy.write(schemaFile, right);
  expect(said()).toEqual([
    expect.stringMatching(/the earlier schema cannot be judged: the syntax is "proto2": only proto3 is read/),
  ]);
});

test('transitive modes find a number that an earlier commit gave to another field', () => {
  copy.edit(contract, 'compatibility: full', 'compatibility: full-transitive');
  commit('transitive');
  copy.edit(schemaFile, '  Input input = 2;\n', '  reserved 2;\n  reserved "input";\n');
  commit('removed');
  copy.edit(schemaFile, '  reserved 2;\n  reserved "input";\n', '  string note = 2;\n');
  expect(said().map((one) => one.split('\n')[1]?.replace(/[0-9a-f]{12}/, 'a commit'))).toEqual([
    '  "input" is no longer reserved (full-transitive, against HEAD) [schema-compatible]',
    '  2 is no longer reserved (full-transitive, against HEAD) [schema-compatible]',
    '  input: in JSON input on one side, note on the other: readers would refuse what was written before (full-transitive, against a commit) [schema-compatible]',
    '  input: optional (unset is not the default) on one side, without presence (unset is the default) on the other: readers would refuse what was written before (full-transitive, against a commit) [schema-compatible]',
    '  note: in JSON note on one side, input on the other: readers would refuse what is written from now on (full-transitive, against a commit) [schema-compatible]',
    '  note: without presence (unset is the default) on one side, optional (unset is not the default) on the other: readers would refuse what is written from now on (full-transitive, against a commit) [schema-compatible]',
  ]);
});
