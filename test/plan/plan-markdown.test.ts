import { describe, expect, test } from '@jest/globals';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { nth, field, planned, planOf, richPlan } from '../support/rich-plan.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const warning = {
  place: { file: 'contracts/a.yaml', line: 2, column: 1 },
  key: 'load',
  what: 'is a guess',
  fix: 'measure it',
};
const below = (title: string, body: string) =>
  body.split(`### ${title}\n\n`)[1]?.split('\n\n')[0]?.trim().split('\n');

describe('a plan as Markdown', () => {
  test('says everything that there is to say', () => {
    expect(planMarkdown(richPlan, [warning])).toBe(`## qa: 1 impossible, 2 destructive, 1 safe

**Blocked: 1 impossible change, 2 destructive changes without an approval.** 7 objects stay as they are.

3 adopted (Kind n/a and 2 more): they get our labels, annotations and protection, which is no change

4 files are not from Workstreams and stay as they are:

- topics.yaml: Kind n/a and 1 more; also rendered: Kind n/b. Remove them from this file in the same change: of two files the one that is applied last wins
- README.md
- chart.yaml: not read (not YAML: bad)
- kafka.yaml: Kafka n/main

### Must be fixed first

- \`environments/qa.yaml:3\` approvals\\[0\\]: is not planned; remove it
- \`environments/qa.yaml:1\` nothing is rendered; add contracts

### What to look at

- **impossible**: change \`Kind n/broken\`: the operator refuses it
  - \`spec.a\` \`3\` → \`2\`
    - The way that works:
      1. first step
      2. second step
  - \`spec.password\` \`(hidden)\` → \`(hidden)\` (review: another password)
- **destructive**: rename \`Kind n/old\` to \`Kind n/new\`: its data are lost
  - The way that works:
    1. keep it first
- **destructive**: change \`Kind n/kept\`: older messages are deleted
  - \`spec.c\` \`7d\` → \`1d\`

### Approved

- \`Kind n/kept\`: \`spec.c: 7d -> 1d\`, by the owners until 2026-12-31: no one reads it

### Approvals that are missing

If it is meant, add to the environment's file:

\`\`\`yaml
approvals:
  - object: "Kind n/old"
    change: "rename to Kind n/new"
    reason: 
    who: 
    until: 
  - object: "Kind n/kept"
    change: "spec.d: 1 -> 2"
    reason: 
    who: 
    until:
\`\`\`

### Merge in batches

more topics than the Topic Operator takes at once: over 1024 queued events stop it (STRIMZI_MAX_QUEUE_SIZE). Merge in this order, and wait after each until all are Ready:

1. create 2 topics: KafkaTopic n/a to KafkaTopic n/b
2. delete 1 topics: KafkaTopic n/z to KafkaTopic n/z

### Drift

- **differs** \`Kind n/moved\`: the cluster has another
  - \`spec.f\`: \`1\` in the baseline, \`2\` in the cluster; set to what is rendered, **destructive**: messages are deleted
  - \`spec.token\`: \`(hidden)\` in the baseline, \`(nothing)\` in the cluster
- **missing** \`Kind n/lost\`: it is not there

Not in the export, so not compared: Role, Secret.

### Warnings

- \`contracts/a.yaml:2\` load: is a guess; measure it

<details>
<summary>Differences of 4 objects</summary>

\`\`\`diff
change Kind n/broken (impossible)
  spec.a (impossible)
- 3
+ 2
  spec.b (safe)
  spec.password (review)
- (hidden)
+ (hidden)
rename Kind n/old (destructive)
change Kind n/kept (destructive)
  spec.c (destructive)
- 7d
+ 1d
create Kind n/fresh (safe)
\`\`\`

</details>
`);
  });

  test('of no change says that nothing is lost, and folds nothing', () => {
    expect(planMarkdown(planOf({ unchanged: 2 }))).toBe(
      '## qa: no changes\n\n**No data is lost.** 2 objects stay as they are.\n',
    );
  });

  test('that is not blocked is not ready where something must be fixed', () => {
    const { problems } = richPlan;
    expect(planMarkdown(planOf({ problems }))).toContain('\n**Not ready: see what must be fixed first.** ');
  });

  test('says that the cluster is as the baseline says', () => {
    const told = planMarkdown(planOf({ drift: { entries: [], notExported: [] } }));
    expect(told).toContain('### Drift\n\nThe cluster is as the baseline says.\n');
    expect(told).not.toContain('Not in the export');
  });

  test('tells 100 objects, 8 fields of each, and how many more there are', () => {
    const fields = [...numbers(9).map((at) => field(`f${at}`, 1, 2)), field('g', 1, 2, { risk: 'safe' })];
    const objects = numbers(101).map((index) =>
      planned(`o${nth(index)}`, { fields: index === 0 ? fields : [] }),
    );
    const told = below('What to look at', planMarkdown(planOf({ objects }))) ?? [];
    expect(told.filter((line) => line.startsWith('- **review**'))).toHaveLength(100);
    expect(told.filter((line) => /^ {2}- `f/.test(line))).toHaveLength(8);
    expect(told.filter((line) => line.includes('…'))).toEqual(['  - … and 1 more fields', '- … and 1 more']);
    const all = [planned('a', { fields: fields.slice(1) })];
    expect(planMarkdown(planOf({ objects: all }))).not.toContain('…');
  });

  test('counts the warnings of rules, and tells all others', () => {
    const ofRule = (rule: string) => ({ ...warning, rule, level: 'warning' as const });
    const warnings = [ofRule('b'), ofRule('a'), ofRule('no-open-questions'), ofRule('no-open-questions')];
    const counts =
      '- 4 warnings: 2 of no-open-questions, 1 of a, 1 of b: `workstreams lint --list` lists them';
    expect(below('Warnings', planMarkdown(planOf({}), warnings))).toEqual([counts]);
    expect(below('Warnings', planMarkdown(planOf({}), [...warnings, warning]))).toEqual([
      '- `contracts/a.yaml:2` load: is a guess; measure it',
      counts,
    ]);
  });

  test('tells 100 problems, 100 approvals, and 100 entries of drift', () => {
    const problems = numbers(101).map((line) => ({ ...warning, place: { ...warning.place, line } }));
    const usedApprovals = numbers(101).map((index) => ({
      object: `Kind n/${index}`,
      change: 'delete',
      reason: 'r',
      who: 'w',
      until: '2026-12-31',
    }));
    const entries = numbers(101).map((index) => ({
      id: `Kind n/${index}`,
      what: 'missing' as const,
      says: 's',
      fields: [],
    }));
    const body = planMarkdown(planOf({ problems, usedApprovals, drift: { entries, notExported: [] } }));
    expect(below('Must be fixed first', body)).toHaveLength(101);
    expect(below('Must be fixed first', body)?.at(-1)).toBe('- … and 1 more');
    expect(below('Approved', body)).toHaveLength(100);
    expect(below('Drift', body)?.at(-1)).toBe('- … and 1 more');
    expect(below('Drift', body)).toHaveLength(101);
    const whole = planMarkdown(
      planOf({ problems: problems.slice(1), drift: { entries: entries.slice(1), notExported: [] } }),
    );
    expect(whole).not.toContain('…');
  });

  test('tells 8 fields of drift', () => {
    const fields = numbers(9).map((at) => ({ path: `f${at}`, baseline: 1, live: 2 }));
    const entries = [{ id: 'Kind n/a', what: 'differs' as const, says: 's', fields }];
    expect(below('Drift', planMarkdown(planOf({ drift: { entries, notExported: [] } })))).toHaveLength(9);
  });

  test('leaves long values to the differences, and values of facts that are only there or not', () => {
    const fields = [
      field('a', 'x'.repeat(120), 'y'),
      field('b', 'x'.repeat(121), 'y'),
      field('c', 'y', 'x'.repeat(121)),
      field('d', true, undefined),
      field('e', undefined, true),
    ];
    const lines =
      below('What to look at', planMarkdown(planOf({ objects: [planned('o', { fields })] }))) ?? [];
    expect(lines.slice(1)).toEqual([
      `  - \`a\` \`${'x'.repeat(120)}\` → \`y\` (review: what follows of a)`,
      '  - `b` (review: what follows of b)',
      '  - `c` (review: what follows of c)',
      '  - `d` (review: what follows of d)',
      '  - `e` (review: what follows of e)',
    ]);
  });

  test('leaves out objects whose differences have no room, and says how many', () => {
    const object = (name: string, count: number, length = 700) =>
      planned(name, {
        kind: `Kind${name}`,
        risk: 'safe',
        fields: numbers(count).map((at) => field(`f${at}`, 'a'.repeat(length), 'b', { risk: 'safe' })),
      });
    const body = planMarkdown(planOf({ objects: [object('a', 50), object('b', 50), object('c', 1)] }));
    expect(body).toContain('<summary>Differences of 1 objects</summary>');
    expect(
      body.endsWith(
        '\n</details>\n\n2 more objects are left out: `workstreams plan --format json` has all of them.\n',
      ),
    ).toBe(true);
    const lines = planMarkdown(planOf({ objects: [object('a', 50, 1), object('b', 50, 1)] }));
    expect(lines).toContain('<summary>Differences of 1 objects</summary>');
    expect(lines.split('\n').length).toBeLessThan(200);
    const none = planMarkdown(planOf({ objects: [object('a', 100)] }));
    expect(none).toContain('<summary>Differences of 0 objects</summary>\n\n\n</details>\n\n1 more objects');
  });

  test('is cut at the end of a line where it is too long by itself', () => {
    const fields = numbers(8).map((at) => field(`f${at}`, 1, 2, { says: 'a '.repeat(150) }));
    const objects = numbers(100).map((index) =>
      planned(`o${nth(index)}`, { kind: `K${nth(index)}`, fields }),
    );
    const body = planMarkdown(planOf({ objects }));
    const [kept = ''] = body.split(
      '\n\nThe rest is left out here: `workstreams plan --format json` has all of it.\n',
    );
    expect(kept.length).toBeLessThanOrEqual(59_800);
    expect(kept.length).toBeGreaterThan(58_000);
    expect(kept.split('\n').at(-1)).toMatch(
      /^(?: {2}- `f\d`.* \(review: (?:a )+\)|- \*\*review\*\*.* for o[a-j]+)$/,
    );
    expect(body.length).toBeLessThan(65_536);
  });
});
