import { Parser } from '@asyncapi/parser';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadProject, type Project } from '../../lib/cli/project.ts';
import { contractFields } from '../../lib/model/schemas/contract-fields.ts';
import { messagesOf } from '../../lib/model/catalog.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { asyncApiDocument } from '../../lib/reports/asyncapi.ts';
import { topicDetail } from '../../lib/reports/catalog/topic-detail.ts';
import { Pool } from '../../lib/reports/catalog/text.ts';
import type { FieldRow, FileText } from '../../lib/reports/catalog/model.ts';
import { payloadName } from '../../lib/model/schemas/schema-text.ts';
import type { Mutable } from '../support/fixture.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const folder = 'contracts/sorting/depot/work/vision.read-label/v1';
const money = 'syntax = "proto3";\npackage sorting;\nmessage Money { int64 units = 1; }\n';
const schema = `syntax = "proto3";
package sorting;
import "google/protobuf/timestamp.proto";
import "messages/money.proto";

// A label to read.
message SortingTask {
  // Names the task.
  string task_id = 1;
  google.protobuf.Timestamp deadline = 2;
  optional string requested_by = 3; // By hand.
  repeated Money budget = 4;
  map<string, State> states = 5;
}

enum State {
  STATE_UNSPECIFIED = 0;
  STATE_OPEN = 1;
}
`;

let copy: StackCopy;
let project: Project;
beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${folder}/value.schema.json`);
  copy.edit(`${folder}/contract.yaml`, 'format: json-schema', 'format: protobuf');
  copy.edit(`${folder}/contract.yaml`, 'field: taskId', 'field: task_id');
  copy.write('contracts/sorting/messages/money.proto', money);
  copy.write(`${folder}/value.proto`, schema);
  for (const name of ['smallest', 'with-deadline'])
    copy.write(`${folder}/samples/${name}.json`, '{ "taskId": "a", "budget": [{ "units": "1" }] }\n');
  const loaded = loadProject({ root: copy.root, today: '2026-11-21' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  project = loaded.value;
});
afterAll(() => copy.dispose());

const contract = () => {
  const found = project.catalog.contracts.find(({ terms }) => terms.schema.format === 'protobuf');
  if (found === undefined) throw new Error('no contract');
  return found;
};

test('fields, with those of imported messages', () => {
  const { value } = contractFields(contract(), messagesOf(project.catalog, 'sorting'));
  expect(
    value.map(({ path, type, required, format, description, allowed }) => [
      path,
      type,
      required,
      ...[format, description, allowed].filter((one) => one !== undefined),
    ]),
  ).toEqual([
    ['', 'message', true, 'A label to read.'],
    ['task_id', 'string', true, 'Names the task.'],
    ['deadline', 'Timestamp', false, 'date-time'],
    ['requested_by', 'string', false],
    ['budget', 'repeated', false],
    ['budget[]', 'message', false],
    ['budget[].units', 'int64', true],
    ['states', 'map', false],
    ['states.*', 'enum', false, ['STATE_UNSPECIFIED', 'STATE_OPEN']],
  ]);
  expect(payloadName(contract().valueSchema.value)).toBe('SortingTask');
});

test('the catalogue page has the text, the fields and what is imported', () => {
  const pools = { fields: new Pool<FieldRow>(), shared: new Pool<FileText>() };
  const { value, samples } = topicDetail(contract(), project.catalog, pools);
  expect(value.text).toBe(schema);
  expect(value.shared.map((at) => pools.shared.items[at])).toEqual([
    { file: 'contracts/sorting/messages/money.proto', text: money },
  ]);
  expect(pools.fields.items[value.fields[0] ?? -1]).toEqual({
    path: 'task_id',
    type: 'string',
    required: true,
    about: 'Names the task.',
    pii: '',
  });
  expect(samples).toHaveLength(2);
});

test('an AsyncAPI document has it as such, and the official parser takes it', async () => {
  const environment = project.environments.find((one) => one.environment === 'qa');
  if (environment === undefined) throw new Error('no environment');
  const system = resolve(project.catalog, environment).systems.find(
    ({ declaration }) => declaration.id === 'sorting',
  );
  if (system === undefined) throw new Error('no system');
  const document: Mutable = asyncApiDocument(project.catalog, system);
  const messages: Mutable[] = Object.values(document.components.messages);
  const message = messages.find(({ contentType }) => contentType === 'application/x-protobuf');
  expect(message).toMatchObject({
    title: 'SortingTask',
    payload: { schemaFormat: 'application/vnd.google.protobuf;version=3', schema },
    'x-protobuf-imports': { 'messages/money.proto': money },
  });
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  expect(
    diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version').map(({ message: said }) => said),
  ).toEqual([]);
});
