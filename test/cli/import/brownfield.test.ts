import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { planChange, planExitCode } from '../../../lib/plan/plan.ts';
import { planText } from '../../../lib/plan/plan-text.ts';
import { readExport } from '../../../lib/release/read-manifests.ts';
import { loadProject } from '../../../lib/cli/project.ts';
import { judgeProject } from '../../../lib/cli/judge.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import type { Manifest } from '../../../lib/model/manifest.ts';
import { resolve } from '../../../lib/policies/resolve.ts';
import { explainTopic } from '../../../lib/reports/explain.ts';
import { done, importingProject, importInto } from '../../support/imported.ts';
import { filesBelow } from '../../support/repository.ts';
import type { StackCopy } from '../../support/stack-copy.ts';
import { today } from '../../support/planned.ts';

const exported = readFileSync(join(import.meta.dirname, 'brownfield.yaml'), 'utf8');
const folder = 'contracts/inherited/imported/evt';
// A folder holds no capitals: a hash tells the topic from others that would read alike.
const customers = 'customer-master-v2-38t7p19d';

describe('an export of others', () => {
  let copy: StackCopy;
  let result: ReturnType<typeof done>;

  beforeAll(() => {
    copy = importingProject();
    result = done(importInto(copy, exported));
  }, 120_000);

  afterAll(() => copy.dispose());

  const contract = (topic: string) =>
    parse(copy.read(`${folder}/${topic}/v1/contract.yaml`)) as Record<string, unknown>;

  const loaded = () => {
    const read = loadProject({ root: copy.root, today, environments: ['eu-prod'] });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    const [environment] = read.value.environments;
    if (environment === undefined) throw new Error('no environment');
    return { project: read.value, environment };
  };

  const rendered = () => {
    const { project: now, environment } = loaded();
    const after: Manifest[] = [];
    const problems = judgeProject(
      now,
      () =>
        ({ manifests }) =>
          after.push(...manifests),
    );
    return { problems, after, environment };
  };

  test('says that nothing changes, what was left alone and why, and what is excused until when', () => {
    expect(result.done.split('\n')).toEqual([
      'eu-prod: 3 topics, 3 users: no change',
      '3 contracts of topics that had none',
      '3 services for users',
      '1 object left alone, kept by Kafka for itself: KafkaTopic kafka-eu/consumer-offsets---84e7a678d08f4bd226872e5cdd4eb527fadc1c6a',
      '1 object left alone, of another cluster: KafkaTopic kafka-eu/elsewhere',
      '1 object left alone, unmanaged (strimzi.io/managed: "false"): KafkaTopic kafka-eu/let-go',
      '1 object left alone, being deleted: KafkaTopic kafka-eu/leaving',
      '1 object left alone, of kinds that are not imported: Secret kafka-eu/orders-app',
      '1 object left alone, scalers of others: what they run is theirs: ScaledJob batch/theirs',
      '1 object managed by Helm until now, hand over before two of us set them back: KafkaTopic kafka-eu/orders-topic',
      '3 topics pinned as imported: each contract says how',
      'exception until 2027-05-20: retention-in-range of contracts/inherited/imported/evt/orders/v1/contract.yaml',
      'exception until 2027-05-20: retention-in-range of contracts/inherited/imported/evt/billing.invoice-created/v1/contract.yaml',
      `exception until 2027-05-20: valid-kafka-topic of contracts/inherited/imported/evt/${customers}/v1/contract.yaml`,
      'exception until 2027-05-20: no-wide-kafka-rights of KafkaUser kafka-eu/admin',
      'exception until 2027-05-20: no-wide-kafka-rights of KafkaUser kafka-eu/orders-app',
      '25 questions to answer: workstreams lint tells each',
      '  new  contracts/inherited/imported/evt/orders/v1/contract.yaml',
      '  new  contracts/inherited/imported/evt/billing.invoice-created/v1/contract.yaml',
      `  new  contracts/inherited/imported/evt/${customers}/v1/contract.yaml`,
      '  new  contracts/inherited/system.yaml',
      '  edit environments/eu-prod.yaml',
      '',
    ]);
  });

  test('writes what is known as terms, what is not as questions, and pins the rest', () => {
    expect(contract('orders')).toEqual({
      apiVersion: 'workstreams.io/v1',
      kind: 'Contract',
      purpose: 'To be described: the topic orders was there before its contract',
      owner: { team: 'unknown', onCall: 'unknown', channel: '#unknown' },
      classification: 'restricted',
      pii: 'high',
      key: { field: 'unknown', why: 'Not known: the topic was there before its contract' },
      partitions: 12,
      retention: '90d',
      maxMessageSize: '1000012B',
      compression: 'lz4',
      settings: { 'retention.bytes': '1GiB', 'segment.bytes': '512MiB' },
      load: { messagesPerSecond: 1, bytesPerMessage: '1KiB' },
      serviceLevels: { produceWithin: '1s', consumeWithin: '1h', alertLag: 10_000 },
      schema: { format: 'json-schema', compatibility: 'none' },
      producers: [{ service: 'orders-app' }],
      // Not admin: what is denied to it wins.
      consumers: [{ service: 'billing-reader', group: 'billing-orders' }],
      lifecycle: { state: 'active' },
      exceptions: [{ rule: 'retention-in-range', reason: 'imported on 2026-11-21', until: '2027-05-20' }],
      questions: ['purpose', 'owner', 'classification', 'pii', 'key', 'load', 'serviceLevels', 'schema'],
      imported: {
        in: {
          'eu-prod': {
            since: '2026-11-21',
            pinned: {
              orders: {
                object: 'orders-topic',
                replicas: 2,
                config: { 'min.insync.replicas': '1' },
                without: ['local.retention.ms', 'remote.storage.enable'],
                labels: { squad: 'orders' },
                annotations: { 'meta.helm.sh/release-name': 'orders' },
              },
            },
          },
        },
      },
    });
    expect(contract(customers)).toMatchObject({
      partitions: 1,
      cleanup: 'compact,delete',
      imported: {
        topic: 'Customer_Master.V2',
        in: {
          'eu-prod': {
            pinned: {
              'Customer_Master.V2': {
                object: 'customer-master',
                without: expect.arrayContaining(['partitions', 'replicas']),
              },
            },
          },
        },
      },
    });
    expect(contract('billing.invoice-created')).toMatchObject({
      retention: 'endless',
      producers: [{ service: 'billing-reader' }],
      consumers: [{ service: 'admin' }, { service: 'billing-reader', group: 'billing-invoices' }],
    });
  });

  test('nothing that the export holds beside the spec is written anywhere', () => {
    const written = filesBelow(copy.root);
    const leaking = Object.keys(written).filter(
      (file) => file !== 'live.yaml' && (written[file] ?? '').includes('hunter2'),
    );
    expect(leaking).toEqual([]);
    expect(result.done).not.toContain('hunter2');
  });

  test('the system is written with its users, and comments that are added later stay', () => {
    const text = copy.read('contracts/inherited/system.yaml');
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/node_modules\/workstreams\/schemas\/system\.schema\.json\napiVersion: workstreams\.io\/v1\nkind: System\npurpose: .*\nnaming: imported\nservices:\n/,
    );
    const { services } = parse(text) as { services: Record<string, Record<string, unknown>> };
    expect(Object.keys(services)).toEqual(['admin', 'billing-reader', 'orders-app']);
    copy.write('contracts/inherited/system.yaml', text.replace('services:\n', 'services:\n  # Kept.\n'));
  });

  test('a plan against the same export shows no change: what is there is adopted', () => {
    const live = readExport(copy.path('live.yaml'));
    if (!live.ok) throw new Error('unread');
    const { after, environment } = rendered();
    const plan = planChange({
      environment,
      before: live.value.objects,
      after,
      today,
      live: live.value.objects,
      system: 'inherited',
    });
    // What puts the new folder into the cluster is made; of what was exported nothing changes.
    expect(plan.objects.map(({ action, id }) => `${action} ${id}`)).toEqual([
      'create Application argocd/workstreams-eu-prod-inherited',
    ]);
    expect(plan.adopted).toEqual([
      'KafkaTopic kafka-eu/billing.invoice-created',
      'KafkaTopic kafka-eu/customer-master',
      'KafkaTopic kafka-eu/orders-topic',
      'KafkaUser kafka-eu/admin',
      'KafkaUser kafka-eu/billing.reader',
      'KafkaUser kafka-eu/orders-app',
    ]);
    const exportedKinds = after.filter(({ kind }) => kind !== 'Application');
    const alone = planChange({
      environment,
      before: live.value.objects,
      after: exportedKinds,
      today,
      live: live.value.objects,
      system: 'inherited',
    });
    expect(planExitCode(alone)).toBe(0);
    expect(planText(alone)).toBe(
      `eu-prod: no changes; 0 unchanged

6 adopted (KafkaTopic kafka-eu/billing.invoice-created and 5 more): they get our labels, annotations and protection, which is no change

drift: the cluster is as the baseline says
`,
    );
  });

  test('a line that is taken out of found is decided by class and environment, and the plan says what that does', () => {
    const file = `${folder}/orders/v1/contract.yaml`;
    const kept = copy.read(file);
    const live = readExport(copy.path('live.yaml'));
    if (!live.ok) throw new Error('unread');
    try {
      copy.edit(file, '          config:\n            min.insync.replicas: "1"\n', '');
      const { after, environment } = rendered();
      const plan = planChange({ environment, before: live.value.objects, after, today, system: 'inherited' });
      expect(plan.objects.flatMap(({ fields }) => fields.map(({ change }) => change))).toEqual([
        'spec.config.min.insync.replicas: 1 -> 2',
      ]);
    } finally {
      copy.write(file, kept);
    }
  });

  test('what was there in one environment is made nowhere else', () => {
    const other = loadProject({ root: copy.root, today, environments: ['dev'] });
    const [dev] = other.ok ? other.value.environments : [];
    if (!other.ok || dev === undefined) throw new Error('unread');
    const inherited = resolve(other.value.catalog, dev).systems.find(
      ({ declaration }) => declaration.id === 'inherited',
    );
    expect([inherited?.families, inherited?.principals]).toEqual([[], []]);
  });

  test('each question and each thing that is kept is a warning at its line', () => {
    const { problems } = rendered();
    const told = problems
      .filter(({ rule }) => rule === 'no-open-questions' || rule === 'no-pinned-values')
      .map(
        ({ place, what, level }) => `${place.file.replace(`${folder}/`, '')}:${place.line} ${level}: ${what}`,
      );
    expect(told).toHaveLength(25 + 3 + 3);
    expect(told).toContain(
      'orders/v1/contract.yaml:45 warning: purpose is not known: what stands here is a guess',
    );
    expect(told).toContain(
      'orders/v1/contract.yaml:60 warning: orders is pinned to what was imported: object, replicas, labels, annotations, min.insync.replicas, local.retention.ms left to the broker, remote.storage.enable left to the broker',
    );
    expect(told.filter((line) => line.includes('the user orders-app'))).toEqual([
      expect.stringContaining(
        'the user orders-app of orders-app is pinned to what was imported: authentication, acls, quotas',
      ),
    ]);
  });

  test('explain says what is pinned, and where', () => {
    const { project: now, environment } = loaded();
    const { facts = [] } = explainTopic(resolve(now.catalog, environment), 'orders');
    const origins = Object.fromEntries(
      facts.map(({ fact, value, from, where }) => [fact, [value, from, where]]),
    );
    expect(origins['KafkaTopic']).toEqual([
      'kafka-eu/orders-topic',
      'imported',
      `${folder}/orders/v1/contract.yaml:60:19: imported`,
    ]);
    expect(origins['segment.bytes']?.slice(0, 2)).toEqual(['536870912', 'contract']);
    expect(origins['retention.ms']?.slice(0, 2)).toEqual(['7776000000', 'contract']);
  });

  test('contracts that are lost come back from what they rendered, with their questions, and only there', () => {
    const { after } = rendered();
    const other = importingProject();
    other.write('contracts/inherited/system.yaml', copy.read('contracts/inherited/system.yaml'));
    try {
      const items = after.filter(({ kind, metadata }) => {
        const system = metadata.labels?.['app.kubernetes.io/part-of'];
        return system === 'inherited' && ['KafkaTopic', 'KafkaUser'].includes(kind);
      });
      const back = done(
        importInto(other, JSON.stringify({ kind: 'List', apiVersion: 'v1', items }), {
          system: undefined,
        }),
      );
      expect(back.done.split('\n').slice(0, 2)).toEqual([
        'eu-prod: 3 topics, 3 users: no change',
        '3 contracts of ours back where they stood',
      ]);
      const restored = parse(other.read(`${folder}/${customers}/v1/contract.yaml`)) as Record<
        string,
        unknown
      >;
      const lost = contract(customers);
      expect([restored['questions'], restored['imported']]).toEqual([
        [...(lost['questions'] as string[])],
        lost['imported'],
      ]);
    } finally {
      other.dispose();
    }
  });

  test('a second import skips what is declared, and writes nothing', () => {
    const before = filesBelow(copy.root);
    const again = done(importInto(copy, exported));
    expect(again.done.split('\n').slice(0, 2)).toEqual([
      'eu-prod: 0 topics, 3 users: no change',
      '3 topics declared already: skipped',
    ]);
    expect(again.edits).toEqual([]);
    expect(filesBelow(copy.root)).toEqual(before);
  });

  test('a third brings what is new into the system that is there', () => {
    const fresh = exported
      .replace('name: elsewhere', 'name: refunds')
      .replace('strimzi.io/cluster: other', 'strimzi.io/cluster: kafka')
      .replace('name: billing.reader', 'name: refunds-reader');
    const third = done(
      importInto(copy, fresh, {
        owner: { team: 'refunds', onCall: 'refunds-primary', channel: '#refunds' },
      }),
    );
    expect(third.done).toMatch(/^eu-prod: 1 topic, 3 users: no change\n/);
    expect(contract('refunds')).toMatchObject({
      owner: { team: 'refunds' },
      consumers: [{ service: 'admin' }],
    });
    expect(contract('refunds')['questions']).not.toContain('owner');
    const system = copy.read('contracts/inherited/system.yaml');
    expect(system).toContain('\n  refunds-reader:\n    purpose: ');
    expect(system).toContain('services:\n  # Kept.\n  admin:\n');
  });
});
