import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { planJson } from '../../lib/plan/plan-json.ts';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { planSummary, planText } from '../../lib/plan/plan-text.ts';
import { schemaChanges } from '../../lib/plan/schema-changes.ts';
import { planOf } from '../support/rich-plan.ts';

interface Listed {
  readonly subject: string;
  readonly state?: 'active' | 'retired' | 'open';
  readonly format?: string;
  readonly compatibility?: string;
  readonly schema?: string;
  readonly contracts?: readonly string[];
}

/** What a system renders of its subjects. */
function list(entries: readonly Listed[], system = 'shop'): Manifest {
  const lines = entries.map((one) =>
    JSON.stringify({
      state: 'active',
      format: 'AVRO',
      compatibility: 'backward',
      schema: 'sha256:1',
      contracts: [`${system}/orders`],
      ...one,
    }),
  );
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${system}-schemas`,
      labels: {
        'app.kubernetes.io/component': 'schemas',
        'app.kubernetes.io/managed-by': 'workstreams',
        'app.kubernetes.io/part-of': system,
      },
    },
    data: { 'subjects.jsonl': lines.join('\n') },
  };
}

/** `new a-value: AVRO, compatibility backward` */
function said(before: readonly Listed[], after: readonly Listed[]): string[] {
  return schemaChanges([list(before)], [list(after)]).map(
    ({ subject, change, says }) => `${change} ${subject}: ${says}`,
  );
}

const a = { subject: 'a-value' };

describe('under a subject', () => {
  test.each<[string, readonly Listed[], readonly Listed[], string[]]>([
    ['nothing changes', [a], [a], []],
    ['a contract comes', [], [a], ['new a-value: AVRO, compatibility backward']],
    ['the schema changes', [a], [{ ...a, schema: 'sha256:2' }], ['changed a-value: another version']],
    [
      'schema and mode change',
      [a],
      [{ ...a, schema: 'sha256:2', compatibility: 'none' }],
      ['changed a-value: another version, and compatibility backward -> none'],
    ],
    [
      'the format changes',
      [a],
      [{ ...a, schema: 'sha256:2', format: 'JSON' }],
      ['changed a-value: another format: AVRO -> JSON'],
    ],
    [
      'the mode changes',
      [a],
      [{ ...a, compatibility: 'full' }],
      ['settings a-value: compatibility backward -> full'],
    ],
    [
      'a contract retires',
      [a],
      [{ ...a, state: 'retired' }],
      ['retired a-value: no one writes with it any longer: it becomes read-only'],
    ],
    ['it was retired, and is', [{ ...a, state: 'retired' }], [{ ...a, state: 'retired' }], []],
    ['it comes retired', [], [{ ...a, state: 'retired' }], []],
    [
      'it is in use again',
      [{ ...a, state: 'retired' }],
      [a],
      ['changed a-value: it is in use again: it is no longer read-only'],
    ],
    ['a contract goes', [a], [], ['left a-value: no contract has it any longer: the registry keeps it']],
    ['a schema is found', [{ ...a, state: 'open' }], [a], ['new a-value: AVRO, compatibility backward']],
    ['a schema is not known', [], [{ ...a, state: 'open' }], []],
    ['a contract without a known schema goes', [{ ...a, state: 'open' }], [], []],
  ])('%s', (_what, before, after, expected) => {
    expect(said(before, after)).toEqual(expected);
  });

  test('subjects come by name, whatever order the lists have', () => {
    expect(said([], [{ subject: 'b' }, { subject: 'a' }]).map((line) => line[4])).toEqual(['a', 'b']);
  });

  test('a message of two systems is one, of the contracts of both', () => {
    const message = { subject: 'messages.Money.v1' };
    expect(schemaChanges([], [list([message]), list([message], 'till')])).toEqual([
      {
        subject: 'messages.Money.v1',
        change: 'new',
        says: 'AVRO, compatibility backward',
        contracts: ['shop/orders', 'till/orders'],
      },
    ]);
  });

  test('what others render, and lines that cannot be read, say nothing', () => {
    const foreign = list([a]);
    const others: Manifest = { ...foreign, metadata: { ...foreign.metadata, labels: {} } };
    const broken: Manifest = { ...foreign, data: { 'subjects.jsonl': 'x\n{}\n' } };
    expect(schemaChanges([], [others, broken])).toEqual([]);
  });
});

describe('a plan tells it', () => {
  const changes = schemaChanges([list([a])], [list([{ ...a, schema: 'sha256:2' }, { subject: 'b`-value' }])]);
  const plan = planOf({ schemas: changes, registeredBy: 'pipeline' });

  test('as text, with who registers it', () => {
    expect(planText(plan)).toContain(
      `schemas: 1 new, 1 changed; before this is applied: workstreams schemas apply --env qa
  changed   a-value: another version
  new       b\`-value: AVRO, compatibility backward
`,
    );
    expect(planSummary(plan)).toContain('schemas: 1 new, 1 changed;');
    expect(planText(planOf({ schemas: changes, registeredBy: 'job' }))).toContain(
      '1 changed; a Job of each system registers them\n',
    );
    expect(planText(planOf())).not.toContain('schemas');
  });

  test('as Markdown, with names encoded', () => {
    expect(planMarkdown(plan)).toContain(
      '### Schema registry\n\nschemas: 1 new, 1 changed; before this is applied: workstreams schemas apply --env qa\n\n- **changed** `a-value`: another version\n- **new** ``b`-value``: AVRO, compatibility backward\n',
    );
    expect(planMarkdown(planOf())).not.toContain('Schema registry');
  });

  test('as JSON, all of it', () => {
    expect(JSON.parse(planJson(plan)).schemas).toEqual([
      { subject: 'a-value', change: 'changed', says: 'another version', contracts: ['shop/orders'] },
      {
        subject: 'b`-value',
        change: 'new',
        says: 'AVRO, compatibility backward',
        contracts: ['shop/orders'],
      },
    ]);
  });

  test('of very many the first', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      subject: `s-${String(index).padStart(2, '0')}`,
    }));
    const told = planText(planOf({ schemas: schemaChanges([], [list(many)]), registeredBy: 'job' }));
    expect(told).toContain('s-49: ');
    expect(told).not.toContain('s-50: ');
    expect(told).toContain('\n  … and 10 more\n');
  });
});
