import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { loadProject } from '../../../lib/cli/project.ts';
import { runImport } from '../../../lib/cli/import/run-import.ts';
import { readNotes, notesOf } from '../../../lib/model/contract-notes.ts';
import { contractSchema } from '../../../lib/model/terms/contract.ts';
import type { Environment } from '../../../lib/model/terms/environment.ts';
import { loadCatalog } from '../../../lib/model/load-catalog.ts';
import { type Manifest, manifestId } from '../../../lib/model/manifest.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { fixtureCopy, today } from '../../support/fixture.ts';
import { renderedFrom } from '../../support/planned.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

const ids = ['ledger', 'parcels', 'sorting'];
const copies: StackCopy[] = [];

afterAll(() => {
  for (const copy of copies) copy.dispose();
});

/** The fixture without the system that was imported before, and without what some environments do not have. */
function everywhereTheSame(): StackCopy {
  const copy = fixtureCopy();
  copies.push(copy);
  copy.remove('contracts/legacy');
  copy.remove('contracts/sorting/depot/work/batch.plan-routes/v2');
  for (const name of ['dev', 'qa', 'eu-prod']) {
    const file = `environments/${name}.yaml`;
    copy.write(file, copy.read(file).replaceAll(/^(?: {4}legacy: |migrations:\n|.*subject: crm).*\n/gm, ''));
  }
  return copy;
}

/** The project without its contracts: what systems share and what environments say stays. */
function withoutContracts(): StackCopy {
  const copy = everywhereTheSame();
  for (const id of ids) {
    for (const folder of readdirSync(copy.path(`contracts/${id}`), { withFileTypes: true })) {
      if (folder.isDirectory() && folder.name !== 'messages') copy.remove(`contracts/${id}/${folder.name}`);
    }
  }
  return copy;
}

const original = everywhereTheSame();
const whole = loadProject({ root: original.root, today });
if (!whole.ok) throw new Error(whole.problems.map(formatProblem).join('\n'));
const { catalog: own, environments } = whole.value;

function environmentOf(name: string): Environment {
  const found = environments.find(({ environment }) => environment === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
}

const compared = ['KafkaTopic', 'KafkaUser', 'ScaledJob'];

function only(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(
    manifests.filter(({ kind }) => compared.includes(kind)).map((one) => [manifestId(one), one]),
  );
}

test.each([
  ['eu-prod', 47],
  ['qa', 30],
])('%s: rendered, imported as if live, rendered again: no change', (env, topics) => {
  const environment = environmentOf(env);
  const before = only(renderedFrom(own, environment));
  const copy = withoutContracts();
  copy.write('live.yaml', stringify({ apiVersion: 'v1', kind: 'List', items: [...before.values()] }));

  const result = runImport({
    root: copy.root,
    today,
    environment: env,
    live: copy.path('live.yaml'),
    system: undefined,
    class: 'evt',
    owner: undefined,
    dryRun: false,
  });

  if ('refused' in result) throw new Error(result.refused);
  expect(result.done).toMatch(new RegExp(`^${env}: ${topics} topics, [0-9]+ users: no change\n`));
  expect(result.done).not.toContain('pinned');
  expect(result.done).not.toContain('left alone');
  const catalog = loadCatalog(copy.root);
  if (!catalog.ok) throw new Error(catalog.problems.map(formatProblem).join('\n'));
  expect(new Set(catalog.value.contracts.map(({ address }) => address.system))).toEqual(new Set(ids));
  expect(catalog.value.contracts).toHaveLength(own.contracts.length);
  for (const { terms } of catalog.value.contracts) expect(terms.questions).toEqual(['schema']);
  expect(only(renderedFrom(catalog.value, environment))).toEqual(before);
  // What the other environments make is back as well: nothing of it is lost in one of them.
  const other = environmentOf(env === 'qa' ? 'eu-prod' : 'qa');
  expect(only(renderedFrom(catalog.value, other))).toEqual(only(renderedFrom(own, other)));
});

test('what a KafkaTopic is told of its contract reads back as the contract has it', () => {
  for (const { terms } of own.contracts) {
    const unread: string[] = [];
    const notes = readNotes(notesOf(terms), (name) => unread.push(name));
    expect(unread).toEqual([]);
    expect(contractSchema.shape.key.parse(notes.key)).toEqual(terms.key);
    expect(contractSchema.shape.load.parse(notes.load)).toEqual(terms.load);
    expect(contractSchema.shape.serviceLevels.parse(notes.serviceLevels)).toEqual(terms.serviceLevels);
    expect(contractSchema.shape.retry.parse(notes.retry)).toEqual(terms.retry);
    expect(contractSchema.shape.deadLetter.parse(notes.deadLetter)).toEqual(terms.deadLetter);
    expect(contractSchema.shape.replay.parse(notes.replay)).toEqual(terms.replay);
    expect(contractSchema.shape.scaling.parse(notes.scaling)).toEqual(terms.scaling);
    expect(notes.channel).toBe(terms.owner.channel);
  }
});

test('a note that somebody has changed to what no contract says is not taken', () => {
  const unread: string[] = [];
  const notes = readNotes(
    { load: '{"messagesPerSecond":-1}', retry: 'soon', producers: '[{"service":"a-b"}]' },
    (name) => unread.push(name),
  );
  expect(notes).toEqual({ producers: [{ service: 'a-b' }] });
  expect(unread).toEqual(['load', 'retry']);
});
