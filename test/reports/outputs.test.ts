import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../lib/model/text/problem.ts';
import { keysOf } from '../../lib/model/terms/schema-keys.ts';
import { planValue } from '../../lib/plan/plan-json.ts';
import { promotionJson, type PromotionReport } from '../../lib/release/promotion-report.ts';
import { capacityReport } from '../../lib/reports/capacity.ts';
import { outputFile } from '../../lib/reports/outputs-page.ts';
import { outputs } from '../../scripts/schemas.ts';
import { environmentWith, resolvedIn } from '../support/fixture.ts';
import { wrongOutput } from '../support/outputs.ts';
import { planOf, planned, richPlan } from '../support/rich-plan.ts';

const place = { file: 'environments/qa.yaml', line: 1, column: 1 };
const warnings: readonly Problem[] = [
  { level: 'warning', place, key: 'k', what: 'w', fix: 'x', rule: 'no-x', subject: 's' },
  { level: 'warning', place, key: '', what: 'w', fix: 'x' },
];
const [approval] = richPlan.usedApprovals;

/** With concerns, places, approvals, and what stays in a cluster. */
const fullPlan = planOf({
  ...richPlan,
  schemas: [{ subject: 'a-value', change: 'new', says: 's', contracts: ['shop/a'] }],
  objects: [
    ...richPlan.objects,
    planned('told', {
      concern: {
        topics: ['t'],
        owners: ['o, on call p'],
        contracts: ['contracts/a'],
        writers: ['w'],
        readers: ['r (g)'],
      },
      fields: [
        {
          path: 'p',
          before: 'a',
          after: 2,
          change: 'p: a -> 2',
          risk: 'destructive',
          says: 's',
          from: 'contracts/a/contract.yaml:1:1',
        },
      ],
      needs: [{ change: 'p: a -> 2', state: 'approved', ...(approval === undefined ? {} : { approval }) }],
    }),
  ],
  drift: {
    entries: [
      ...(richPlan.drift?.entries ?? []),
      { id: 'Kind n/x', what: 'extra', says: 's', fields: [] },
      {
        id: 'Kind n/y',
        what: 'not ready',
        says: 's',
        fields: [
          { path: 'p', baseline: undefined, live: true, stays: { risk: 'review', says: 's' } },
          // More than is printed: verdicts have other fields too.
          {
            path: 'q',
            baseline: 1,
            live: 2,
            reset: { risk: 'impossible', says: 's', wayOut: ['w'] } as { risk: 'impossible'; says: string },
          },
        ],
      },
    ],
    notExported: ['Role'],
  },
});

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const fullOutput = asJson(planValue(fullPlan, warnings));

const commit = { id: 'c', author: 'a', subject: 's' };

function promotion(
  from: PromotionReport['from'],
  rest: Partial<PromotionReport['provenance']> = {},
): unknown {
  const report = {
    from,
    to: 'qa',
    state: 'planned',
    promotion: {
      plan: fullPlan,
      warnings,
      files: { write: new Map([['release.json', '']]), removed: ['a/b.k8s.yaml'] },
    },
    rendered: { release: { catalog: 'sha256:0', source: 'c' } },
    provenance: {
      commits: [],
      more: false,
      back: [],
      approvals: [],
      leftBehind: [],
      emergencies: {},
      undone: [],
      ...rest,
    },
    registry: {
      state: 'asked',
      missing: [{ subject: 'a-value', why: 'not registered', contracts: ['shop/a'] }],
      command: 'c',
    },
  } as unknown as PromotionReport;
  return JSON.parse(promotionJson(report));
}

const fullPromotion = promotion(
  { kind: 'environment', name: 'dev' },
  {
    commits: [commit],
    back: [commit],
    approvals:
      approval === undefined
        ? []
        : [
            { approval: { ...approval, count: 3 }, commit },
            { approval, commit: undefined },
          ],
    leftBehind: ['contracts/a'],
    emergencies: { 'contracts/b': 'r' },
    undone: ['contracts/c'],
  },
);

const small = environmentWith('eu-prod', (terms) => {
  terms.topics.partitionBudget = 145;
  terms.topics.storageBudget = '1GiB';
});
const overBudget = asJson(capacityReport(resolvedIn(small)));

const finding = { topic: 'keys', due: null, about: 'a', owner: 'o', what: 'w', place };
const lists = {
  access: {
    schema: 'workstreams.io/access/v1',
    environment: 'qa',
    rights: [
      {
        type: 'topic',
        patternType: 'literal',
        name: 't',
        principal: 'User:u',
        service: 's',
        operations: ['Read'],
        roles: ['consumer'],
      },
    ],
  },
  review: {
    schema: 'workstreams.io/review/v1',
    today: '2026-12-31',
    within: '90d',
    findings: [finding, { ...finding, due: '2026-12-31' }],
  },
};

test.each([
  ['a plan with everything', fullOutput],
  ['a plan of no change', asJson(planValue(planOf(), []))],
  ['a promotion with everything', fullPromotion],
  ['a promotion of nothing', promotion({ kind: 'release', commit: 'c' })],
  ['an emergency', promotion({ kind: 'emergency', reason: 'r' })],
  ['an environment over its budgets', overBudget],
  ['rights', lists.access],
  ['a review', lists.review],
])('%s is what its schema describes', (_what, value) => {
  expect(wrongOutput(value)).toEqual([]);
});

test('the plan with everything has everything that a plan may have', () => {
  const paths = new Set(pathsOf(fullOutput));
  const all = keysOf(outputs.plan).map(({ path }) => path);
  expect(all.filter((path) => !paths.has(path))).toEqual([]);
});

describe('a field', () => {
  // Keys of this map are folders, not fields.
  const isMap = (path: string) => path === 'provenance.emergencies';

  test.each([
    ['a plan', fullOutput],
    ['a promotion', fullPromotion],
    ['an environment over its budgets', overBudget],
    ['rights', lists.access],
    ['a review', lists.review],
  ])('that is missing in %s, or is one too many, is refused wherever it is', (_what, value) => {
    const accepted: string[] = [];
    let tried = 0;
    walk(value, '', (object, path) => {
      if (isMap(path)) return;
      for (const [key, item] of Object.entries(object)) {
        delete object[key];
        if (wrongOutput(value).length === 0) accepted.push(`without ${path}.${key}`);
        object[key] = item;
        tried += 1;
      }
      object['extra'] = null;
      if (wrongOutput(value).length === 0) accepted.push(`with ${path}.extra`);
      delete object['extra'];
    });
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(10);
  });
});

test('an output of another version is refused', () => {
  expect(wrongOutput({ ...lists.review, schema: 'workstreams.io/review/v2' })).toEqual([
    'no output begins with schema: workstreams.io/review/v2',
  ]);
});

describe.each(Object.entries(outputs))('the schema of %s', (_command, schema) => {
  const keys = keysOf(schema);

  test('begins with the format, and has every field in every output', () => {
    expect(keys[0]?.path).toBe('schema');
    const isEntry = (path: string) => path.endsWith('*');
    expect(keys.filter(({ path, required }) => !required && !isEntry(path))).toEqual([]);
  });

  test('describes every field in a sentence', () => {
    const wrong = keys.filter(({ text }) => !/^[A-Z`'].*\.$/s.test(text?.about ?? ''));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

test('a file is named like the output and its version', () => {
  expect(outputFile(outputs.promote)).toBe('schemas/output/promotion.v1.schema.json');
});

type Container = Record<string, unknown>;

/** Calls with every object of a JSON value, and its path as `keysOf` writes it. */
function walk(value: unknown, path: string, visit: (object: Container, path: string) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, visit);
  else if (typeof value === 'object' && value !== null) {
    const object = value as Container;
    visit(object, path);
    for (const [key, item] of Object.entries(object)) walk(item, path === '' ? key : `${path}.${key}`, visit);
  }
}

function pathsOf(value: unknown): string[] {
  const paths: string[] = [];
  walk(value, '', (object, path) => {
    for (const key of Object.keys(object)) paths.push(path === '' ? key : `${path}.${key}`);
  });
  return paths;
}
