import { expect, test } from '@jest/globals';
import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { contractWith as as, type Mutable, fixture, fixtureEnvironment } from '../support/fixture.ts';

const plain = as('vision.read-label', () => {});

/** What one rule says of contracts: `key: what / fix`. */
function found(
  id: string,
  contracts: readonly Contract[],
  environment = fixtureEnvironment('eu-prod'),
): string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const { catalog: all, view } = fixture();
  const catalog = catalogOf(contracts, all.systems, all.messages);
  const seen = { ...view, catalog, environments: [environment] };
  const problems =
    rule.on === 'catalog'
      ? checkCatalog(seen, [rule])
      : checkResolved(resolve(catalog, environment), seen, [rule]);
  return problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

test('known-environment fires on what was imported in an environment that is not there', () => {
  const importedIn = (environment: string) => (terms: Mutable) =>
    (terms.imported = { in: { [environment]: { since: '2026-11-21' } } });
  expect(found('known-environment', [as('vision.read-label', importedIn('eu-prd'))])).toEqual([
    'imported.in.eu-prd: there is no environment "eu-prd" / did you mean "eu-prod"?',
  ]);
  expect(found('known-environment', [as('vision.read-label', importedIn('eu-prod'))])).toEqual([]);
});

test('no-open-questions tells each guess, and how it is answered; it is silent where nothing is open', () => {
  expect(
    found('no-open-questions', [as('vision.read-label', (terms) => (terms.questions = ['key', 'load']))]),
  ).toEqual([
    'questions[0]: key is not known: what stands here is a guess / ask the producers which field they send as the key, and why it keeps order, and take it off questions',
    'questions[1]: load is not known: what stands here is a guess / measure messages a second and bytes a message: quotas and storage are estimated from them, and take it off questions',
  ]);
  expect(found('no-open-questions', [plain])).toEqual([]);
});

test('what is an open question is not judged as if it were known', () => {
  const guess = (questions: string[]) => (terms: Mutable) => {
    terms.key = { field: 'unknown', why: 'Not known' };
    terms.pii = 'high';
    terms.questions = questions;
  };
  const open = as('vision.read-label', guess(['key', 'pii']));
  expect([found('meaningful-key', [open]), found('pii-annotated', [open])]).toEqual([[], []]);
  const said = as('vision.read-label', guess([]));
  expect(found('meaningful-key', [said])).toHaveLength(1);
  expect(found('pii-annotated', [said])).toHaveLength(1);
});

test('no-pinned-values tells what a topic keeps, and what has no effect; it is silent on the rest', () => {
  const name = 'depot.vision.read-label.v1';
  const keeps = (topic: string) => (terms: Mutable) =>
    (terms.imported = {
      in: {
        'eu-prod': {
          since: '2026-11-21',
          pinned: { [topic]: { replicas: 2, without: ['min.insync.replicas'] } },
        },
      },
    });
  expect(found('no-pinned-values', [as('vision.read-label', keeps(name))])).toEqual([
    `imported.in.eu-prod.pinned.${name}: ${name} is pinned to what was imported: replicas, min.insync.replicas left to the broker / remove the line and read the plan: it says what that changes`,
  ]);
  expect(found('no-pinned-values', [as('vision.read-label', keeps('another'))])).toEqual([
    'imported.in.eu-prod.pinned.another: another is not a topic of sorting/depot/work/vision.read-label/v1 in eu-prod: this has no effect / remove it',
  ]);
  expect(found('no-pinned-values', [as('vision.read-label', keeps(name))], fixtureEnvironment('qa'))).toEqual(
    [],
  );
  expect(found('no-pinned-values', [plain])).toEqual([]);
});

test('valid-topic-name fires on a name that is imported in a system with names of its own', () => {
  const named = as('vision.read-label', (terms) => (terms.imported = { topic: 'Other', in: {} }));
  expect(found('valid-topic-name', [named])).toEqual([
    "imported.topic: the system's names are {context}.{executorClass}.{executorKind}.v{version}, and follow from the folder / remove it",
  ]);
  const there = as('vision.read-label', (terms) => {
    terms.imported = { in: { qa: { since: '2026-11-21', topic: 'Other' } } };
  });
  expect(found('valid-topic-name', [there])).toEqual([
    "imported.in.qa.topic: the system's names are {context}.{executorClass}.{executorKind}.v{version}, and follow from the folder / remove it",
  ]);
});
