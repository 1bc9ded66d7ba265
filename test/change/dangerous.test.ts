import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Plan, planChange, type Risk } from '../../lib/change/plan.ts';
import { risks, worstRisk } from '../../lib/change/risk.ts';
import type { Environment } from '../../lib/model/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { contractDangers, environmentDangers, rendered, spoilt } from '../support/dangerous.ts';
import { environmentWith, shipped, shippedEnvironment } from '../support/shipped.ts';

// Another seed each time; a failure prints it, and `SEED=… npm run jest -- test/change/dangerous` plays it again.
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
process.stderr.write(`random dangerous edits: seed ${seed}\n`);

const baselines = new Map<string, Manifest[]>();
function baseline(key: string, render: () => Manifest[]): Manifest[] {
  const known = baselines.get(key) ?? render();
  baselines.set(key, known);
  return known;
}

function worst({ objects }: Plan): Risk {
  return worstRisk(objects.map(({ risk }) => risk));
}

/** What the plan thinks of a change, held against the least that it must; nothing where nothing changes. */
function holds(
  before: readonly Manifest[],
  after: readonly Manifest[],
  environment: Environment,
  least: Risk,
): void {
  const plan = planChange({ environment, before, after, today: '2026-11-21' });
  fc.pre(plan.objects.length > 0);
  expect(worst(plan)).not.toBe('safe');
  expect(risks.indexOf(worst(plan))).toBeGreaterThanOrEqual(risks.indexOf(least));
}

const { catalog, environments } = shipped();
const byFile = new Map(catalog.contracts.map((one) => [one.source.file, one]));

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('it was drawn from what there is');
  return one;
}

const magnitude = fc.integer({ min: 1, max: 1000 });
const random = fc.nat({ max: 1000 });

describe('no dangerous edit is safe', () => {
  test('1,000 edits of contracts', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...byFile.keys()),
        fc.constantFrom(...environments.map(({ environment }) => environment)),
        fc.constantFrom(...contractDangers.map(({ name }) => name)),
        magnitude,
        random,
        (file, name, harm, size, pick) => {
          const contract = found(byFile.get(file));
          const environment = shippedEnvironment(name);
          const danger = found(contractDangers.find((one) => one.name === harm));
          const edited = spoilt(contract, danger, size, pick);
          fc.pre(edited !== undefined);
          const before = baseline(`${environment.environment} ${contract.source.file}`, () =>
            rendered([contract], environment),
          );
          holds(before, rendered([edited], environment), environment, danger.least);
          seen.add(danger.name);
        },
      ),
      { seed, numRuns: 1000, maxSkipsPerRun: 1000 },
    );
    expect([...seen].sort()).toEqual(contractDangers.map(({ name }) => name).sort());
  }, 300_000);

  test('200 edits of environments', () => {
    const contracts = catalog.contracts.filter(({ address }) =>
      ['workrequests', 'rnle'].includes(address.system),
    );
    const some = [...contracts, ...catalog.contracts.filter(({ address }) => address.context === 'caia')];
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom('local', 'dev', 'staging', 'prod'),
        fc.constantFrom(...environmentDangers.map((one) => one.name)),
        magnitude,
        random,
        (name, harm, size, pick) => {
          const danger = found(environmentDangers.find((one) => one.name === harm));
          let applies = true;
          const edited = environmentWith(name, (terms) => {
            applies = danger.spoil(terms, size, pick);
          });
          fc.pre(applies);
          const before = baseline(name, () =>
            rendered(
              some,
              environmentWith(name, () => {}),
            ),
          );
          holds(before, rendered(some, edited), edited, danger.least);
          seen.add(danger.name);
        },
      ),
      { seed, numRuns: 200, maxSkipsPerRun: 1000 },
    );
    expect([...seen].sort()).toEqual(environmentDangers.map(({ name }) => name).sort());
  }, 300_000);

  test('every contract removed, where that is allowed and where it is not', () => {
    for (const environment of ['dev', 'prod'].map(shippedEnvironment)) {
      for (const contract of catalog.contracts) {
        const others = catalog.contracts
          .filter((one) => one.address.system === contract.address.system)
          .slice(0, 2);
        const kept = others.find((one) => one !== contract);
        if (kept === undefined) continue;
        const before = rendered([contract, kept], environment);
        const plan = planChange({
          environment,
          before,
          after: rendered([kept], environment),
          today: '2026-11-21',
        });
        expect([contract.source.file, worst(plan)]).toEqual([contract.source.file, 'destructive']);
      }
    }
  }, 300_000);
});
