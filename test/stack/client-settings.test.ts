import { expect, test } from '@jest/globals';
import type { ClientSettings } from '../../lib/policies/client-settings.ts';
import { resolvedIn } from '../support/shipped.ts';

const shippedClients = (name: string, environment = 'prod'): ClientSettings => {
  const found = resolvedIn(environment)
    .systems.flatMap(({ services }) => services)
    .find((service) => service.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found.clients;
};

test('the worker of rnle has the two producers and three groups of its document', () => {
  const { producers, consumers, unknownGroups } = shippedClients('rnle-worker');
  const [first, second] = producers;
  expect([{ ...first, messages: undefined }, second]).toEqual([
    {
      name: 'high-throughput',
      acks: 'all',
      idempotent: true,
      inFlight: 5,
      retries: 10,
      backoff: 100,
      longestBackoff: 30_000,
      deliveryTimeout: 120_000,
      requestTimeout: 30_000,
      linger: 5,
      batchSize: 1_048_576,
      transactionalId: undefined,
      compression: 'gzip',
      // 1 MiB, and 64 KiB for the headers of a dead letter.
      maxRequestSize: 1_048_576 + 65_536,
    },
    expect.objectContaining({ name: 'reliable', inFlight: 1, transactionalId: 'rnle-worker-producer' }),
  ]);
  expect(producers[0]?.messages.map(({ topic }) => topic)).toEqual([
    'rnle.command-results',
    'rnle.commands.dlq',
    'rnle.worker-events',
  ]);
  expect(
    consumers.map(({ group, topics, replicas, autoCommit, sessionTimeout }) => [
      group,
      topics,
      replicas,
      autoCommit,
      sessionTimeout,
    ]),
  ).toEqual([
    ['rnle-worker-commands', ['rnle.commands'], 3, 5000, 30_000],
    ['rnle-worker-control', ['rnle.worker-control'], 1, 1000, 30_000],
    ['rnle-worker-events', ['rnle.worker-events'], 1, 10_000, 60_000],
  ]);
  expect(unknownGroups).toEqual([]);
  expect(consumers[0]).toMatchObject({
    fetchMin: 1024,
    fetchMax: 5_242_880,
    fetchWait: 500,
    pollRecords: 100,
  });
});

test('who reads what is written in transactions sees committed messages only', () => {
  const committed = Object.fromEntries(
    shippedClients('rnle-worker').consumers.map(({ group, committedOnly }) => [group, committedOnly]),
  );
  // The worker writes events itself, in transactions; commands and orders come from others.
  expect(committed).toEqual({
    'rnle-worker-commands': false,
    'rnle-worker-control': false,
    'rnle-worker-events': true,
  });
});
