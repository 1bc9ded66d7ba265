import { describe, expect, test } from '@jest/globals';
import { fc, seed } from '../support/property.ts';
import { type Manifest, manifestId } from '../../lib/model/manifest.ts';
import { driftOf } from '../../lib/plan/drift.ts';
import { planChange } from '../../lib/plan/plan.ts';
import { risks, worstRisk } from '../../lib/plan/risk.ts';
import { harmless, objectDangers } from '../support/dangerous-objects.ts';
import { fixtureEnvironment, fixtureObjects, type Mutable } from '../support/fixture.ts';
import { foreignObjects } from '../support/foreign-objects.ts';
import type { ObjectDanger } from '../support/object-danger.ts';

process.stderr.write(`dangerous edits of objects: SEED=${seed}\n`);

const edits = Number(process.env['EDITS'] ?? 1000);
const magnitude = fc.integer({ min: 1, max: 1000 });
const random = fc.nat({ max: 1000 });
const clusterObjects = new Map<string, Manifest[]>();

/** Every object of an environment, and what others have in its cluster. */
function cluster(name: string): readonly Manifest[] {
  const known = clusterObjects.get(name) ?? [...fixtureObjects(name), ...foreignObjects()];
  clusterObjects.set(name, known);
  return known;
}

/** An object, spoilt by hand and with something harmless beside it, among some that stay as they are. */
interface Spoilt {
  readonly was: Manifest;
  readonly is: Manifest;
  readonly others: readonly Manifest[];
}

function spoiltObject(
  name: string,
  { kinds, spoil }: ObjectDanger,
  size: number,
  pick: number,
  beside: (object: Mutable) => void,
): Spoilt | undefined {
  const all = cluster(name);
  const candidates = all.filter(({ kind }) => kinds?.includes(kind) ?? true);
  const was = candidates[(pick * 7919) % candidates.length];
  if (was === undefined) return undefined;
  const is = structuredClone(was) as Mutable;
  if (!spoil(is, size, pick)) return undefined;
  beside(is);
  const others = all.filter((other, index) => other !== was && index % 20 === pick % 20);
  return { was, is: is as Manifest, others };
}

/** The object is told, as bad as it is at least, whatever stands beside it. */
function isTold({ was, is, others }: Spoilt, { name, least }: ObjectDanger): void {
  const environment = fixtureEnvironment('eu-prod');
  const { objects } = planChange({
    environment,
    before: [was, ...others],
    after: [is, ...others],
    today: '2026-11-21',
  });
  const risk = worstRisk(objects.map((one) => one.risk));
  expect([name, manifestId(was), objects.length > 0 && risks.indexOf(risk) >= risks.indexOf(least)]).toEqual([
    name,
    manifestId(was),
    true,
  ]);
}

/** Somebody does it in the cluster itself: the plan shows it as drift. */
function isDrift({ was, is, others }: Spoilt, { name }: ObjectDanger): void {
  const { entries } = driftOf([was, ...others], [is, ...others]);
  expect([name, manifestId(was), entries.length > 0]).toEqual([name, manifestId(was), true]);
}

const clusters = ['eu-prod', 'qa', 'dev'];

describe('no dangerous edit of an object is safe, or unseen', () => {
  test(`${edits} edits of what is rendered and of what others made`, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...clusters),
        fc.constantFrom(...objectDangers),
        magnitude,
        random,
        fc.constantFrom(...harmless),
        (name, danger, size, pick, beside) => {
          const spoilt = spoiltObject(name, danger, size, pick, beside);
          fc.pre(spoilt !== undefined);
          isTold(spoilt, danger);
          isDrift(spoilt, danger);
          seen.add(`${danger.name}: ${spoilt.was.kind}`);
        },
      ),
      { seed, numRuns: edits, maxSkipsPerRun: 1000 },
    );
    expect(seen.size).toBeGreaterThan(objectDangers.length);
  }, 600_000);

  test.each(objectDangers)('at least once: $name', (danger) => {
    const tried = clusters.flatMap((name) =>
      Array.from({ length: 40 }, (_, pick) => spoiltObject(name, danger, 500, pick, () => undefined)),
    );
    const made = tried.filter((one) => one !== undefined);
    expect(made.length).toBeGreaterThan(0);
    for (const one of made) isTold(one, danger);
  });
});
