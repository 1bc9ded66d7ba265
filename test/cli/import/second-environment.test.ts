import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { loadProject } from '../../../lib/cli/project.ts';
import { judgeProject } from '../../../lib/cli/judge.ts';
import { formatProblem, isError } from '../../../lib/model/text/problem.ts';
import { resolve } from '../../../lib/policies/resolve.ts';
import { done, importingProject, importInto } from '../../support/imported.ts';
import { filesBelow } from '../../support/repository.ts';
import type { StackCopy } from '../../support/stack-copy.ts';
import { today } from '../../support/planned.ts';

const namespaces = { qa: 'kafka-qa', 'eu-prod': 'kafka-eu' } as const;
type Where = keyof typeof namespaces;

const exportOf = (where: Where, items: readonly ((namespace: string) => object)[]) =>
  JSON.stringify(items.map((one) => one(namespaces[where])));

const topic =
  (name: string, spec: object = {}, metadata: object = {}) =>
  (namespace: string) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name, namespace, labels: { 'strimzi.io/cluster': 'kafka' }, ...metadata },
    spec: { partitions: 3, replicas: 1, ...spec },
  });
const user =
  (name: string, topics: readonly string[], operation = 'Read') =>
  (namespace: string) => ({
    ...topic(name)(namespace),
    kind: 'KafkaUser',
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [
          ...topics.map((one) => ({ resource: { type: 'topic', name: one }, operations: [operation] })),
          { resource: { type: 'group', name }, operations: ['Read'] },
        ],
      },
    },
  });

describe('an import from a second environment', () => {
  let copy: StackCopy;
  let first: ReturnType<typeof done>;
  let second: ReturnType<typeof done>;
  const folder = 'contracts/inherited/imported/evt';
  const comment = '# Theirs since 2019.';

  beforeAll(() => {
    copy = importingProject();
    first = done(
      importInto(
        copy,
        exportOf('qa', [
          topic('orders', { config: { 'retention.ms': 3_600_000 } }),
          topic('early'),
          topic('Moved.Topic', {}, { name: 'moved' }),
          user('billing', ['orders']),
          user('stock-qa', ['orders'], 'Write'),
        ]),
        { environment: 'qa' },
      ),
    );
    // Somebody has worked on it since.
    const file = `${folder}/orders/v1/contract.yaml`;
    copy.write(file, copy.read(file).replace('owner:\n', `${comment}\nowner:\n`));
    second = done(
      importInto(
        copy,
        exportOf('eu-prod', [
          topic('orders', { partitions: 12, replicas: 3 }),
          topic('late', { replicas: 3 }),
          topic('moved', { replicas: 3 }),
          user('billing', ['orders', 'late']),
          user('stock-eu-prod', ['orders'], 'Write'),
          user('audit', ['orders']),
        ]),
      ),
    );
  }, 120_000);
  afterAll(() => copy.dispose());

  const contract = (name: string) =>
    parse(copy.read(`${folder}/${name}/v1/contract.yaml`)) as Record<string, unknown> & {
      imported: { in: Record<string, { pinned: Record<string, Record<string, unknown>> }> };
    };

  test('is merged into the contracts and services that the first one made', () => {
    expect(first.done).toMatch(/^qa: 3 topics, 2 users: no change\n/);
    expect(second.done).toMatch(/^eu-prod: 3 topics, 3 users: no change\n/);
    expect(second.done).toContain('2 contracts of other environments, of this one too from now on\n');
    expect(second.edits.filter(({ path }) => path.endsWith('.yaml')).map(({ path }) => path)).toEqual([
      `${folder}/orders/v1/contract.yaml`,
      `${folder}/late/v1/contract.yaml`,
      `${folder}/moved/v1/contract.yaml`,
      'contracts/inherited/system.yaml',
    ]);
    const versions = Object.keys(filesBelow(copy.path(folder))).filter((path) =>
      path.endsWith('contract.yaml'),
    );
    expect(versions.map((path) => path.split('/')[0])).toEqual(['early', 'late', 'moved', 'orders']);
  });

  test('keeps of each environment what it has, and of the contract what people wrote', () => {
    const { imported, consumers, producers } = contract('orders');
    expect(Object.keys(imported.in)).toEqual(['qa', 'eu-prod']);
    expect(imported.in['eu-prod']?.pinned['orders']).toMatchObject({ partitions: 12 });
    expect(imported.in['eu-prod']?.pinned['orders']?.['without']).toContain('retention.ms');
    expect([producers, consumers]).toEqual([
      [{ service: 'stock' }],
      [
        { service: 'billing', group: 'billing' },
        { service: 'audit', group: 'audit' },
      ],
    ]);
    expect(copy.read(`${folder}/orders/v1/contract.yaml`)).toContain(`${comment}\nowner:\n`);
  });

  test('a user is the same service where its name differs by the environment alone', () => {
    const { services } = parse(copy.read('contracts/inherited/system.yaml')) as {
      services: Record<string, { imported: Record<string, { user: string }> }>;
    };
    const users = Object.entries(services).map(([id, { imported }]) => [
      id,
      Object.fromEntries(Object.entries(imported).map(([name, one]) => [name, one.user])),
    ]);
    expect(Object.fromEntries(users)).toEqual({
      billing: { qa: 'billing', 'eu-prod': 'billing' },
      stock: { qa: 'stock-qa', 'eu-prod': 'stock-eu-prod' },
      audit: { 'eu-prod': 'audit' },
    });
  });

  test('leaves every environment with what it had, and the rules content', () => {
    const read = loadProject({ root: copy.root, today });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    expect(judgeProject(read.value).filter(isError).map(formatProblem)).toEqual([]);
    const here = (name: Where | 'dev') => {
      const environment = read.value.environments.find((one) => one.environment === name);
      if (environment === undefined) throw new Error(name);
      const { systems } = resolve(read.value.catalog, environment);
      const system = systems.find(({ declaration }) => declaration.id === 'inherited');
      return [
        system?.families.flatMap(({ topics }) =>
          topics.map((one) => `${one.name.value} ${one.partitions.value}`),
        ),
        system?.principals.map((one) => one.name),
      ];
    };
    expect(here('qa')).toEqual([
      ['early 3', 'moved 3', 'orders 3'],
      ['billing', 'stock-qa'],
    ]);
    expect(here('eu-prod')).toEqual([
      ['late 3', 'moved 3', 'orders 12'],
      ['billing', 'stock-eu-prod', 'audit'],
    ]);
    expect(here('dev')).toEqual([[], []]);
  });

  test('and once more writes nothing', () => {
    const before = filesBelow(copy.root);
    const again = done(importInto(copy, copy.read('live.yaml')));
    expect([again.edits, again.changes]).toEqual([[], false]);
    expect(filesBelow(copy.root)).toEqual(before);
  });
});

test('finds a contract that people have moved, and edits one that they have written in their own way', () => {
  const copy = importingProject();
  try {
    const from = (where: Where) =>
      exportOf(where, [topic('sorted', { replicas: 3 }), topic('moved', { replicas: 3 })]);
    done(importInto(copy, from('qa'), { environment: 'qa' }));
    const folder = 'contracts/inherited/imported/evt';
    for (const file of ['contract.yaml', 'value.schema.json', 'samples/example.json']) {
      copy.write(
        `contracts/inherited/stock/met/moved/v1/${file}`,
        copy.read(`${folder}/moved/v1/${file}`).replace('team: unknown', 'team: stock'),
      );
    }
    copy.remove(`${folder}/moved`);
    const file = `${folder}/sorted/v1/contract.yaml`;
    const { imported, ...terms } = parse(copy.read(file)) as Record<string, unknown>;
    copy.write(file, `# Ours.\nimported: ${JSON.stringify(imported)} # found\n${stringify(terms)}`);

    const { done: told } = done(importInto(copy, from('eu-prod')));

    expect(told).toMatch(/^eu-prod: 2 topics, 0 users: no change\n/);
    expect(told).toContain('2 contracts of other environments, of this one too from now on\n');
    const inOf = (path: string) =>
      Object.keys((parse(copy.read(path)) as { imported: { in: object } }).imported.in);
    expect(inOf(file)).toEqual(['qa', 'eu-prod']);
    expect(copy.read(file)).toMatch(/^# Ours\.\nimported: \{.*\} # found\n/);
    const moved = 'contracts/inherited/stock/met/moved/v1/contract.yaml';
    expect(inOf(moved)).toEqual(['qa', 'eu-prod']);
    expect(copy.read(moved)).toContain('team: stock');
  } finally {
    copy.dispose();
  }
});

describe('topics whose names have the environment in them', () => {
  const folder = 'contracts/inherited/imported/evt';
  let copy: StackCopy;
  beforeAll(() => {
    copy = importingProject();
  });
  afterAll(() => copy.dispose());

  const named = (...names: string[]) =>
    names.map((name) => topic(name.replaceAll('.', '-'), { topicName: name, replicas: 3 }));
  const topicsIn = (folderName: string) => {
    const { imported } = parse(copy.read(`${folder}/${folderName}/v1/contract.yaml`)) as {
      imported: { topic?: string; in: Record<string, { topic?: string }> };
    };
    return Object.fromEntries(
      Object.entries(imported.in).map(([where, one]) => [where, one.topic ?? imported.topic ?? folderName]),
    );
  };
  const namesOf = (name: Where) => {
    const read = loadProject({ root: copy.root, today });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    expect(judgeProject(read.value).filter(isError).map(formatProblem)).toEqual([]);
    const environment = read.value.environments.find((one) => one.environment === name);
    if (environment === undefined) throw new Error(name);
    return resolve(read.value.catalog, environment)
      .systems.filter(({ declaration }) => declaration.id === 'inherited')
      .flatMap(({ families }) =>
        families.flatMap(({ topics }) => topics.map((one) => `${one.name.value} (${one.object.value})`)),
      );
  };

  test('are one contract, where there is one alike on both sides', () => {
    const qa = ['qa.orders', 'acme.qa.bills', 'qa.two', 'plain', 'both.qa', 'qa-only'];
    const prod = ['prod.orders', 'acme.eu-prod.bills', 'prod.two', 'eu-prod.two', 'prod.plain', 'both.qa'];
    done(importInto(copy, exportOf('qa', named(...qa)), { environment: 'qa' }));
    const second = done(importInto(copy, exportOf('eu-prod', named(...prod))));
    expect(second.done).toMatch(/^eu-prod: 6 topics, 0 users: no change\n/);
    expect(second.done).toContain('3 contracts of other environments, of this one too from now on\n');
    expect(topicsIn('qa.orders')).toEqual({ qa: 'qa.orders', 'eu-prod': 'prod.orders' });
    expect(topicsIn('acme.qa.bills')).toEqual({ qa: 'acme.qa.bills', 'eu-prod': 'acme.eu-prod.bills' });
    expect(topicsIn('both.qa')).toEqual({ qa: 'both.qa', 'eu-prod': 'both.qa' });
    expect(topicsIn('qa.two')).toEqual({ qa: 'qa.two' });
    expect(topicsIn('plain')).toEqual({ qa: 'plain' });
    expect(topicsIn('qa-only')).toEqual({ qa: 'qa-only' });
    const withObjects = (names: string[]) =>
      names.map((name) => `${name} (${name.replaceAll('.', '-')})`).toSorted();
    expect(namesOf('qa').toSorted()).toEqual(withObjects(qa));
    expect(namesOf('eu-prod').toSorted()).toEqual(withObjects(prod));
    expect(done(importInto(copy, copy.read('live.yaml'))).edits).toEqual([]);
  });

  test('come back to their contract from what was rendered', () => {
    const ours = topic('prod-orders', { topicName: 'prod.orders', replicas: 3 })('kafka-eu');
    const labels = {
      ...ours.metadata.labels,
      'app.kubernetes.io/managed-by': 'workstreams',
      'app.kubernetes.io/component': 'source',
    };
    const annotations = { 'workstreams.io/contract': 'inherited/imported/evt/qa.orders/v1' };
    copy.remove(`${folder}/qa.orders`);
    const { done: told } = done(
      importInto(copy, JSON.stringify([{ ...ours, metadata: { ...ours.metadata, labels, annotations } }])),
    );
    expect(told).toContain('eu-prod: 1 topic, 0 users:');
    expect(topicsIn('qa.orders')).toEqual({ 'eu-prod': 'prod.orders' });
    expect(namesOf('eu-prod')).toContain('prod.orders (prod-orders)');
  });
});
