import { describe, expect, test } from '@jest/globals';
import { planJson } from '../../lib/plan/plan-json.ts';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { planChange, type Plan } from '../../lib/plan/plan.ts';
import { planText } from '../../lib/plan/plan-text.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { topic } from '../support/objects.ts';
import { fixtureEnvironment } from '../support/fixture.ts';
import { planned, richPlan } from '../support/rich-plan.ts';

function planOf(before: readonly object[], after: readonly object[], live?: readonly object[]): Plan {
  return planChange({
    environment: fixtureEnvironment('eu-prod'),
    before: before as Manifest[],
    after: after as Manifest[],
    today: '2026-11-21',
    ...(live === undefined ? {} : { live: live as Manifest[] }),
  });
}
const kept = topic({ 'retention.ms': '604800000' });
const cut = topic({ 'retention.ms': '86400000' });
const config = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n' },
  data,
});

describe('text', () => {
  test('is the counts, a line an object, the differences, and the approvals that are missing', () => {
    expect(planText(planOf([kept], [cut]))).toBe(`eu-prod: 1 destructive; 0 unchanged
Blocked: 1 destructive change without an approval

destructive  change KafkaTopic kafka/t  what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages

KafkaTopic kafka/t
  written by no service; read by no service
  spec.config.retention.ms  destructive: what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages
  - 604800000
  + 86400000

blocked: what is destructive needs approvals; if it is meant, add to environments/eu-prod.yaml

approvals:
  - object: "KafkaTopic kafka/t"
    change: "spec.config.retention.ms: 604800000 -> 86400000"
    reason: 
    who: 
    until: 
`);
  });

  test('says when nothing changes', () => {
    expect(planText(planOf([kept], [kept]))).toBe('eu-prod: no changes; 1 unchanged\n');
  });

  test('shows drift, and colours risks where it is told to', () => {
    const text = planText(planOf([kept], [kept], [cut]), (risk, word) => `<${risk}>${word}`);
    expect(text).toContain('drift: 1 differences between the baseline and the cluster');
    expect(text).toContain(
      '    spec.config.retention.ms: 604800000 in the baseline, 86400000 in the cluster\n',
    );
    expect(planText(planOf([kept], [cut]), (risk, word) => `<${risk}>${word}`)).toContain(
      '<destructive>destructive',
    );
  });

  test('gives a terminal nothing to act upon', () => {
    const evil = config({ note: '\u001b]0;evil\u0007\u202e' });
    expect(planText(planOf([config({ note: 'a' })], [evil]))).toContain('+ \\u001b]0;evil\\u0007\\u202e');
  });
});

describe('JSON', () => {
  test('has the shape that docs/reference/outputs.md describes', () => {
    const value = JSON.parse(planJson(planOf([kept], [cut]))) as unknown;
    expect(value).toEqual({
      schema: 'workstreams.io/plan/v1',
      environment: 'eu-prod',
      blocked: true,
      exitCode: 3,
      counts: { safe: 0, review: 0, destructive: 1, impossible: 0 },
      unchanged: 0,
      adopted: [],
      others: [],
      objects: [
        {
          id: 'KafkaTopic kafka/t',
          kind: 'KafkaTopic',
          name: 't',
          namespace: 'kafka',
          system: null,
          action: 'change',
          to: null,
          risk: 'destructive',
          says: 'what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages',
          wayOut: [],
          concern: { topics: ['a.t'], owners: [], contracts: [], writers: [], readers: [] },
          fields: [
            {
              path: 'spec.config.retention.ms',
              before: '604800000',
              after: '86400000',
              risk: 'destructive',
              says: 'what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages',
              wayOut: [],
              from: null,
            },
          ],
          needs: [
            {
              change: 'spec.config.retention.ms: 604800000 -> 86400000',
              state: 'missing',
              approval: null,
            },
          ],
        },
      ],
      usedApprovals: [],
      proposedApprovals: [
        {
          object: 'KafkaTopic kafka/t',
          change: 'spec.config.retention.ms: 604800000 -> 86400000',
          count: null,
        },
      ],
      drift: null,
      schemas: [],
      batches: [],
      problems: [],
      warnings: [],
    });
  });

  test('tells everything that there is to tell, and null where there is nothing', () => {
    const place = { file: 'f', line: 1, column: 1 };
    const warning = { level: 'warning', place, key: 'k', what: 'w', fix: 'x' } as const;
    const value = JSON.parse(planJson(richPlan, [warning])) as Record<string, unknown>;
    const [broken, old, , fresh] = value['objects'] as Record<string, unknown>[];
    expect([broken?.['wayOut'], old?.['to'], fresh?.['to'], fresh?.['wayOut']]).toEqual([
      ['first step', 'second step'],
      'Kind n/new',
      null,
      [],
    ]);
    expect((broken?.['fields'] as unknown[] | undefined)?.slice(1)).toEqual([
      { path: 'spec.b', before: null, after: true, risk: 'safe', says: 'it is new', wayOut: [], from: null },
      {
        path: 'spec.password',
        before: '(hidden)',
        after: '(hidden)',
        risk: 'review',
        says: 'another password',
        wayOut: [],
        from: null,
      },
    ]);
    expect(value['drift']).toEqual({
      entries: [
        {
          id: 'Kind n/moved',
          what: 'differs',
          says: 'the cluster has another',
          fields: [
            {
              path: 'spec.f',
              baseline: '1',
              live: '2',
              reset: { risk: 'destructive', says: 'messages are deleted' },
              stays: null,
            },
            { path: 'spec.token', baseline: '(hidden)', live: null, reset: null, stays: null },
          ],
        },
        { id: 'Kind n/lost', what: 'missing', says: 'it is not there', fields: [] },
      ],
      notExported: ['Role', 'Secret'],
    });
    expect((value['others'] as { unread: string | null }[]).map(({ unread }) => unread)).toEqual([
      null,
      'not YAML: bad',
      null,
      null,
    ]);
    expect([value['adopted'], value['batches'], value['usedApprovals']]).toEqual([
      richPlan.adopted,
      richPlan.batches,
      richPlan.usedApprovals.map((one) => ({ ...one, count: null })),
    ]);
    expect([value['problems'], value['warnings'], value['exitCode'], value['blocked']]).toEqual([
      richPlan.problems.map((one) => ({ level: 'error', rule: null, subject: null, ...one })),
      [{ ...warning, rule: null, subject: null }],
      1,
      true,
    ]);
    const none = planJson({ ...richPlan, objects: [{ ...planned('a'), namespace: undefined, system: 's' }] });
    const [one] = (JSON.parse(none) as { objects: Record<string, unknown>[] }).objects;
    expect([one?.['namespace'], one?.['system']]).toEqual([null, 's']);
    expect(planJson(richPlan).endsWith('}\n')).toBe(true);
  });

  test('and nothing that may be a secret, in no format', () => {
    const pod = (value: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd', namespace: 'n' },
      spec: { template: { spec: { containers: [{ name: 'c', env: [{ name: 'DB_PASSWORD', value }] }] } } },
    });
    const files = (jaas: string) =>
      config({ 'client.properties': `sasl.jaas.config=${jaas}\nssl.key.password=${jaas}\n` });
    const plan = planOf(
      [pod('hunter1'), files('hunter1')],
      [pod('hunter2'), files('hunter2')],
      [pod('hunter3'), files('hunter3')],
    );
    for (const text of [planJson(plan), planText(plan), planMarkdown(plan)]) {
      expect(text).not.toContain('hunter');
      expect(text).toContain('(hidden)');
    }
  });
});

describe('Markdown', () => {
  test('begins with the counts, then what to look at, then the differences folded', () => {
    const body = planMarkdown(planOf([kept], [cut]));
    const order = [
      '## eu-prod: 1 destructive',
      '**Blocked: 1 destructive change without an approval.**',
      '### What to look at',
      '- **destructive**: change `KafkaTopic kafka/t`',
      '### Approvals that are missing',
      '<details>',
      '```diff',
      '- 604800000\n+ 86400000',
      '</details>',
    ];
    const places = order.map((part) => body.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test.each([
    ['an end of the fold', '</details><script>alert(1)</script>', /<\/details>(?!\n$)|<script/],
    ['a fence', '```\n# Heading\n@team', /^# Heading/m],
    ['a mention', '@team please', /(?<!`[^`\n]*)@team/],
    ['a template', '{{ secrets.TOKEN }}{% raw %}', /\{\{|\{%/],
    ['a link', '[click](javascript:alert(1)) ![x](http://e.example)', /(?<!\\)\]\(/],
  ])('text from input is no markup: %s', (_what, evil, pattern) => {
    const named = {
      ...kept,
      metadata: { ...kept.metadata, name: evil },
      spec: { ...kept.spec, topicName: evil },
    };
    const running = planMarkdown(
      planOf(
        [named],
        [],
        [
          {
            ...kept,
            status: { conditions: [{ type: 'Ready', status: 'False', reason: evil, message: evil }] },
          },
        ],
      ),
    );
    // In code, nothing is markup; what is left is running text.
    const outside = running.replaceAll(/(`+)[^`](?:.|\n)*?\1/g, '``');
    expect(outside).not.toMatch(pattern);
    const block = planMarkdown(planOf([config({ note: 'a\nb' })], [config({ note: `a\n${evil}` })]));
    expect(block).not.toMatch(/\{\{|\{%/);
    const [, fence = ''] = /\n(`{3,})diff\n/.exec(block) ?? [];
    expect(block.split(`\n${fence}\n`)).toHaveLength(2);
  });

  test('is never longer than a code host takes', () => {
    const many = (retention: string) =>
      Array.from({ length: 3000 }, (_, index) => ({
        ...topic({ 'retention.ms': retention }),
        metadata: { ...kept.metadata, name: `topic-${index}` },
        spec: { topicName: `topic-${index}`, config: { 'retention.ms': retention } },
      }));
    const body = planMarkdown(planOf(many('2000'), many('1000')));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain('## eu-prod: 3000 destructive');
    expect(body).toContain('### Merge in batches');
    expect(body).toContain('change `3000 KafkaTopics, kafka/topic-0 to kafka/topic-999`');
    expect(body.split('\n').length).toBeLessThan(800);
  });
});
