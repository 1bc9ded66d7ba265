import { describe, expect, test } from '@jest/globals';
import { fc, seed } from '../support/property.ts';
import { type Plan, planChange } from '../../lib/plan/plan.ts';
import { type Risk, risks, worstRisk } from '../../lib/plan/risk.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { contractDangers, type Danger, environmentDangers, rendered, spoilt } from '../support/dangerous.ts';
import { environmentWith, fixture, fixtureEnvironment } from '../support/fixture.ts';

process.stderr.write(`dangerous edits: SEED=${seed}\n`);

const baselines = new Map<string, Manifest[]>();
function baseline(key: string, render: () => Manifest[]): Manifest[] {
  const known = baselines.get(key) ?? render();
  baselines.set(key, known);
  return known;
}

function worst({ objects }: Plan): Risk {
  return worstRisk(objects.map(({ risk }) => risk));
}

const { catalog, environments } = fixture();
const byFile = new Map(catalog.contracts.map((one) => [one.source.file, one]));

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('it was drawn from what there is');
  return one;
}

const edits = Number(process.env['EDITS'] ?? 300);
const magnitude = fc.integer({ min: 1, max: 1000 });
const random = fc.nat({ max: 1000 });

/** The plan of one contract, spoilt, where that applies; undefined where it does not, or changes nothing. */
function ofContract(
  file: string,
  name: string,
  danger: Danger,
  size: number,
  pick: number,
): Plan | undefined {
  const contract = found(byFile.get(file));
  const environment = fixtureEnvironment(name);
  const edited = spoilt(contract, danger, size, pick);
  if (edited === undefined) return undefined;
  const before = baseline(`${name} ${file}`, () => rendered([contract], environment));
  return planned(before, rendered([edited], environment), environment);
}

const some = catalog.contracts.filter(
  ({ address }) =>
    ['sorting', 'ledger'].includes(address.system) ||
    ['parcel-scanned', 'parcel-delivered'].includes(address.topic),
);

/** The same of an environment, with some contracts. */
function ofEnvironment(name: string, { spoil }: Danger, size: number, pick: number): Plan | undefined {
  let applies = true;
  const edited = environmentWith(name, (terms) => {
    applies = spoil(terms, size, pick);
  });
  if (!applies) return undefined;
  const before = baseline(name, () => rendered(some, fixtureEnvironment(name)));
  return planned(before, rendered(some, edited), edited);
}

function planned(
  before: readonly Manifest[],
  after: readonly Manifest[],
  environment: Environment,
): Plan | undefined {
  const plan = planChange({ environment, before, after, today: '2026-11-21' });
  return plan.objects.length > 0 ? plan : undefined;
}

/** A plan of something dangerous says so, and no less than it must. */
function holds(plan: Plan, { name, least }: Danger): void {
  expect([name, risks.indexOf(worst(plan)) >= risks.indexOf(least)]).toEqual([name, true]);
  expect(worst(plan)).not.toBe('safe');
}

const names = environments.map(({ environment }) => environment);
const one = (dangers: readonly Danger[]) =>
  fc.nat({ max: dangers.length - 1 }).map((index) => found(dangers[index]));

describe('no dangerous edit is safe', () => {
  test(`${edits} edits of contracts`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...byFile.keys()),
        fc.constantFrom(...names),
        one(contractDangers),
        magnitude,
        random,
        (file, name, danger, size, pick) => {
          const plan = ofContract(file, name, danger, size, pick);
          fc.pre(plan !== undefined);
          holds(plan, danger);
        },
      ),
      { seed, numRuns: edits, maxSkipsPerRun: 1000 },
    );
  }, 300_000);

  test.each(contractDangers)('of a contract, at least once: $name', (danger) => {
    const all = [...byFile.keys()].sort(
      (a, b) => Number(b.includes('sorting')) - Number(a.includes('sorting')),
    );
    for (const name of ['eu-prod', 'qa']) {
      for (const file of all) {
        const plan = ofContract(file, name, danger, 500, 0);
        if (plan === undefined) continue;
        holds(plan, danger);
        return;
      }
    }
    throw new Error('it applies nowhere');
  });

  test(`${Math.ceil(edits / 10)} edits of environments`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        one(environmentDangers),
        magnitude,
        random,
        (name, danger, size, pick) => {
          const plan = ofEnvironment(name, danger, size, pick);
          fc.pre(plan !== undefined);
          holds(plan, danger);
        },
      ),
      { seed, numRuns: Math.ceil(edits / 10), maxSkipsPerRun: 1000 },
    );
  }, 300_000);

  test.each(environmentDangers)('of an environment, at least once: $name', (danger) => {
    const plans = ['qa', 'eu-prod', 'dev'].map((name) => ofEnvironment(name, danger, 500, 0));
    const made = plans.filter((plan) => plan !== undefined);
    expect(made.length).toBeGreaterThan(0);
    for (const plan of made) holds(plan, danger);
  });

  test('every contract removed, where that is allowed and where it is not', () => {
    const unrendered: string[] = [];
    for (const environment of ['qa', 'eu-prod'].map(fixtureEnvironment)) {
      for (const contract of catalog.contracts) {
        const others = catalog.contracts.filter((other) => other.address.system === contract.address.system);
        const kept = others.find((other) => other !== contract);
        if (kept === undefined) continue;
        const plan = planned(
          rendered([contract, kept], environment),
          rendered([kept], environment),
          environment,
        );
        if (plan === undefined) unrendered.push(`${environment.environment}: ${contract.source.file}`);
        else expect([contract.source.file, worst(plan)]).toEqual([contract.source.file, 'destructive']);
      }
    }
    // Its migration has not begun there.
    expect(unrendered).toEqual(['eu-prod: contracts/sorting/depot/work/batch.plan-routes/v2/contract.yaml']);
  }, 300_000);
});
