import { Parser } from '@asyncapi/parser';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadProject, type Project } from '../../lib/cli/project.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { asyncApiDocument } from '../../lib/reports/asyncapi.ts';
import { topicDetail } from '../../lib/reports/catalog/topic-detail.ts';
import { Pool } from '../../lib/reports/catalog/text.ts';
import type { FieldRow, FileText } from '../../lib/reports/catalog/model.ts';
import { explainTopic } from '../../lib/reports/explain.ts';
import type { Mutable } from '../support/fixture.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const folder = 'contracts/sorting/depot/work/vision.read-label/v1';
const money = { type: 'record', name: 'Money', namespace: 'pay', fields: [{ name: 'cents', type: 'long' }] };
const budget = { name: 'budget', doc: 'What it may cost.', type: 'pay.Money' };
const fields = [{ name: 'taskId', type: 'string' }, budget];
const schema = { type: 'record', name: 'SortingTask', namespace: 'sorting', fields };
const who = 'Depots of partners';

let copy: StackCopy;
let project: Project;
beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${folder}/value.schema.json`);
  copy.edit(
    `${folder}/contract.yaml`,
    'schema: { format: json-schema',
    `bridge: ${who}\nschema: { format: avro`,
  );
  copy.edit(
    'contracts/sorting/system.yaml',
    'services:\n',
    'schemas: { formats: [json-schema], bridges: [avro] }\nservices:\n',
  );
  copy.write('contracts/messages/Money.avsc', JSON.stringify(money));
  copy.write(`${folder}/value.schema.avsc`, JSON.stringify(schema));
  for (const name of ['smallest', 'with-deadline'])
    copy.write(`${folder}/samples/${name}.json`, '{ "taskId": "a", "budget": { "cents": 1 } }\n');
  const loaded = loadProject({ root: copy.root, today: '2026-11-21' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  project = loaded.value;
});
afterAll(() => copy.dispose());

function resolved() {
  const environment = project.environments.find((one) => one.environment === 'qa');
  if (environment === undefined) throw new Error('no environment');
  return resolve(project.catalog, environment);
}

test('the catalogue page has the shared type, its fields, and who is on the other side', () => {
  const contract = project.catalog.contracts.find(({ terms }) => terms.schema.format === 'avro');
  if (contract === undefined) throw new Error('no contract');
  const pools = { fields: new Pool<FieldRow>(), shared: new Pool<FileText>() };
  const { value, facts } = topicDetail(contract, project.catalog, pools);
  expect(value.shared.map((at) => pools.shared.items[at])).toEqual([
    { file: 'contracts/messages/Money.avsc', text: JSON.stringify(money, undefined, 2) },
  ]);
  expect(value.fields.map((at) => pools.fields.items[at]?.path)).toEqual([
    'taskId',
    'budget',
    'budget.cents',
  ]);
  expect(facts).toContainEqual(['Bridge', who]);
});

test('an AsyncAPI document has the schema whole, and the official parser takes it', async () => {
  const system = resolved().systems.find(({ declaration }) => declaration.id === 'sorting');
  if (system === undefined) throw new Error('no system');
  const document: Mutable = asyncApiDocument(project.catalog, system);
  const messages: Mutable[] = Object.values(document.components.messages);
  expect(messages.find(({ contentType }) => contentType === 'application/vnd.apache.avro')).toMatchObject({
    title: 'SortingTask',
    payload: { schema: { ...schema, fields: [fields[0], { ...budget, type: money }] } },
    'x-bridge': who,
  });
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  expect(
    diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version').map(({ message }) => message),
  ).toEqual([]);
});

test('explain says who is on the other side, and where that is written', () => {
  const name = resolved()
    .systems.flatMap(({ families }) => families)
    .find(({ contract }) => contract.terms.schema.format === 'avro')?.source.name.value;
  const bridge = explainTopic(resolved(), name ?? '').facts?.find(({ fact }) => fact === 'bridge');
  expect([bridge?.value, bridge?.where]).toEqual([who, expect.stringContaining('contract.yaml:')]);
});
