import { describe, expect, test } from '@jest/globals';
import * as ws from '../../lib/index.ts';
import { systemUnits } from '../../lib/units/system.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { manifestId } from '../../lib/model/manifest.ts';
import { checkResolved } from '../../lib/governance/engine.ts';
import { namings } from '../support/namings.ts';

const common = {
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
  deadLetter: { triage: 'The on-call looks at it' },
  producers: [{ service: 'writer' }],
};
const scaling = { deadline: '10m', executorClass: 'tools', executorKind: 'print' } as const;
const services = {
  writer: { purpose: 'Writes' },
  reader: { purpose: 'Reads' },
  triage: {
    purpose: 'Looks at dead letters',
    duties: [{ duty: 'dead letter operator' as const, topics: 'all' as const }],
  },
};

const queue = (address: string, props: Partial<ws.ContractProps> = {}) =>
  ws.contract(address, {
    ...common,
    purpose: 'Work',
    consumers: [{ service: 'reader' }],
    scaling,
    ...props,
  });
const event = (address: string) =>
  ws.contract(address, {
    owner: common.owner,
    key: common.key,
    purpose: 'A fact',
    producers: common.producers,
    consumers: [{ service: 'reader' }],
  });

const environment = (props: Partial<ws.EnvironmentProps> = {}) =>
  ws.environment({
    environment: 'qa',
    topics: { env: 'qa' },
    queues: {
      workbench: true,
      executorClasses: { tools: { namespace: 'jobs' }, heavy: { namespace: 'heavy' } },
    },
    ...props,
  });

const shop = ws.system('shop', { purpose: 'Sells', naming: namings.namespaced, services });
const post = ws.system('post', { purpose: 'Sends', naming: { topic: '{system}.{topic}' }, services });

function resolvedWith(contracts: readonly ws.Contract[], where = environment()) {
  const catalog = ws.catalogOf(contracts, [post, shop]);
  return ws.resolve(catalog, where);
}

function systemIn(resolved: ws.Resolved, id: string): ws.ResolvedSystem {
  const found = resolved.systems.find(({ declaration }) => declaration.id === id);
  if (found === undefined) throw new Error(`no system ${id}`);
  return found;
}

/** Objects by the system that renders them. */
function objects(resolved: ws.Resolved, id: string): Manifest[] {
  return systemUnits(systemIn(resolved, id)).flatMap(({ name, build }) => renderUnit(name, build));
}

const ids = (manifests: readonly Manifest[], ...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind)).map((one) => manifestId(one));

describe('names of queues', () => {
  test('follow from system, context and topic, and of each tenant from the tenant', () => {
    const where = environment({ tenants: ['a', 'a-b'] });
    const resolved = resolvedWith(
      [
        queue('post/letters/work/stamps/v1'),
        queue('post/letters/work/stamps/v2'),
        queue('shop/bills/work/print-jobs/v1'),
      ],
      where,
    );
    const named = (id: string) => systemIn(resolved, id).queues.map(({ base, group }) => [base, group.value]);
    expect(named('post')).toEqual([['post-letters-stamps', 'post-letters-stamps-v1']]);
    expect(named('shop')).toEqual([
      ['shop-a--bills-print-jobs', 'shop-a--bills-print-jobs-v1'],
      ['shop-a-b--bills-print-jobs', 'shop-a-b--bills-print-jobs-v1'],
    ]);
    expect(
      systemIn(resolved, 'shop').queues.flatMap(({ principals }) =>
        principals.map((one) => [one.name, one.tenant]),
      ),
    ).toEqual([
      ['shop-a--bills-print-jobs-writer', 'a'],
      ['shop-a--bills-print-jobs-reader', 'a'],
      ['shop-a--bills-print-jobs-scaler', 'a'],
      ['shop-a-b--bills-print-jobs-writer', 'a-b'],
      ['shop-a-b--bills-print-jobs-reader', 'a-b'],
      ['shop-a-b--bills-print-jobs-scaler', 'a-b'],
    ]);
  });

  test('of a topic that no label can hold have a hash, so that no two are alike', () => {
    const naming = { topic: '{topic}', segments: { topic: { pattern: '[A-Za-z_]+' } } };
    const odd = ws.system('odd', { purpose: 'Odd', naming, services });
    const catalog = ws.catalogOf(
      ['Print_Jobs', 'print_jobs'].map((topic) => queue(`odd/c/work/${topic}/v1`)),
      [odd],
    );
    const bases = ws.resolve(catalog, environment()).systems[0]?.queues.map(({ base }) => base) ?? [];
    expect(bases).toEqual([
      expect.stringMatching(/^odd-c-print-jobs-[0-9][0-9a-v]{7}$/),
      expect.stringMatching(/^odd-c-print-jobs-[0-9][0-9a-v]{7}$/),
    ]);
    expect(new Set(bases).size).toBe(2);
  });
});

describe('two systems with queues in one environment', () => {
  const contracts = [
    queue('post/letters/work/stamps/v1'),
    event('post/letters/evt/sent/v1'),
    queue('shop/bills/work/print/v1'),
  ];
  const resolved = resolvedWith(contracts, environment({ tenants: ['main'] }));

  test('use one executor class: its priority and quota are rendered once, a network policy by each', () => {
    const kinds = ['PriorityClass', 'ResourceQuota', 'NetworkPolicy'];
    const ofClass = (id: string) => ids(objects(resolved, id), ...kinds).filter((one) => /tools/.test(one));
    expect(ofClass('post')).toEqual([
      'NetworkPolicy jobs/post-tools',
      'PriorityClass kafka-tools',
      'ResourceQuota jobs/post-tools',
    ]);
    expect(ofClass('shop')).toEqual(['NetworkPolicy jobs/shop-tools']);
  });

  test('have a workbench each, whose groups no other may use', () => {
    const benches = resolved.systems.map(({ workbench }) => [workbench?.name, workbench?.groupPrefix]);
    expect(benches).toEqual([
      ['post-workbench', 'workbench-post.'],
      ['shop-workbench', 'workbench-shop.'],
    ]);
    const view = {
      catalog: ws.catalogOf(contracts, [post, shop]),
      environments: [resolved.environment],
      environmentNames: ['qa'],
      today: '2026-11-21',
    };
    const about = [
      'prefix-rights-contained',
      'unique-principals',
      'tenant-isolation',
      'access-matches-contract',
      'unique-groups',
      'unique-queue-names',
    ];
    expect(checkResolved(resolved, view).filter(({ rule }) => about.includes(rule ?? ''))).toEqual([]);
  });

  test('render no object twice', () => {
    const all = ['post', 'shop'].flatMap((id) => objects(resolved, id).map((one) => manifestId(one)));
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([]);
  });
});

describe('a system with queues and services', () => {
  const resolved = resolvedWith([queue('post/letters/work/stamps/v1'), event('post/letters/evt/sent/v1')]);
  const both = systemIn(resolved, 'post');

  test('has principals of both, and duties reach the dead letters of queues', () => {
    expect(both.principals.map(({ name }) => name)).toEqual([
      'post-writer',
      'post-reader',
      'post-triage',
      'post-letters-stamps-writer',
      'post-letters-stamps-reader',
      'post-letters-stamps-scaler',
      'post-workbench',
    ]);
    const triage = both.principals.find(({ name }) => name === 'post-triage');
    expect(triage?.acls.map(({ resource, operations }) => `${resource.name} ${operations.join()}`)).toContain(
      'post.stamps.dlq Read',
    );
  });

  test('guards the namespace of its jobs; that of Kafka is not its own', () => {
    expect(
      ids(objects(resolved, 'post'), 'LimitRange', 'NetworkPolicy').filter((one) =>
        /default-deny|containers/.test(one),
      ),
    ).toEqual(['LimitRange jobs/post-containers', 'NetworkPolicy jobs/post-default-deny']);
  });
});

describe('rights of a workbench', () => {
  const scopes = (contracts: readonly ws.Contract[], id: string, where = environment()) =>
    systemIn(resolvedWith(contracts, where), id).workbench?.principals.flatMap(({ acls }) =>
      acls
        .filter(({ resource }) => resource.type === 'topic')
        .map(({ resource }) => `${resource.patternType} ${resource.name}`),
    );

  test('are a prefix where it holds this system’s queues of one context alone', () => {
    expect(
      scopes([queue('post/letters/work/stamps/v1'), queue('post/letters/work/boxes/v1')], 'post'),
    ).toEqual(['prefix post.']);
  });

  test('are names where a topic that is not a queue, or of another context, begins alike', () => {
    const stamps = ['literal post.stamps', 'literal post.stamps.dlq'];
    expect(scopes([queue('post/letters/work/stamps/v1'), event('post/letters/evt/sent/v1')], 'post')).toEqual(
      stamps,
    );
    expect(
      scopes([queue('post/letters/work/stamps/v1'), queue('post/parcels/work/boxes/v1')], 'post'),
    ).toEqual(['literal post.boxes', 'literal post.boxes.dlq', ...stamps]);
  });

  test('reach dead letters whose names begin otherwise by name', () => {
    expect(scopes([queue('shop/bills/work/print/v1')], 'shop', environment({ tenants: ['main'] }))).toEqual([
      'literal qa.main.bills.dlt.print.v1',
      'prefix qa.main.bills.work.',
    ]);
  });
});

describe('an environment', () => {
  const contracts = [queue('post/letters/work/stamps/v1'), event('post/letters/evt/sent/v1')];

  test('that says nothing of queues makes their topics and writers, and starts no jobs', () => {
    const terms = environment().source.value as Record<string, unknown>;
    const { queues: _, ...rest } = terms;
    const where = ws.environment({
      ...(rest as unknown as ws.EnvironmentProps),
      queues: { jobs: false, workbench: false },
    });
    const resolved = resolvedWith(contracts, where);
    expect(ids(objects(resolved, 'post'), 'ScaledJob', 'Deployment', 'PriorityClass')).toEqual([]);
    expect(ids(objects(resolved, 'post'), 'KafkaTopic')).toContain('KafkaTopic kafka/post-stamps');
  });

  test('without topics of queues has the other topics', () => {
    const where = environment({ queues: { topics: false, jobs: false, executorClasses: {} } });
    expect(ids(objects(resolvedWith(contracts, where), 'post'), 'KafkaTopic')).toEqual([
      'KafkaTopic kafka/post-sent',
    ]);
  });
});
