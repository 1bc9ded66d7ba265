import { expect, test } from '@jest/globals';
import type { Service } from '../../lib/model/terms/system.ts';
import { resolved, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { systemOf } from '../support/system-of.ts';

/** The users of a system whose names are imported, in the environment `qa`. */
function users(...services: Service[]) {
  const contracts = [
    smallContract('old/found/evt/Orders/v1', {
      producers: [{ service: 'writer' }],
      imported: { in: { qa: { since: '2026-11-21' } } },
    }),
  ];
  const { systems } = resolved({
    contracts,
    systems: [systemOf('old', 'imported', services)],
    environment: smallEnvironment(),
  });
  return systems.flatMap(({ principals }) => principals);
}

const writer: Service = { id: 'writer', purpose: 'Writes' };
const importedAs = (user: object, where = 'qa') => ({
  ...writer,
  imported: { [where]: { user: 'writer.1', ...user } },
});

test('an imported user has the rights that it had, with what Kafka takes where they do not say it', () => {
  const [user, ...others] = users(
    importedAs({
      acls: [
        { resource: { type: 'cluster' }, operations: ['Describe'] },
        {
          type: 'deny',
          resource: { type: 'topic', name: 'old-', patternType: 'prefix' },
          operations: ['All'],
          host: '10.0.0.7',
        },
      ],
    }),
  );
  expect(others).toEqual([]);
  expect(user?.name).toBe('writer.1');
  expect(user?.acls).toStrictEqual([
    { resource: { type: 'cluster', name: '', patternType: 'literal' }, operations: ['Describe'] },
    {
      type: 'deny',
      resource: { type: 'topic', name: 'old-', patternType: 'prefix' },
      operations: ['All'],
      host: '10.0.0.7',
    },
  ]);
});

test('where nothing is kept of it, contracts decide', () => {
  const rights = [
    { resource: { type: 'topic', name: 'Orders', patternType: 'literal' }, operations: ['Write'] },
  ];
  expect(users(writer).map(({ name, acls }) => [name, acls])).toEqual([['old-writer', rights]]);
  expect(users(importedAs({})).map(({ name, acls }) => [name, acls])).toEqual([['writer.1', rights]]);
  expect(users(writer).map((user) => 'imported' in user)).toEqual([false]);
});

test('a user authenticates as it did, else as its service or listener does', () => {
  expect(users(importedAs({})).map(({ authentication }) => authentication)).toEqual(['tls']);
  expect(
    users(importedAs({ authentication: 'scram-sha-512' })).map(({ authentication }) => authentication),
  ).toEqual(['scram-sha-512']);
});

test('there is none that was imported elsewhere only, or that has nothing to do here', () => {
  expect(users(importedAs({}, 'prod'))).toEqual([]);
  expect(users({ id: 'idle', purpose: 'Rests' })).toEqual([]);
  expect(users({ ...importedAs({}), id: 'idle' }).map(({ acls }) => acls)).toEqual([[]]);
});
