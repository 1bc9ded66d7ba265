import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { certain } from '../../lib/naming/brand.ts';
import { parsePrincipalName } from '../../lib/naming/principal.ts';
import { accessMatrix, byName } from '../../lib/policies/access-matrix.ts';
import type { ResolvedPrincipal } from '../../lib/policies/principals.ts';
import {
  type Acl,
  allows,
  operationsOn,
  mergedRights,
  readScopes,
  type Operation,
  type Role,
  rightsOf,
  type Scope,
  writtenScopes,
} from '../../lib/policies/rights.ts';

const text = (acls: readonly Acl[]) =>
  acls.map(
    ({ resource, operations }) =>
      `${resource.type} ${resource.patternType} ${resource.name}: ${operations.join(', ')}`,
  );

const topic: Scope = { name: 'orders' };
const group: Scope = { name: 'billing' };

describe('the fewest rights of each role', () => {
  test.each<[string, Role, string[]]>([
    ['producer', { role: 'producer', topic }, ['topic literal orders: Write']],
    [
      'transactional producer',
      { role: 'transactional producer', topic, transactionalId: { prefix: 'billing-' }, group },
      [
        'topic literal orders: Write',
        'transactionalId prefix billing-: Write',
        'group literal billing: Read',
      ],
    ],
    [
      'transactional producer that reads nothing',
      { role: 'transactional producer', topic, transactionalId: { name: 'billing' } },
      ['topic literal orders: Write', 'transactionalId literal billing: Write'],
    ],
    [
      'consumer',
      { role: 'consumer', topic, group },
      ['topic literal orders: Read', 'group literal billing: Read'],
    ],
    [
      'sole consumer',
      { role: 'sole consumer', topic, group },
      ['topic literal orders: Read', 'group literal billing: Read'],
    ],
    [
      'processor',
      { role: 'processor', sources: [topic], sinks: [{ name: 'bills' }], application: 'billing' },
      [
        'topic literal orders: Read',
        'topic literal bills: Write',
        'topic prefix billing-: All',
        'group literal billing: Read',
        'transactionalId prefix billing-: Write',
      ],
    ],
    [
      'scaler',
      { role: 'scaler', topic, group },
      ['topic literal orders: Describe', 'group literal billing: Describe'],
    ],
    [
      'observer',
      { role: 'observer', topic: { prefix: 'orders.' }, group: { prefix: 'workbench-' } },
      ['topic prefix orders.: Read', 'group prefix workbench-: Read'],
    ],
    [
      'mirror',
      { role: 'mirror', topic, groups: [group] },
      ['topic literal orders: Read, DescribeConfigs', 'group literal billing: Describe'],
    ],
    [
      'mirror writer',
      {
        role: 'mirror writer',
        copies: [{ prefix: 'west.' }],
        state: [{ prefix: 'kafka-mirror-' }],
        group: { name: 'kafka-mirror' },
        groups: [group],
      },
      [
        'topic prefix west.: Alter, AlterConfigs, Create, DescribeConfigs, Read, Write',
        'topic prefix kafka-mirror-: Alter, AlterConfigs, Create, DescribeConfigs, Read, Write',
        'group literal kafka-mirror: Read',
        'group literal billing: Read',
      ],
    ],
    [
      'replayer from a store',
      { role: 'replayer', to: { name: 'orders-again' } },
      ['topic literal orders-again: Write'],
    ],
    [
      'replayer from a topic',
      { role: 'replayer', from: { topic, group }, to: { name: 'orders-again' } },
      ['topic literal orders: Read', 'group literal billing: Read', 'topic literal orders-again: Write'],
    ],
    [
      'dispatcher',
      { role: 'dispatcher', retry: { name: 'orders.retry-1m' }, source: topic, group },
      ['topic literal orders.retry-1m: Read', 'topic literal orders: Write', 'group literal billing: Read'],
    ],
    [
      'dead letter operator',
      { role: 'dead letter operator', deadLetter: { name: 'orders.dlq' }, source: topic, group },
      ['topic literal orders.dlq: Read', 'topic literal orders: Write', 'group literal billing: Read'],
    ],
  ])('%s', (_name, role, expected) => {
    expect(text(rightsOf(role))).toEqual(expected);
  });
});

test('rights of several roles are one entry a resource, in a fixed order, without what goes without saying', () => {
  const roles: Role[] = [
    { role: 'scaler', topic, group },
    { role: 'consumer', topic, group },
    { role: 'producer', topic },
  ];
  const expected = ['group literal billing: Read', 'topic literal orders: Read, Write'];
  expect(text(mergedRights(roles))).toEqual(expected);
  expect(text(mergedRights(roles.toReversed()))).toEqual(expected);
});

describe('refuses what would open more than was meant', () => {
  test.each(['', '*', 'orders*'])('the name %j', (name) => {
    expect(() => rightsOf({ role: 'producer', topic: { name } })).toThrow('would be a right on everything');
  });

  test.each(['', '*', 'team-a', '.', '-'])('the prefix %j', (prefix) => {
    expect(() => rightsOf({ role: 'producer', topic: { prefix } })).toThrow('must end with ".", "_" or "-"');
  });
});

describe('as the broker judges', () => {
  const acls = rightsOf({ role: 'consumer', topic: { prefix: 'team-a.' }, group });

  test.each([
    ['Write', { role: 'producer', topic: { name: 'orders' } }],
    ['Read', { role: 'observer', topic: { name: 'orders' }, group: { name: 'lookers' } }],
  ] as const)('%s goes without a Describe beside it, which it implies', (operation, role) => {
    const both = mergedRights([role, { role: 'resting', topic: { name: 'orders' } }]);
    expect(
      both.filter(({ resource }) => resource.type === 'topic').map(({ operations }) => operations),
    ).toEqual([[operation]]);
    expect(allows(both, 'topic', 'orders', 'Describe')).toBe(true);
  });

  test('Read brings Describe, and not Write', () => {
    expect(allows(acls, 'topic', 'team-a.orders', 'Read')).toBe(true);
    expect(allows(acls, 'topic', 'team-a.orders', 'Describe')).toBe(true);
    expect(allows(acls, 'topic', 'team-a.orders', 'Write')).toBe(false);
  });

  test('a prefix does not open its neighbour', () => {
    expect(allows(acls, 'topic', 'team-a-secret.orders', 'Read')).toBe(false);
    expect(allows(acls, 'group', 'team-a.orders', 'Read')).toBe(false);
  });

  // Kafka's StandardAuthorizer: every DENY that is about it wins; only an ALLOW implies other operations.
  const onOrders = (type: 'allow' | 'deny', operation: Operation, name = 'orders', prefix = false): Acl => ({
    type,
    resource: { type: 'topic', name, patternType: prefix ? 'prefix' : 'literal' },
    operations: [operation],
  });
  const may = (...rights: Acl[]): Operation[] =>
    (['Read', 'Write', 'Describe', 'Delete', 'Alter', 'AlterConfigs', 'DescribeConfigs'] as const).filter(
      (operation) => allows(rights, 'topic', 'orders', operation),
    );

  test('of a prefix: what is allowed on every name that begins so', () => {
    const rights: Acl[] = [
      { resource: { type: 'topic', name: 'app-', patternType: 'prefix' }, operations: ['All'] },
      {
        type: 'deny',
        resource: { type: 'topic', name: 'ap', patternType: 'prefix' },
        operations: ['Delete'],
      },
      {
        type: 'deny',
        resource: { type: 'topic', name: 'app-one', patternType: 'literal' },
        operations: ['All'],
      },
      { resource: { type: 'topic', name: '*', patternType: 'literal' }, operations: ['Describe'] },
    ];
    const on = (type: Acl['resource']['type'], name: string, patternType: 'literal' | 'prefix') =>
      operationsOn(rights, { type, name, patternType }).join(' ');
    expect(on('topic', 'app-', 'prefix')).toBe(
      'Read Write Create Describe Alter DescribeConfigs AlterConfigs',
    );
    expect(on('topic', 'app', 'prefix')).toBe('Describe');
    expect(on('topic', 'app-two', 'literal')).toBe(
      'Read Write Create Describe Alter DescribeConfigs AlterConfigs',
    );
    expect(on('topic', 'app-one', 'literal')).toBe('');
    expect(on('group', 'app-two', 'literal')).toBe('');
  });

  test('All is what Kafka knows of the kind', () => {
    const on = (type: 'group' | 'transactionalId' | 'cluster', name: string) =>
      operationsOn([{ resource: { type, name, patternType: 'literal' }, operations: ['All'] }], {
        type,
        name,
        patternType: 'literal',
      });
    expect(on('group', 'readers')).toEqual(['Read', 'Delete', 'Describe', 'DescribeConfigs', 'AlterConfigs']);
    expect(on('transactionalId', 'booking')).toEqual(['Write', 'Describe']);
    expect(on('cluster', '')).toEqual([
      'Create',
      'Describe',
      'Alter',
      'DescribeConfigs',
      'AlterConfigs',
      'ClusterAction',
      'IdempotentWrite',
    ]);
  });

  test.each<[string, Acl[], Operation[]]>([
    ['ALLOW Write implies Describe', [onOrders('allow', 'Write')], ['Write', 'Describe']],
    ['ALLOW Delete implies Describe', [onOrders('allow', 'Delete')], ['Describe', 'Delete']],
    ['ALLOW Alter implies Describe', [onOrders('allow', 'Alter')], ['Describe', 'Alter']],
    [
      'ALLOW AlterConfigs implies DescribeConfigs',
      [onOrders('allow', 'AlterConfigs')],
      ['AlterConfigs', 'DescribeConfigs'],
    ],
    [
      'DENY Read leaves the Describe that ALLOW Read implies',
      [onOrders('allow', 'Read'), onOrders('deny', 'Read')],
      ['Describe'],
    ],
    ['DENY Describe leaves Read', [onOrders('allow', 'Read'), onOrders('deny', 'Describe')], ['Read']],
    ['DENY implies nothing to allow', [onOrders('deny', 'Read')], []],
    [
      'a DENY by prefix wins over an exact ALLOW',
      [onOrders('allow', 'Read'), onOrders('deny', 'Read', 'ord', true)],
      ['Describe'],
    ],
    [
      'a DENY on everything wins over an exact ALLOW',
      [onOrders('allow', 'Write'), onOrders('deny', 'All', '*')],
      [],
    ],
    [
      'a DENY of a neighbour takes nothing',
      [onOrders('allow', 'Read'), onOrders('deny', 'All', 'orders-2')],
      ['Read', 'Describe'],
    ],
    ['an ALLOW on everything is about each', [onOrders('allow', 'Read', '*')], ['Read', 'Describe']],
  ])('%s', (_what, rights, expected) => {
    expect(may(...rights)).toEqual(expected);
  });

  test('the access matrix shows what a DENY leaves, and no one whom it leaves nothing', () => {
    const who = (name: string, ...rights: Acl[]): ResolvedPrincipal => ({
      name: certain(parsePrincipalName(name)),
      service: name,
      purpose: '',
      authentication: 'tls',
      listener: 'tls',
      roles: [],
      quotas: undefined,
      acls: rights,
    });
    const rows = accessMatrix(
      [
        who('denied', onOrders('allow', 'Read'), onOrders('deny', 'All', 'ord', true)),
        who('halved', onOrders('allow', 'Write'), onOrders('allow', 'Read'), onOrders('deny', 'Read', '*')),
        who('reader', onOrders('allow', 'Read', '*')),
      ],
      ['orders'],
    );
    expect(rows.map(({ principal, operations }) => `${principal}: ${operations.join(', ')}`)).toEqual([
      'User:CN=halved: Write, Describe',
      'User:CN=reader: Read, Describe',
    ]);
  });

  test('the access matrix names the roles that bring a right to a topic about, and no others', () => {
    const roles: Role[] = [
      { role: 'resting', topic: { prefix: 'returns' } },
      { role: 'producer', topic: { name: 'orders' } },
      { role: 'observer', topic: { prefix: 'ord' }, group: { prefix: 'watch-' } },
      { role: 'consumer', topic: { name: 'bills' }, group: { name: 'billing' } },
      { role: 'processor', sources: [{ name: 'orders' }], sinks: [], application: 'app' },
    ];
    const rows = accessMatrix(
      [
        {
          name: certain(parsePrincipalName('desk')),
          service: 'desk',
          purpose: '',
          authentication: 'tls',
          listener: 'tls',
          roles,
          quotas: undefined,
          acls: [onOrders('allow', 'Read', '*')],
        },
      ],
      ['orders', 'bills'],
    );
    expect(rows.map(({ topic: name, roles: because }) => [name, because])).toEqual([
      ['bills', ['consumer']],
      ['orders', ['observer', 'processor', 'producer']],
    ]);
  });

  test('All is every operation', () => {
    const streams = rightsOf({ role: 'processor', sources: [], sinks: [], application: 'app' });
    expect(allows(streams, 'topic', 'app-store-changelog', 'Write')).toBe(true);
  });
});

test.each<[Role, writes: string, reads: string]>([
  [{ role: 'producer', topic }, 'orders', ''],
  [{ role: 'transactional producer', topic, transactionalId: group }, 'orders', ''],
  [{ role: 'consumer', topic, group }, '', 'orders'],
  [{ role: 'sole consumer', topic, group }, '', 'orders'],
  [{ role: 'processor', sources: [topic], sinks: [{ name: 'bills' }], application: 'a' }, 'bills', 'orders'],
  [{ role: 'replayer', to: topic }, 'orders', ''],
  [{ role: 'replayer', from: { topic: { name: 'old' }, group }, to: topic }, 'orders', 'old'],
  [{ role: 'dispatcher', retry: { name: 'retry' }, source: topic, group }, 'orders', 'retry'],
  [{ role: 'dead letter operator', deadLetter: { name: 'dlq' }, source: topic, group }, 'orders', 'dlq'],
  [{ role: 'scaler', topic, group }, '', ''],
  [{ role: 'resting', topic }, '', ''],
  [{ role: 'observer', topic, group }, '', 'orders'],
  [{ role: 'canary', topic, group }, '', 'orders'],
  [{ role: 'mirror', topic, groups: [] }, '', 'orders'],
  [
    { role: 'mirror writer', copies: [{ prefix: 'us.' }], state: [{ prefix: 'mm2' }], group, groups: [] },
    'us.',
    '',
  ],
])('what %j writes and reads, for quotas and clients', (role, writes, reads) => {
  const names = (scopes: readonly Scope[]) =>
    scopes.map((one) => ('name' in one ? one.name : one.prefix)).join(' ');
  expect([names(writtenScopes(role)), names(readScopes(role))]).toEqual([writes, reads]);
});

test('merging never gives and never takes a right', () => {
  const name = fc.constantFrom('a', 'b', 'c').map((one): Scope => ({ name: one }));
  const role: fc.Arbitrary<Role> = fc.oneof(
    name.map((one): Role => ({ role: 'producer', topic: one })),
    fc.tuple(name, name).map(([one, other]): Role => ({ role: 'consumer', topic: one, group: other })),
    fc.tuple(name, name).map(([one, other]): Role => ({ role: 'scaler', topic: one, group: other })),
  );
  fc.assert(
    fc.property(fc.array(role, { maxLength: 6 }), (roles) => {
      const [apart, merged] = [roles.flatMap(rightsOf), mergedRights(roles)];
      for (const type of ['topic', 'group'] as const) {
        for (const one of ['a', 'b', 'c']) {
          for (const operation of ['Read', 'Write', 'Describe', 'All'] as const) {
            expect(allows(merged, type, one, operation)).toBe(allows(apart, type, one, operation));
          }
        }
      }
    }),
  );
});

test('what is about a name is found by the name and by every prefix of it, once, the exact ones first', () => {
  const items: [string, Scope[]][] = [
    ['all', [{ prefix: '' }]],
    ['team', [{ prefix: 'team-' }]],
    ['twice', [{ prefix: 'team-a.' }, { name: 'team-a.orders' }]],
    ['other', [{ prefix: 'team-b.' }, { name: 'orders' }]],
  ];
  const about = byName(items, ([, scopes]) => scopes);
  const found = (name: string) => about(name).map(([what]) => what);
  expect(found('team-a.orders')).toEqual(['twice', 'all', 'team']);
  expect(found('team-b.x')).toEqual(['all', 'team', 'other']);
  expect(found('team')).toEqual(['all']);
  expect(found('orders')).toEqual(['other', 'all']);
});
