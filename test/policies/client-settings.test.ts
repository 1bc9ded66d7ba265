import { expect, test } from '@jest/globals';
import type { ClientTerms, ConsumerTerms, ProducerTerms } from '../../lib/model/terms/client-terms.ts';
import type { Service } from '../../lib/model/terms/system.ts';
import { duration } from '../../lib/model/text/duration.ts';
import { size } from '../../lib/model/text/size.ts';
import { contradictionsOf } from '../../lib/policies/client-contradictions.ts';
import { type ClientSettings, resolveClients } from '../../lib/policies/client-settings.ts';
import { holderOf } from '../../lib/policies/roles/holder.ts';
import type { Role } from '../../lib/policies/rights.ts';
import type { ResolvedFamily } from '../../lib/policies/resolved-topic.ts';
import { checkResolved } from '../../lib/governance/engine.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { viewOf } from '../support/judged.ts';
import { contractWith, resolvedIn, fixtureEnvironment, systemIn } from '../support/fixture.ts';

const clientsOf = (name: string, environment = 'eu-prod'): ClientSettings => {
  const found = resolvedIn(environment)
    .systems.flatMap(({ services }) => services)
    .find((service) => service.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found.clients;
};

test('a service has the producers and groups that it declares, with defaults for the rest', () => {
  const { producers: told } = clientsOf('ledger-booking');
  expect(told.map((one) => ({ ...one, messages: [] }))).toEqual([
    {
      name: 'bulk',
      acks: 'all',
      idempotent: true,
      inFlight: 5,
      retries: 10,
      backoff: 100,
      longestBackoff: 30_000,
      deliveryTimeout: 120_000,
      requestTimeout: 30_000,
      linger: 20,
      batchSize: 1_048_576,
      transactionalId: undefined,
      compression: 'gzip',
      maxRequestSize: 1_048_576,
      messages: [],
    },
    expect.objectContaining({ name: 'reliable', inFlight: 1, transactionalId: 'ledger-booking' }),
  ]);
  const { producers, consumers, unknownGroups } = clientsOf('ledger-invoicing');
  // 1 MiB, and 64 KiB for the headers of a dead letter.
  expect(producers.map(({ name, maxRequestSize }) => [name, maxRequestSize])).toEqual([
    ['producer', 1_048_576 + 65_536],
  ]);
  expect(
    consumers.map(({ group, topics, replicas, autoCommit, sessionTimeout }) => [
      group,
      topics,
      replicas,
      autoCommit,
      sessionTimeout,
    ]),
  ).toEqual([['ledger-invoices', ['ledger.invoices'], 3, 5000, 30_000]]);
  expect(unknownGroups).toEqual([]);
});

test('what a client finds in its topics', () => {
  const { producers } = clientsOf('ledger-booking');
  const text = { format: 'text', subject: undefined, passedOn: false };
  const messages = [
    {
      topic: 'ledger.invoices',
      key: text,
      value: { format: 'json-schema', subject: 'ledger.invoices-value', passedOn: false },
    },
    {
      topic: 'ledger.postings',
      key: { format: 'avro', subject: 'ledger.postings-key', passedOn: false },
      value: { format: 'avro', subject: 'ledger.postings-value', passedOn: false },
    },
  ];
  expect(producers.map((one) => one.messages)).toEqual([messages, messages]);
  const { streams } = clientsOf('ledger-balances');
  expect(streams?.messages.map(({ topic }) => topic)).toEqual([
    'ledger.postings',
    'ledger.balances',
    'ledger.postings.dlq',
  ]);
  // Whoever sends retries on opens none.
  const letters = clientsOf('parcels-acme--redelivery').consumers.flatMap((one) => one.messages);
  expect(new Set(letters.map(({ value }) => `${value.subject} ${value.passedOn}`))).toEqual(
    new Set(['undefined true']),
  );
});

test('who reads what is written in transactions sees committed messages only', () => {
  const committed = (name: string) =>
    clientsOf(name).consumers.map(({ group, committedOnly }) => [group, committedOnly]);
  expect(committed('ledger-invoicing')).toEqual([['ledger-invoices', true]]);
  expect(committed('parcels-acme--archive')).toEqual([['parcels-acme--archive', false]]);
});

test('a dispatcher reads the retries in the group of its name', () => {
  const [consumer] = clientsOf('parcels-acme--redelivery').consumers;
  expect(consumer?.group).toBe('parcels-acme--redelivery');
  expect(consumer?.topics.filter((name) => name.includes('.rty.'))).toEqual([
    'prod.acme.tracking.rty.parcel-scanned-15m.v1',
    'prod.acme.tracking.rty.parcel-scanned-1m.v1',
    'prod.acme.tracking.rty.parcel-scanned-2h.v1',
    'prod.acme.tracking.rty.reroute-parcel-5m.v1',
  ]);
});

/** A service that writes and reads `ledger.invoices`, with 6 partitions and messages of 1 MiB. */
function clientsWith(
  client: ClientTerms,
  transactionalId?: string,
  edit?: (terms: never) => void,
): ClientSettings {
  const contract = contractWith('invoices', (terms) => edit?.(terms as never));
  const [family] = systemIn(resolvedIn('eu-prod', [contract]), 'ledger').families as [ResolvedFamily];
  const topic = { name: family.source.name.value };
  const roles: Role[] = [
    { role: 'producer', topic },
    { role: 'consumer', topic, group: { name: 'readers' } },
  ];
  const service = {
    id: 'one',
    purpose: 'p',
    client,
    ...(transactionalId === undefined ? {} : { transactionalId }),
  };
  return resolveClients(service, holderOf(service, 'one', undefined), roles, {
    topics: new Map([[topic.name, { topic: family.source, family }]]),
    services: [],
  });
}

const said = (clients: ClientSettings): string[] =>
  contradictionsOf(clients).map(({ client, what, fix }) => `${client}: ${what} / ${fix}`);
const producing = (terms: ProducerTerms, transactionalId?: string) =>
  said(clientsWith({ producers: { p: terms } }, transactionalId));
const consuming = (terms: ConsumerTerms) => said(clientsWith({ groups: { readers: terms } }));

test('defaults contradict nothing, and neither does the stack', () => {
  expect(producing({})).toEqual([]);
  expect(producing({ transactional: true }, 'one')).toEqual([]);
  expect(consuming({})).toEqual([]);
  const all = resolvedIn('eu-prod').systems.flatMap(({ services }) => services);
  expect(all.length).toBeGreaterThan(20);
  expect(all.flatMap(({ clients }) => said(clients))).toEqual([]);
});

test.each<[ProducerTerms, string]>([
  [
    { acks: 'leader' },
    'producer p: it is idempotent and waits for acks leader / write acks all, or idempotent false and bear that messages repeat',
  ],
  [
    { retries: 0 },
    'producer p: it is idempotent and never sends again: clients refuse that / leave retries out: the delivery time bounds them, and idempotence keeps what is sent again single',
  ],
  [
    { inFlight: 6 },
    'producer p: it is idempotent with 6 requests in flight / write 5 or less: brokers remember five batches of a producer',
  ],
  [
    { idempotent: false, inFlight: 2 },
    'producer p: it sends again with 2 requests in flight and is not idempotent: messages change their order / leave idempotent out, or write inFlight 1',
  ],
  [
    { deliveryTimeout: duration('30s'), linger: duration('1s') },
    'producer p: the delivery time 30s is below linger and request time, 31s / write 31s or more',
  ],
  [
    { backoff: duration('2s') },
    'producer p: the longest backoff 1s is below the first, 2s / write 2s or more',
  ],
  [
    { batchSize: size('2MiB') },
    'producer p: batches of 2MiB are above the 1MiB that its topics take / write 1MiB or less, or raise maxMessageSize of the contracts',
  ],
])('the producer %j contradicts itself', (terms, message) => {
  expect(producing(terms)).toEqual([message]);
});

test('transactions without idempotence contradict each other', () => {
  expect(producing({ transactional: true, idempotent: false }, 'one')).toEqual([
    'producer p: it writes in transactions and is not idempotent / leave idempotent out: transactions need it',
  ]);
});

test.each<[ProducerTerms]>([
  [{ acks: 'leader', idempotent: false, inFlight: 1 }],
  [{ retries: 1 }],
  [{ inFlight: 5 }],
  [{ idempotent: false, retries: 0 }],
  [{ deliveryTimeout: duration('31s'), linger: duration('1s') }],
  [{ batchSize: size('1MiB') }],
])('the producer %j is coherent', (terms) => {
  expect(producing(terms)).toEqual([]);
});

test.each<[ConsumerTerms, string]>([
  [
    { sessionTimeout: duration('10s'), heartbeat: duration('4s') },
    'group readers: a heartbeat each 4s is more than a third of the session time 10s: two lost ones end it / write 3333ms or less',
  ],
  [
    { sessionTimeout: duration('5s'), heartbeat: duration('1s') },
    'group readers: brokers refuse the session time 5s / write from 6s to 30m',
  ],
  [
    { sessionTimeout: duration('31m'), pollInterval: duration('1h') },
    'group readers: brokers refuse the session time 31m / write from 6s to 30m',
  ],
  [
    { pollInterval: duration('30s') },
    'group readers: the poll interval 30s is below the session time 45s / write 45s or more',
  ],
  [
    { fetchMin: size('1MiB'), fetchMax: size('512KiB') },
    'group readers: it waits for 1MiB and takes 512KiB at most / write fetchMin 512KiB or less',
  ],
  [
    { offsetReset: 'latest' },
    'group readers: it begins at latest: what was written before its first commit is lost without a word / leave offsetReset out: earliest',
  ],
  [
    { replicas: 7 },
    'group readers: 7 members share 6 partitions: the others idle / write 6 or less, or raise the partitions of the contract',
  ],
])('the consumer %j contradicts itself', (terms, message) => {
  expect(consuming(terms)).toEqual([message]);
});

test.each<[ConsumerTerms]>([
  [{ sessionTimeout: duration('9s'), heartbeat: duration('3s') }],
  [{ sessionTimeout: duration('6s'), heartbeat: duration('2s') }],
  [{ replicas: 6 }],
  [{ fetchMin: size('1MiB'), fetchMax: size('1MiB') }],
])('the consumer %j is coherent', (terms) => {
  expect(consuming(terms)).toEqual([]);
});

test('a group that no contract gives the service is told', () => {
  expect(said(clientsWith({ groups: { reader: {} } }))).toEqual([
    'group reader: no contract names it for this service / groups are readers: write one of them, or remove it',
  ]);
});

test('each group that a contract gives the service is named, or that there is none', () => {
  const clients = clientsWith({ groups: { reader: {} } });
  const [consumer] = clients.consumers;
  if (consumer === undefined) throw new Error('no consumer');
  const told = 'group reader: no contract names it for this service / groups are';
  expect(said({ ...clients, consumers: [consumer, { ...consumer, group: 'replay' }] })).toEqual([
    `${told} readers, replay: write one of them, or remove it`,
  ]);
  expect(said({ ...clients, consumers: [] })).toEqual([`${told} none: write one of them, or remove it`]);
});

test.each([
  ['producer', 'gzip'],
  ['zstd', 'zstd'],
  ['uncompressed', 'none'],
])('compression %s of the contract is %s in the client', (contract, client) => {
  const { producers } = clientsWith(
    {},
    undefined,
    (terms: { compression: string }) => (terms.compression = contract),
  );
  expect(producers[0]?.compression).toBe(client);
});

test('where topics differ, a client compresses as most bytes are', () => {
  const codecFor = (...topics: [compression: string, messages: number, bytes: string][]) => {
    const families = topics.map(([compression, messagesPerSecond, bytesPerMessage], index) => {
      const contract = contractWith(
        'invoices',
        (terms) => Object.assign(terms, { compression, load: { messagesPerSecond, bytesPerMessage } }),
        { topic: `invoices-${index}` },
      );
      return systemIn(resolvedIn('eu-prod', [contract]), 'ledger').families[0] as ResolvedFamily;
    });
    const known = families.map((family) => ({ topic: family.source, family }));
    const service: Service = { id: 'one', purpose: 'p' };
    return resolveClients(
      service,
      holderOf(service, 'one', undefined),
      known.map(({ topic }): Role => ({ role: 'producer', topic: { name: topic.name.value } })),
      { topics: new Map(known.map((one) => [one.topic.name.value, one])), services: [] },
    ).producers[0]?.compression;
  };
  // 20 KiB a second of lz4 against 10 KiB and 5 KiB of zstd.
  expect(codecFor(['zstd', 10, '1KiB'], ['lz4', 2, '10KiB'], ['zstd', 5, '1KiB'])).toBe('lz4');
  expect(codecFor(['zstd', 10, '1KiB'], ['lz4', 1, '10KiB'], ['zstd', 5, '1KiB'])).toBe('zstd');
  expect(codecFor(['producer', 1000, '1KiB'], ['snappy', 1, '1KiB'])).toBe('snappy');
  expect(codecFor(['zstd', 1, '1KiB'], ['lz4', 1, '1KiB'])).toBe('lz4');
});

test('the rule client-settings-consistent tells it at the service in system.yaml', () => {
  const contracts = ['invoices', 'postings', 'balances'].map((one) => contractWith(one));
  const prod = fixtureEnvironment('eu-prod');
  const view = viewOf(contracts, prod);
  const resolved = resolve(view.catalog, prod);
  expect(checkResolved(resolved, view)).toEqual([]);
  const system = systemIn(resolved, 'ledger');
  const services = system.services.map((one) => ({
    ...one,
    clients: {
      ...one.clients,
      consumers: one.clients.consumers.map((group) => ({ ...group, offsetReset: 'latest' as const })),
    },
  }));
  const found = checkResolved({ ...resolved, systems: [{ ...system, services }] }, view);
  expect(found.find(({ what }) => what.includes('ledger-invoices'))).toMatchObject({
    rule: 'client-settings-consistent',
    key: 'services.invoicing.client',
    what: 'group ledger-invoices of invoicing: it begins at latest: what was written before its first commit is lost without a word',
    fix: 'leave offsetReset out: earliest',
  });
});
