import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import * as ws from '../../lib/index.ts';
import { formatProblem, type Problem } from '../../lib/model/text/problem.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workstreams-stack-'));
  for (const [file, value] of Object.entries({
    'contracts/shop/system.yaml': system,
    'contracts/shop/orders/evt/placed/v1/contract.yaml': contract,
    'contracts/shop/orders/evt/placed/v1/value.schema.json': schema,
    'contracts/shop/orders/evt/placed/v1/samples/one.json': { orderId: 'a' },
    'environments/qa.yaml': terms('qa'),
  }))
    write(file, value);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const write = (file: string, value: object): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(
    join(root, file),
    file.endsWith('.json') ? JSON.stringify(value) : stringify(value, { aliasDuplicateObjects: false }),
  );
};

const system = {
  apiVersion: 'workstreams.io/v1',
  kind: 'System',
  purpose: 'Sells things',
  naming: { topic: '{env}.{topic}' },
  services: { checkout: { purpose: 'Takes orders' }, billing: { purpose: 'Bills orders' } },
};

const contract = {
  ...(ws.contract('shop/orders/evt/placed/v1', {
    purpose: 'An order was placed',
    owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
    key: { field: 'orderId', why: 'What happens to one order stays in order' },
    producers: [{ service: 'checkout' }],
    consumers: [{ service: 'billing' }],
  }).source.value as object),
};

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['orderId'],
  properties: { orderId: { type: 'string', maxLength: 64 } },
};

/** An environment with nothing in common with others but what is given. */
function terms(
  name: string,
  more: Partial<ws.EnvironmentProps> & { readonly kafkaIn?: string } = {},
): object {
  const { kafkaIn = `kafka-${name}`, ...props } = more;
  const made = ws.environment({
    environment: name,
    topics: { env: name },
    kafka: { namespace: kafkaIn, brokers: 3 },
    workloads: { namespaces: { shop: `shop-${name}` }, credentials: { delivery: 'kafka-access' } },
    ...props,
  });
  return made.source.value as object;
}

/** What is said of the stack, by one rule or as it cannot be read. */
function said(rule: string | undefined, environments?: readonly string[]): string[] {
  const project = loadProject({ root, today: '2026-11-21', ...(environments && { environments }) });
  const all: readonly Problem[] = project.ok ? judgeProject(project.value) : project.problems;
  return all.filter((one) => one.rule === rule).map(formatProblem);
}

describe('no-stale-entries', () => {
  test('is silent on what is there', () => {
    expect(said('no-stale-entries')).toEqual([]);
  });

  test('names each entry of an environment that is left of a system, a contract or a queue', () => {
    write(
      'environments/qa.yaml',
      terms('qa', {
        workloads: {
          namespaces: { shop: 'shop-qa', shopp: 'shop-qa', gone: 'gone-qa' },
          credentials: { delivery: 'kafka-access' },
        },
        keys: { 'field-key': { system: 'gone', rotated: '2026-11-01' } },
        renames: { 'shop/orders/evt/placed/v1': 'dual', 'gone/orders/evt/placed/v1': 'retired' },
        exceptions: [
          { rule: 'meaningful-key', subject: 'gone/orders/evt/placed/v1', reason: 'x', until: '2027-01-01' },
          { rule: 'image-pinned', subject: 'Deployment qa/x', reason: 'x', until: '2027-01-01' },
        ],
        images: { executors: { 'tools.print': { repository: 'print', tag: '1' } } },
      }),
    );
    const told = said('no-stale-entries');
    expect(told.map((one) => one.split('\n').slice(1).join(' / ').trim())).toEqual([
      'workloads.namespaces.shopp: there is no system "shopp" [no-stale-entries] /   remove the entry; did you mean "shop"?',
      'workloads.namespaces.gone: there is no system "gone" [no-stale-entries] /   remove the entry; known: shop',
      'keys.field-key.system: there is no system "gone" [no-stale-entries] /   remove the entry; known: shop',
      'renames.shop/orders/evt/placed/v1: the contract shop/orders/evt/placed/v1 has no renamedFrom [no-stale-entries] /   remove the entry',
      'renames.gone/orders/evt/placed/v1: there is no contract gone/orders/evt/placed/v1 [no-stale-entries] /   remove the entry',
      'exceptions[0].subject: there is no contract gone/orders/evt/placed/v1 [no-stale-entries] /   remove the entry; did you mean "shop/orders/evt/placed/v1"?',
      'images.executors.tools.print: no queue has the executor tools.print [no-stale-entries] /   remove the entry',
    ]);
    for (const one of told) expect(one).toMatch(/^environments\/qa\.yaml:\d+:\d+\n/);
  });

  test('names a system without a contract, but not one whose users alone were imported', () => {
    write('contracts/empty/system.yaml', { ...system, services: {} });
    write('contracts/legacy/system.yaml', {
      ...system,
      naming: 'imported',
      services: { old: { purpose: 'Was there', imported: { qa: { user: 'old' } } } },
    });
    expect(said('no-stale-entries')).toEqual([
      'contracts/empty/system.yaml:1:1\n  the system empty has no contract [no-stale-entries]\n  add one (npx workstreams new topic), or remove contracts/empty',
    ]);
  });

  test('waits where a file cannot be read: what it names may be in that file', () => {
    write('contracts/shop/system.yaml', { ...system, kind: 'Systems' });
    expect(said('no-stale-entries')).toEqual([]);
  });
});

test('a contract that cannot be read is not also missing from its context', () => {
  const file = 'contracts/shop/orders/evt/placed/v1/contract.yaml';
  write('contracts/shop/system.yaml', { ...system, contextClasses: ['evt', 'cmd'] });
  expect(said('required-context-classes')).toEqual([
    `${file}:1:1\n  the context shop/orders has no topic of class cmd [required-context-classes]\n  add contracts/shop/orders/cmd/<topic>/v1`,
  ]);
  write('contracts/shop/orders/cmd/place/v1/contract.yaml', { kind: 'Contract' });
  expect(said('required-context-classes')).toEqual([]);
});

describe('no-shared-objects', () => {
  const onOne = (name: string, more: Parameters<typeof terms>[1] = {}) =>
    write(`environments/${name}.yaml`, terms(name, { cluster: 'one', ...more }));

  test('is silent on environments of different clusters, and on one cluster with namespaces of their own', () => {
    write('environments/two.yaml', terms('two', { kafkaIn: 'kafka-qa' }));
    expect(said('no-shared-objects')).toEqual([]);
    onOne('qa');
    onOne('two');
    expect(said('no-shared-objects')).toEqual([]);
  });

  test('fires once for a pair, with the first objects, their number, and what to change', () => {
    onOne('qa');
    onOne('two', {
      kafkaIn: 'kafka-qa',
      workloads: { namespaces: { shop: 'shop-qa' }, credentials: { delivery: 'kafka-access' } },
    });
    const told = said('no-shared-objects');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^environments\/two\.yaml:\d+:\d+\n {2}cluster: on this cluster qa and two both render \w+ [\w/-]+ \([\w.]+\), .* and \d+ more \[no-shared-objects\]\n {2}write another value for kafka\.namespace, workloads\.namespaces\.shop in one of the two, or say another cluster where they are on different ones$/,
    );
  });

  test('fires also where only one of the two is asked for', () => {
    onOne('qa');
    onOne('two', { kafkaIn: 'kafka-qa' });
    expect(said('no-shared-objects', ['qa'])).toHaveLength(1);
    expect(said('no-shared-objects', ['two'])).toHaveLength(1);
  });
});

describe('a file of the format before v1', () => {
  const upgrade = 'run `npx workstreams upgrade`: it rewrites the file and keeps its comments';

  test('has one problem, whatever else its keys are called', () => {
    const { apiVersion: _a, kind: _k, ...old } = contract as Record<string, unknown>;
    write('contracts/shop/orders/evt/placed/v1/contract.yaml', {
      ...old,
      formerly: { topic: 'x', object: 'x' },
    });
    expect(said(undefined)).toEqual([
      `contracts/shop/orders/evt/placed/v1/contract.yaml:1:1\n  the file has no apiVersion and kind: it is of a format before workstreams.io/v1\n  ${upgrade}; or begin it with apiVersion: workstreams.io/v1 and kind: Contract`,
    ]);
  });

  test('each old key in a new file names the new one', () => {
    const { topics, workloads, ...environment } = terms('qa') as Record<string, Record<string, unknown>>;
    write('environments/qa.yaml', {
      ...environment,
      topics: { ...topics, prefix: 'qa', loadShare: 1 },
      workloads: { ...workloads, credentials: { way: 'same-namespace' } },
      moves: {},
    });
    write('contracts/shop/orders/evt/placed/v1/contract.yaml', {
      ...contract,
      serviceLevels: { produceWithin: '1s', consumeWithin: '1m', lagThreshold: 100 },
      scaling: { deadline: '1m', lagThreshold: 1 },
      formerly: { topic: 'x', object: 'x' },
      found: { in: {} },
    });
    const told = said(undefined).filter((one) => one.includes('unknown key'));
    const upgraded = 'workstreams upgrade rewrites files of the earlier format';
    expect(told.map((one) => one.split('\n').slice(1).join(' /').replaceAll(/ {2,}/g, ' ').trim())).toEqual([
      `serviceLevels.lagThreshold: unknown key / write "alertLag": ${upgraded}`,
      `scaling.lagThreshold: unknown key / write "messagesPerJob": ${upgraded}`,
      `formerly: unknown key / write "renamedFrom": ${upgraded}`,
      `found: unknown key / write "imported": ${upgraded}`,
      `topics.prefix: unknown key / write "env": ${upgraded}`,
      `topics.loadShare: unknown key / write "loadFactor": ${upgraded}`,
      `workloads.credentials.way: unknown key / write "delivery": ${upgraded}`,
      `moves: unknown key / write "migrations": ${upgraded}`,
    ]);
  });
});
