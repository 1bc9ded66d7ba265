import { describe, expect, test } from '@jest/globals';
import { isBlocked, planChange, planExitCode, type Plan } from '../../lib/plan/plan.ts';
import { missingApprovals } from '../../lib/plan/approval-proposal.ts';
import { type Environment, environmentSchema } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { topic } from '../support/objects.ts';
import { fixtureRoot, today } from '../support/fixture.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where an approval stands that `environmentOf` adds: behind the file, a blank line and a key. */
const placeOf = (index: number): string =>
  `environments/eu-prod.yaml:${readFileSync(join(fixtureRoot, 'environments/eu-prod.yaml'), 'utf8').split('\n').length + 2 + index}`;

/** An environment's file with approvals put before its last part. */
function environmentOf(name: string, approvals: readonly string[]): Environment {
  const file = `environments/${name}.yaml`;
  const text = readFileSync(join(fixtureRoot, file), 'utf8');
  const own =
    approvals.length === 0 ? '' : `\napprovals:\n${approvals.map((one) => `  - ${one}\n`).join('')}`;
  const source = readYaml(file, `${text}${own}`);
  if (!source.ok) throw new Error(source.problems.map(formatProblem).join('\n'));
  return { ...environmentSchema.parse(source.value.value), source: source.value };
}

const kept = topic({ 'retention.ms': '604800000' }) as unknown as Manifest;
const cut = topic({ 'retention.ms': '86400000' }) as unknown as Manifest;
const other = { ...kept, metadata: { ...kept.metadata, name: 'other' }, spec: { topicName: 'other' } };
const guarded = {
  ...kept,
  metadata: {
    ...kept.metadata,
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' },
  },
};
const id = 'KafkaTopic kafka/t';
const retention = 'spec.config.retention.ms: 604800000 -> 86400000';
const approval = (change: string, until = '2026-12-31', object = id) =>
  `{ object: ${object}, change: ${JSON.stringify(change)}, reason: no one reads it, who: the owners, until: ${until} }`;

function plan(
  before: readonly Manifest[],
  after: readonly Manifest[],
  approvals: readonly string[] = [],
  name = 'eu-prod',
): Plan {
  return planChange({ environment: environmentOf(name, approvals), before, after, today });
}
const states = ({ objects }: Plan) =>
  objects.flatMap(({ needs }) => needs.map(({ change, state }) => `${change}: ${state}`));
const told = ({ problems }: Plan) =>
  problems.map(({ place, key, what, fix }) => `${place.file}:${place.line} ${key}: ${what} / ${fix}`);

describe('approvals', () => {
  test('without one, what is destructive blocks, and the plan says what an approval must say', () => {
    const made = plan([kept], [cut]);
    expect([planExitCode(made), isBlocked(made), states(made)]).toEqual([3, true, [`${retention}: missing`]]);
    expect(missingApprovals(made)).toEqual([{ object: id, change: retention }]);
  });

  test('with it, the change is approved, and who did is told', () => {
    const made = plan([kept], [cut], [approval(retention)]);
    expect([planExitCode(made), states(made), told(made)]).toEqual([2, [`${retention}: approved`], []]);
    expect(made.usedApprovals).toEqual([
      { object: id, change: retention, reason: 'no one reads it', who: 'the owners', until: '2026-12-31' },
    ]);
  });

  test('it holds on its last day, and not on the day after', () => {
    expect(planExitCode(plan([kept], [cut], [approval(retention, today)]))).toBe(2);
    const late = plan([kept], [cut], [approval(retention, '2026-11-20')]);
    expect([planExitCode(late), isBlocked(late), states(late), late.usedApprovals]).toEqual([
      1,
      true,
      [`${retention}: expired`],
      [],
    ]);
    expect(told(late)).toEqual([
      `${placeOf(0)} approvals[0].until: the approval expired on 2026-11-20 / approve it again, with a later day`,
    ]);
  });

  test.each([
    [
      'another value',
      approval('spec.config.retention.ms: 604800000 -> 172800000'),
      `remove it if its change is merged, or write what is planned: "${retention}"`,
    ],
    [
      'another change of the object',
      approval('delete'),
      `remove it if its change is merged, or write what is planned: "${retention}"`,
    ],
    [
      'another object',
      approval(retention, '2026-12-31', 'KafkaTopic kafka/other'),
      'remove it if its change is merged; after 2027-01-14 this is an error',
    ],
  ])('one for %s covers nothing, and is a warning', (_what, given, fix) => {
    const made = plan([kept, other], [cut, other], [given]);
    expect([planExitCode(made), states(made), told(made)]).toEqual([3, [`${retention}: missing`], []]);
    const warnings = told({ ...made, problems: made.warnings });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${placeOf(0)} approvals[0]: approves what is not planned`);
    expect(warnings[0]).toContain(fix);
  });

  test('one that is given twice is an error', () => {
    expect(told(plan([kept], [cut], [approval(retention), approval(retention)]))).toEqual([
      `${placeOf(1)} approvals[1]: approves again what approvals[0] does / keep one of the two`,
    ]);
  });

  test('a deletion of one topic does not cover that of another', () => {
    const made = plan([kept, other, guarded], [guarded], []);
    expect(states(made)).toEqual(['delete: missing']);
    const two = plan([kept, other], [], [approval('delete')]);
    expect(states(two)).toEqual(['delete: missing', 'delete: approved']);
  });

  test('what is impossible is not approved, but for replicas that were reassigned by hand', () => {
    const spec = { topicName: 'a.t', partitions: 2, replicas: 2 };
    const fewer = { ...kept, spec: { ...spec, config: { 'retention.ms': '604800000' } } };
    const made = plan(
      [kept],
      [fewer],
      [approval('spec.partitions: 3 -> 2'), approval('spec.replicas: 3 -> 2')],
    );
    expect(states(made).sort()).toEqual([
      'spec.partitions: 3 -> 2: impossible',
      'spec.replicas: 3 -> 2: approved',
    ]);
    expect(isBlocked(made)).toBe(true);
  });

  test("another system's are left alone where only one is planned", () => {
    const environment = environmentOf('eu-prod', [approval(retention)]);
    const labelled = {
      ...other,
      metadata: { ...other.metadata, labels: { 'app.kubernetes.io/part-of': 'ledger' } },
    };
    const made = planChange({
      environment,
      before: [kept, labelled],
      after: [cut, labelled],
      today,
      system: 'ledger',
    });
    expect([planExitCode(made), made.objects, made.unchanged]).toEqual([0, [], 1]);
  });
});

describe('deletion where the environment allows it', () => {
  test('a topic goes without an approval', () => {
    const made = plan([kept, other], [other], [], 'qa');
    expect([planExitCode(made), states(made)]).toEqual([2, ['delete: not needed']]);
  });

  test('not if what is in force carries protection: a contract and its protection removed at once do not slip through', () => {
    const made = plan([guarded, other], [other], [], 'qa');
    expect([planExitCode(made), states(made)]).toEqual([3, ['delete: missing']]);
  });

  test('nor if only the object goes, and the topic stays', () => {
    const { annotations } = guarded.metadata;
    const unmanaged = {
      ...kept,
      metadata: { ...kept.metadata, annotations: { ...annotations, 'strimzi.io/managed': 'false' } },
    };
    expect(states(plan([unmanaged, other], [other], [], 'qa'))).toEqual(['delete: missing']);
  });

  test('what else is destructive wants one', () => {
    expect(planExitCode(plan([kept], [cut], [], 'qa'))).toBe(3);
  });
});

describe('a render that yields nothing', () => {
  test('is refused against a full baseline', () => {
    const made = plan([kept], [], [approval('delete')], 'eu-prod');
    expect(planExitCode(made)).toBe(1);
    expect(told(made)[0]).toContain('nothing is rendered, and the baseline holds 1 objects');
  });

  test('is nothing to do against an empty one', () => {
    expect(planExitCode(plan([], []))).toBe(0);
  });
});

describe('batches', () => {
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => {
      const name = `t${String(from + index).padStart(5, '0')}`;
      return {
        ...kept,
        metadata: { ...kept.metadata, name },
        spec: { topicName: name, partitions: 1, replicas: 3 },
      };
    });

  test('up to 1,000 topics are one merge', () => {
    expect(plan([], many(1000)).batches).toEqual([]);
  });

  test('above, new ones come first and what goes goes last, 1,000 at a time', () => {
    const { batches } = plan(many(500), many(1500, 500));
    expect(batches.map(({ action, topics }) => [action, topics.length, topics[0], topics.at(-1)])).toEqual([
      ['create', 1000, 'KafkaTopic kafka/t00500', 'KafkaTopic kafka/t01499'],
      ['create', 500, 'KafkaTopic kafka/t01500', 'KafkaTopic kafka/t01999'],
      ['delete', 500, 'KafkaTopic kafka/t00000', 'KafkaTopic kafka/t00499'],
    ]);
  });
});
