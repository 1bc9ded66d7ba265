import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { runImport } from '../../../lib/cli/import/run-import.ts';
import { readNotes, notesOf } from '../../../lib/model/contract-notes.ts';
import { contractSchema } from '../../../lib/model/terms/contract.ts';
import { loadCatalog } from '../../../lib/model/load-catalog.ts';
import { type Manifest, manifestId } from '../../../lib/model/manifest.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { ProjectCopy, repository, shippedSystems } from '../../support/project-copy.ts';
import { renderedFrom, today } from '../../support/planned.ts';
import { shipped, shippedEnvironment } from '../../support/shipped.ts';

const ids = shippedSystems;
const copies: ProjectCopy[] = [];

afterAll(() => {
  for (const copy of copies) copy.dispose();
});

/** The project without its contracts: what systems share and what environments say stays. */
function withoutContracts(): ProjectCopy {
  const copy = new ProjectCopy(ids);
  copies.push(copy);
  for (const id of ids) {
    for (const folder of readdirSync(join(repository, 'contracts', id), { withFileTypes: true })) {
      if (folder.isDirectory() && folder.name !== 'messages') copy.remove(`contracts/${id}/${folder.name}`);
    }
  }
  return copy;
}

const compared = ['KafkaTopic', 'KafkaUser', 'ScaledJob'];

function only(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(
    manifests.filter(({ kind }) => compared.includes(kind)).map((one) => [manifestId(one), one]),
  );
}

test.each([
  ['prod', 281],
  ['staging', 281],
  ['dev', 161],
])('%s: rendered, imported as if live, rendered again: no change for all five systems', (env, topics) => {
  const environment = shippedEnvironment(env);
  const before = only(renderedFrom(shipped().catalog, environment));
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
  const catalog = loadCatalog(copy.root);
  if (!catalog.ok) throw new Error(catalog.problems.map(formatProblem).join('\n'));
  expect(new Set(catalog.value.contracts.map(({ address }) => address.system))).toEqual(new Set(ids));
  expect(catalog.value.contracts).toHaveLength(shipped().catalog.contracts.length);
  for (const { terms } of catalog.value.contracts) expect(terms.questions).toEqual(['schema']);
  expect(only(renderedFrom(catalog.value, environment))).toEqual(before);
  // What the other environments make is back as well: nothing of it is lost in one of them.
  const other = shippedEnvironment(env === 'prod' ? 'dev' : 'prod');
  expect(only(renderedFrom(catalog.value, other))).toEqual(only(renderedFrom(shipped().catalog, other)));
});

test('what a KafkaTopic is told of its contract reads back as the contract has it', () => {
  for (const { terms } of shipped().catalog.contracts) {
    const unread: string[] = [];
    const notes = readNotes(notesOf(terms), (name) => unread.push(name));
    expect(unread).toEqual([]);
    expect(contractSchema.shape.key.parse(notes.key)).toEqual(terms.key);
    expect(contractSchema.shape.load.parse(notes.load)).toEqual(terms.load);
    expect(contractSchema.shape.serviceLevels.parse(notes.serviceLevels)).toEqual(terms.serviceLevels);
    expect(contractSchema.shape.retry.parse(notes.retry)).toEqual(terms.retry);
    expect(contractSchema.shape.deadLetter.parse(notes.deadLetter)).toEqual(terms.deadLetter);
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
