import { describe, expect, test } from '@jest/globals';
import { alikeOf, namesText, valueText } from '../../lib/plan/alike.ts';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { planText, verdictText } from '../../lib/plan/plan-text.ts';
import type { Need, PlannedChange } from '../../lib/plan/change.ts';
import { field, planned, planOf } from '../support/rich-plan.ts';

const rate = 'spec.quotas.producerByteRate';

/** A user whose rate goes up. */
const user = (name: string, before: number, rest: Partial<PlannedChange> = {}): PlannedChange => ({
  ...planned(name, {
    fields: [field(rate, before, 2_097_152, { says: `up to ${before * 2} for ${name}-x` })],
  }),
  kind: 'KafkaUser',
  id: `KafkaUser n/${name}`,
  says: `up to ${before * 2} for ${name}-x`,
  ...rest,
});

const [a, b, c] = [user('a', 1_048_576), user('b', 1_252_352), user('c', 1_048_576)];

const namesOf = (objects: readonly PlannedChange[]) =>
  alikeOf(objects).map((group) => group.objects.map(({ name }) => name).join(' '));

describe('changes that are alike', () => {
  test('are told as one, with the values that they have together', () => {
    const [group] = alikeOf([a, b, c]);
    if (group === undefined) throw new Error('no group');
    expect(group.objects).toEqual([a, b, c]);
    expect(namesText(group)).toBe('3 KafkaUsers, n/a to n/c');
    expect(group.fields).toEqual([
      {
        first: a.fields[0],
        before: '1048576 (1MiB/s) to 1252352 (1223KiB/s)',
        after: '2097152 (2MiB/s)',
        places: [],
        count: 3,
      },
    ]);
  });

  test('are rights that differ by a name, and not by what they allow', () => {
    const right = (name: string, operation: string) =>
      planned(name, {
        says: 's',
        fields: [field(`spec.acls[topic shop.${name}.v1 ${operation}]`, true, undefined, { says: 's' })],
      });
    expect(
      namesOf([right('a', 'Read'), right('b', 'Read'), right('c', 'Read'), right('d', 'Write')]),
    ).toEqual(['a b c', 'd']);
  });

  test('are both named where they are two', () => {
    const [group] = alikeOf([a, b]);
    expect(group && namesText(group)).toBe('2 KafkaUsers, n/a and n/b');
  });

  test('are users of which some get another rate to write, and some another to read', () => {
    const other = field('spec.quotas.consumerByteRate', 1, 2, {
      says: 'up to 1 for c-x',
      from: 'qa.yaml:1:1',
    });
    const mixed = { ...c, fields: [...c.fields, other] };
    const [group, ...rest] = alikeOf([a, mixed]);
    expect(rest).toEqual([]);
    expect(group?.fields.map(({ first, count, places }) => [first.path, count, places])).toEqual([
      [rate, 2, []],
      ['spec.quotas.consumerByteRate', 1, ['qa.yaml:1:1']],
    ]);
    const plan = planOf({
      objects: [a, mixed],
      counts: { safe: 0, review: 2, destructive: 0, impossible: 0 },
    });
    expect(planText(plan)).toContain(
      '\n  spec.quotas.consumerByteRate (1 of them)  1 (1B/s) -> 2 (2B/s)  review: up to 1 for c-x\n    from: qa.yaml:1:1\n',
    );
    expect(planMarkdown(plan)).toContain(
      '\n  - `spec.quotas.consumerByteRate` (1 of them) `1 (1B/s)` → `2 (2B/s)` (review: up to 1 for c-x), from `qa.yaml:1:1`\n',
    );
  });

  test('have what comes or goes in an element of a list as one field', () => {
    const alert = (name: string, before: boolean) =>
      ['alert', 'expr', 'labels.severity'].map((key) =>
        field(`spec.rules[${name}].${key}`, before ? 'x' : undefined, before ? undefined : 'x', {
          says: 's',
        }),
      );
    const rule = planned('r', {
      says: 's',
      fields: [
        ...alert('Gone', true),
        ...alert('New', false),
        field('spec.rules[Same].expr', 'x', 'y', { says: 's' }),
        field('spec.rules[Same].for', undefined, 'y', { says: 's' }),
      ],
    });
    expect(alikeOf([rule])[0]?.fields.map(({ first }) => [first.path, first.before, first.after])).toEqual([
      ['spec.rules[Gone] (3 fields)', true, undefined],
      ['spec.rules[New] (3 fields)', undefined, true],
      ['spec.rules[Same].expr', 'x', 'y'],
      ['spec.rules[Same].for', undefined, 'y'],
    ]);
  });

  test.each<[string, Partial<PlannedChange>]>([
    ['another kind', { kind: 'KafkaTopic' }],
    ['another action', { action: 'create' }],
    ['another risk', { risk: 'destructive' }],
    ['another field', { fields: [field('spec.x', 1_048_576, 2_097_152, { says: 'up to 1 for c-x' })] }],
    ['another field beside it', { fields: [...c.fields, field('spec.x', 1, 2)] }],
    ['another meaning of the field', { fields: [field(rate, 1, 2, { says: 'down to 1 for c-x' })] }],
    ['another risk of the field', { fields: c.fields.map((one) => ({ ...one, risk: 'safe' as const })) }],
    ['a missing approval', { needs: [{ change: 'x', state: 'missing' }] }],
    ['a way out', { wayOut: ['go'] }],
  ])('are not those with %s', (_what, rest) => {
    expect(namesOf([a, b, { ...c, ...rest }])).toEqual(['a b', 'c']);
  });

  test('are not renames, each of which has two names', () => {
    const renames = ['a', 'b', 'c'].map((name) =>
      planned(name, { action: 'rename', to: `Kind n/${name}x`, says: 's' }),
    );
    expect(namesOf(renames)).toEqual(['a', 'b', 'c']);
  });

  test('are objects that move to the same namespace', () => {
    const move = (name: string, to: string) =>
      planned(name, { action: 'rename', to, says: 's', wayOut: [`annotate ${name}`] });
    const moves = [
      move('a', 'Kind m/a'),
      move('b', 'Kind m/b'),
      move('c', 'Kind x/c'),
      move('d', 'Kind m/e'),
    ];
    expect(namesOf(moves)).toEqual(['a b', 'c', 'd']);
    const plan = planOf({ objects: moves });
    expect(planText(plan)).toContain('rename 2 Kinds, n/a and n/b as m ');
    expect(planMarkdown(plan)).toContain('rename `2 Kinds, n/a and n/b` to `m`: s\n');
    expect(planMarkdown(plan)).toContain('rename `Kind n/d` to `Kind m/e`: s\n');
  });

  test('are objects that are made or go, by what that means', () => {
    const gone = ['a', 'b', 'c'].map((name) =>
      planned(name, { action: 'delete', says: `all of shop.${name}.v1 is lost` }),
    );
    expect(namesOf([...gone, planned('d', { action: 'delete', says: 'its rights are gone' })])).toEqual([
      'a b c',
      'd',
    ]);
  });

  test('take few lines of a plan, however many they are', () => {
    const objects = Array.from({ length: 79 }, (_, index) => user(`u${index}`, 1_048_576));
    const plan = planOf({ objects, counts: { safe: 0, review: 79, destructive: 0, impossible: 0 } });
    expect(planText(plan).split('\n').length).toBeLessThan(15);
    const body = planMarkdown(plan);
    expect(body.split('\n').length).toBeLessThan(100);
    expect(body).toContain('change `79 KafkaUsers, n/u0 to n/u78`');
    for (const one of objects) expect(body).toContain(one.id);
  });

  test('say how many values there are where they are no numbers, and hide what may be secret', () => {
    const texts = ['x', 'y', ''].map((value, index) =>
      planned(`o${index}`, { says: 's', fields: [field('spec.a', value, 'z', { says: 's' })] }),
    );
    const [group] = alikeOf(texts);
    expect([group?.fields[0]?.before, group?.fields[0]?.after]).toEqual(['3 different values', 'z']);
    const secrets = ['1', '2', '3'].map((value, index) =>
      planned(`o${index}`, { says: 's', fields: [field('spec.password', value, 'z', { says: 's' })] }),
    );
    const [hidden] = alikeOf(secrets);
    expect([hidden?.fields[0]?.before, hidden?.fields[0]?.after]).toEqual([
      '(hidden) to (hidden)',
      '(hidden)',
    ]);
  });
});

test.each([
  ['spec.config.retention.ms', '604800000', '604800000 (7d)'],
  ['spec.config.max.message.bytes', '1048576', '1048576 (1MiB)'],
  ['spec.config.retention.ms', '-1', '-1 (endless)'],
  ['spec.config.cleanup.policy', 'compact', 'compact'],
  ['spec.config.nonsense', '7', '7'],
  ['spec.config.retention.ms', 'long', 'long'],
  ['spec.quotas.consumerByteRate', 1_048_576, '1048576 (1MiB/s)'],
  ['spec.quotas.consumerByteRate', 1_252_352, '1252352 (1223KiB/s)'],
  ['spec.quotas.consumerByteRate', 18_958_237, '18958237 (≈18.1MiB/s)'],
  ['spec.quotas.requestPercentage', 200, '200'],
  ['spec.config.retention.ms', undefined, '(nothing)'],
])('%s: %s is shown as %s', (path, value, told) => {
  expect(valueText(path, value)).toBe(told);
});

describe('the verdict', () => {
  const approval = { object: 'o', change: 'x', reason: 'r', who: 'Ada', until: '2026-12-31' };
  const need = (state: Need['state'], rest: Partial<Need> = {}): PlannedChange =>
    planned('o', { risk: 'destructive', needs: [{ change: 'x', state, ...rest }] });
  const counts = { safe: 0, review: 0, destructive: 0, impossible: 0 };
  test.each([
    ['Blocked: 1 destructive change without an approval', [need('missing')], counts],
    ['Blocked: 2 destructive changes without an approval', [need('missing'), need('expired')], counts],
    [
      'Blocked: 1 impossible change, 1 destructive change without an approval',
      [need('impossible'), need('missing')],
      counts,
    ],
    ['1 destructive change, approved by Ada until 2026-12-31', [need('approved', { approval })], counts],
    [
      '2 destructive changes, approved by Ada and Bo until 2026-12-01',
      [
        need('approved', { approval }),
        need('approved', { approval: { ...approval, who: 'Bo', until: '2026-12-01' } }),
      ],
      counts,
    ],
    [
      '1 destructive change, which this environment allows without an approval',
      [need('not needed')],
      { ...counts, destructive: 1 },
    ],
    ['No data is lost; 1 object needs review', [planned('o')], { ...counts, review: 1 }],
    ['No data is lost', [planned('o', { risk: 'safe' })], { ...counts, safe: 1 }],
  ])('is "%s"', (told, objects, numbers) => {
    expect(verdictText(planOf({ objects, counts: numbers }))).toBe(told);
  });
});
