import { expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { administered } from '../support/administered.ts';
import { fixtureEnvironment, fixtureUnits, type Mutable } from '../support/fixture.ts';

const units = fixtureUnits(administered());
const named = (all: readonly Manifest[] | undefined, kind: string): Mutable =>
  (all ?? []).find((one) => one.kind === kind);
const names = (all: ReturnType<typeof fixtureUnits>) =>
  [...all.keys()].filter((name) => name.endsWith('-admin'));
const filesOf = (unit: string) =>
  Object.fromEntries(
    Object.entries(named(units.get(unit), 'ConfigMap').data as Record<string, string>).map(
      ([name, text]): [string, Mutable] => [name, JSON.parse(text)],
    ),
  );

test('each service that works off dead letters or replays has one, for each tenant, and no other', () => {
  expect(names(units).toSorted()).toEqual([
    'ledger/ledger-desk-admin',
    'ledger/ledger-history-admin',
    'parcels/parcels-acme--on-call-desk-admin',
    'parcels/parcels-acme-labs--on-call-desk-admin',
  ]);
  expect(names(fixtureUnits(fixtureEnvironment('eu-prod')))).toEqual([]);
  const one = fixtureUnits(administered((terms) => (terms.runtime.admin.systems = ['ledger'])));
  expect(names(one).toSorted()).toEqual(['ledger/ledger-desk-admin', 'ledger/ledger-history-admin']);
});

test('nothing in the cluster reaches it: it has no Service, no port and no NetworkPolicy but its service’s', () => {
  const all = units.get('parcels/parcels-acme--on-call-desk-admin') ?? [];
  expect(all.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment']);
  const { spec } = named(all, 'Deployment');
  expect([spec.replicas, spec.strategy]).toEqual([1, { type: 'Recreate' }]);
  const { metadata, spec: pod } = spec.template;
  const [container] = pod.containers;
  expect(container).not.toHaveProperty('ports');
  const variables = Object.fromEntries(container.env.map(({ name, value }: Mutable) => [name, value]));
  expect(variables).toMatchObject({
    ...{ WORK_HTTP_HOST: '127.0.0.1', WORK_HTTP_PORT: '9405' },
    ...{ WORK_TOPICS_FOLDER: '/etc/workstreams/topics', WORK_TOKENS_FOLDER: '/run/workstreams/tokens' },
  });
  const service = units.get('parcels/service-parcels-acme--on-call-desk');
  expect(metadata.labels).toMatchObject(named(service, 'NetworkPolicy').spec.podSelector.matchLabels);
  expect(pod.serviceAccountName).toBe(named(service, 'ServiceAccount').metadata.name);
  // A folder of the whole Secret: a file of its own would not change with it.
  expect(pod.volumes.find((one: Mutable) => one.name === 'tokens').secret).toEqual({
    ...{ secretName: 'admin-tokens', defaultMode: 0o440 },
  });
  expect(container.volumeMounts.find((one: Mutable) => one.name === 'tokens')).not.toHaveProperty('subPath');
});

test('a dead letter operator has the topics of its tenant whose dead letters it may work off, with their schemas', () => {
  const files = filesOf('parcels/parcels-acme--on-call-desk-admin');
  const { operations, ...topics } = files;
  expect(operations.map(({ tenant }: Mutable) => tenant)).toEqual(['acme']);
  expect(operations[0].operators.map(({ service }: Mutable) => service)).toEqual(['on-call-desk']);
  expect(operations[0].journal.topic).toBe('prod.acme.tracking.ctl.repairs.v1');
  const known: Mutable[] = Object.values(topics);
  expect(known.map(({ topic }) => topic).toSorted()).toEqual(
    operations[0].operators[0].deadLettersOf.toSorted(),
  );
  expect(
    known.every(({ topic, deadLetter, schema }) => topic.startsWith('prod.acme.') && deadLetter && schema),
  ).toBe(true);
});

test('a replayer has the topics that it may write to again, and no dead letters', () => {
  const { operations, ...topics } = filesOf('ledger/ledger-history-admin');
  expect(operations[0].operators).toEqual([
    expect.objectContaining({ service: 'history', deadLettersOf: [] }),
  ]);
  const known: Mutable[] = Object.values(topics);
  expect(known.filter(({ replay }) => replay.replayers.length > 0).map(({ contract }) => contract)).toEqual([
    expect.stringMatching(/\/postings\/v1$/),
  ]);
  expect(known.filter((one) => one.deadLetter !== undefined)).toEqual([]);
});
