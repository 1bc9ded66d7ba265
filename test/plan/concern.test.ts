import { describe, expect, test } from '@jest/globals';
import { concernsOf } from '../../lib/plan/concern.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { planChange } from '../../lib/plan/plan.ts';
import { planMarkdown } from '../../lib/plan/plan-markdown.ts';
import { planSummary, planText } from '../../lib/plan/plan-text.ts';
import { acl, job, topic, user } from '../support/objects.ts';
import { environmentWith, fixtureEnvironment } from '../support/fixture.ts';

const group = (name: string) => ({ operations: ['Read'], resource: { type: 'group', name } });

const orders = (name = 't', annotations: Record<string, string> = {}) => {
  const made = topic({ 'retention.ms': '604800000' }, { topicName: `a.${name}` });
  return {
    ...made,
    metadata: {
      ...made.metadata,
      name,
      labels: { ...made.metadata.labels, 'workstreams.io/owner': 'billing' },
      annotations: {
        'workstreams.io/contract': `shop/orders/evt/${name}/v1`,
        'workstreams.io/on-call': 'billing-primary',
        'workstreams.io/channel': '#billing',
        ...annotations,
      },
    },
  } as Manifest;
};

const client = (service: string, acls: unknown[], part = 'shop') => {
  const made = user(acls);
  const labels = { 'workstreams.io/service': service, 'app.kubernetes.io/part-of': part };
  return { ...made, metadata: { ...made.metadata, name: service, labels } } as Manifest;
};

const writer = client('checkout', [acl(['Write'])]);
const reader = client('invoices', [acl(['Read']), group('shop-invoices')]);

describe('whom the change of a topic concerns', () => {
  const concern = (
    before: readonly Manifest[],
    after: readonly Manifest[],
    id = 'KafkaTopic kafka/t',
    fields: readonly { path: string }[] = [],
  ) => concernsOf(before, after)({ id, fields });

  test('is its owner, its contract, and who may write and read it', () => {
    expect(concern([orders(), writer, reader], [])).toEqual({
      topics: ['a.t'],
      owners: ['billing, on call billing-primary, #billing'],
      contracts: ['contracts/shop/orders/evt/t/v1'],
      writers: ['checkout'],
      readers: ['invoices (shop-invoices)'],
    });
  });

  test('is a user that may do everything', () => {
    expect(concern([orders(), client('admin', [acl(['All'])])], [])).toMatchObject({
      writers: ['admin'],
      readers: ['admin'],
    });
  });

  test('is those before the change and those after it', () => {
    const later = client('audit', [acl(['Read', 'Describe'])]);
    expect(concern([orders(), reader], [orders(), later])?.readers).toEqual([
      'audit',
      'invoices (shop-invoices)',
    ]);
  });

  test.each<[string, Manifest]>([
    ['has a right to another topic', client('other', [acl(['Read'], 'a.other')])],
    ['may describe it only', client('other', [acl(['Describe'])])],
    ['is denied', client('other', [acl(['Read'], 'a.t', { type: 'deny' })])],
    [
      'has a right to a prefix',
      client('other', [{ ...acl(['Read']), resource: { type: 'topic', name: 'a.', patternType: 'prefix' } }]),
    ],
    ['belongs to the platform', client('other', [acl(['Read'])], 'platform')],
    [
      'has more groups than a service has',
      client('other', [acl(['Read']), ...['a', 'b', 'c', 'd'].map(group)]),
    ],
    ['has no service', user([acl(['Read'])])],
  ])('is no user that %s', (_what, other) => {
    expect(concern([orders(), other], [])?.readers).toEqual([]);
  });

  test('is that of a job which the topic starts, and of the alerts on it, and of nothing that is about no topic', () => {
    const starts = job({}) as unknown as Manifest;
    expect(concern([orders(), starts], [], 'ScaledJob work/j')?.contracts).toEqual([
      'contracts/shop/orders/evt/t/v1',
    ]);
    const alerts = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 't', namespace: 'kafka' },
      spec: { groups: [{ name: 'a.t', rules: [] }] },
    } as Manifest;
    expect(concern([orders(), alerts], [], 'PrometheusRule kafka/t')?.owners).toEqual([
      'billing, on call billing-primary, #billing',
    ]);
    expect(concern([writer], [], 'KafkaUser kafka/checkout')).toBeUndefined();
    expect(concern([topic({}) as Manifest], [], 'ConfigMap kafka/t')).toBeUndefined();
    expect(concern([], [], 'KafkaTopic kafka/t')).toBeUndefined();
  });
});

describe('whom the rights of a user concern', () => {
  const [of, shop, other] = [
    orders('t'),
    orders('x'),
    { ...orders('y'), spec: { topicName: 'b.y' } } as Manifest,
  ];
  const prefix = { ...acl(['Write']), resource: { type: 'topic', name: 'a.', patternType: 'prefix' } };
  const contracts = (one: Manifest, paths: readonly string[]) =>
    concernsOf(
      [of, shop, other, one],
      [],
    )({
      id: 'KafkaUser kafka/checkout',
      fields: paths.map((path) => ({ path })),
    })?.contracts;

  test('is whose topics the rights are that change', () => {
    expect(contracts(writer, ['spec.authorization.acls[Read on topic b.y]'])).toEqual([
      'contracts/shop/orders/evt/y/v1',
    ]);
    expect(contracts(writer, ['spec.authorization.acls[DENY Write on topic a.*]'])).toEqual([
      'contracts/shop/orders/evt/t/v1',
      'contracts/shop/orders/evt/x/v1',
    ]);
  });

  test('is whose topics it may use, where the user comes or goes', () => {
    expect(contracts(writer, [])).toEqual(['contracts/shop/orders/evt/t/v1']);
    expect(contracts(client('checkout', [prefix]), [])).toEqual([
      'contracts/shop/orders/evt/t/v1',
      'contracts/shop/orders/evt/x/v1',
    ]);
  });

  test('is no one where only its rates change', () => {
    expect(contracts(writer, ['spec.quotas.producerByteRate'])).toBeUndefined();
  });
});

test('what has an owner and no topic concerns that owner', () => {
  const canary = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n', labels: { 'workstreams.io/owner': 'billing' } },
  } as Manifest;
  expect(concernsOf([canary], [])({ id: 'ConfigMap n/c', fields: [] })).toEqual({
    topics: [],
    owners: ['billing'],
    contracts: [],
    writers: [],
    readers: [],
  });
});

describe('a plan', () => {
  const plan = (before: readonly Manifest[], after: readonly Manifest[]) =>
    planChange({
      environment: fixtureEnvironment('eu-prod'),
      before,
      after,
      today: '2026-11-21',
      placeOf: (_id, path) => (path.startsWith('spec.config.') ? 'shop.yaml:9:3' : undefined),
    });
  const shorter = {
    ...orders(),
    spec: { ...(orders()['spec'] as object), config: { 'retention.ms': '86400000' } },
  };
  const cut = plan([orders(), writer, reader], [shorter, writer, reader]);
  const told =
    'owner: billing, on call billing-primary, #billing; contract: contracts/shop/orders/evt/t/v1; written by checkout; read by invoices (shop-invoices)';

  test('says beside what needs a decision whom it concerns, and where it is said', () => {
    expect(planText(cut)).toContain(
      `\nKafkaTopic kafka/t\n  ${told}\n  spec.config.retention.ms  destructive:`,
    );
    expect(planText(cut)).toContain('\n  - 604800000\n  + 86400000\n    from: shop.yaml:9:3\n');
    expect(planMarkdown(cut)).toContain('`604800000 (7d)` → `86400000 (1d)`, from `shop.yaml:9:3`\n');
    expect(planMarkdown(cut)).toContain('\n  - owner: billing, on call billing-primary, ');
  });

  test('links to the topic on the catalogue page, where the environment has one', () => {
    const catalogue = 'https://parcels.example.com/catalogue.html';
    expect(planMarkdown(cut)).toContain(
      `read by invoices (shop-invoices); catalogue: [a.t](${catalogue}#/t/a.t)\n`,
    );
    const environment = environmentWith('eu-prod', (terms) => delete terms.monitoring);
    const sides = { before: [orders()], after: [shorter] };
    const unlinked = planMarkdown(planChange({ environment, ...sides, today: '2026-11-21' }));
    expect(unlinked).toContain('owner: billing');
    expect(unlinked).not.toContain('catalogue:');
  });

  test('says nothing of that where nothing needs a decision', () => {
    const longer = {
      ...orders(),
      spec: { ...(orders()['spec'] as object), config: { 'retention.ms': '704800000' } },
    };
    expect(planText(plan([orders(), writer], [longer as Manifest, writer]))).not.toMatch(/owner:|from:/);
  });

  test('as a summary is the verdict, the decisions, and the rest by kind', () => {
    const more = [orders('x'), orders('y'), client('other', [])];
    const both = plan([orders(), writer, reader], [shorter, writer, reader, ...more]);
    expect(planSummary(both)).toBe(`eu-prod: 1 destructive, 1 review, 2 safe; 2 unchanged
Blocked: 1 destructive change without an approval
destructive  change KafkaTopic kafka/t  what is older than 1d is deleted within minutes, until now it is kept 7d: a consumer that lags further loses messages
  ${told}
review       create KafkaUser kafka/other  without the label strimzi.io/cluster Strimzi ignores the object: the user other is not made
safe: create KafkaTopic (2)
`);
    expect(planSummary(plan([orders()], [orders()]))).toBe('eu-prod: no changes; 1 unchanged\n');
  });

  test.each([
    [
      '{"state":"deprecated","until":"2027-06-30","successor":"shop/orders/evt/t/v2"}',
      'deprecated: clients move to shop/orders/evt/t/v2 until 2027-06-30',
    ],
    ['{"state":"retired","since":"2026-12-31"}', 'retired since 2026-12-31: no one should write or read it'],
  ])('says who still uses a topic that comes to its end: %s', (lifecycle, says) => {
    const ending = orders('t', { 'workstreams.io/lifecycle': lifecycle });
    const found = plan([orders(), writer, reader], [ending, writer, reader]);
    expect(found.objects.map(({ risk, says: what }) => [risk, what])).toEqual([['safe', says]]);
    expect(planText(found)).toContain(`\nKafkaTopic kafka/t\n  ${told}\n`);
    expect(planMarkdown(found)).toContain(`### Deprecated and retired\n\n- \`KafkaTopic kafka/t\`: ${says}`);
    const back = plan([ending, writer], [orders(), writer]);
    expect(back.objects.map(({ says: what }) => what)).toEqual(['the topic is in use again']);
  });
});
