import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CarriedOperations, CarriedReport } from '../../../lib/model/carried-contract.ts';
import { Writer } from '../../../runtime/kafka/writer.ts';
import { changeReplay, dryRun, resumeReplay, startReplay } from '../../../runtime/replay/replays.ts';
import { readAll } from '../../support/broker/read-all.ts';
import { describeWithBroker } from '../../support/broker/suite.ts';
import { contract, event, historian, operationsWith, termsFor } from '../../support/replays.ts';

const never = new AbortController().signal;

describeWithBroker('what replays write beside their messages', (broker) => {
  let writer: Writer;
  const variables = () => ({ KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap });
  const place = (more: Partial<CarriedOperations> = {}) => ({
    ...{ variables: variables(), operations: operationsWith(more) },
  });
  const silent = { info: () => undefined, error: () => undefined };
  const asked = { by: 'ann', why: 'a projection lost a day', log: silent, stop: never };

  beforeAll(async () => {
    await broker().createTopic('journal');
    writer = new Writer({ clientId: 'replay-test', bootstrapBrokers: [broker().adminBootstrap] });
  }, 300_000);
  afterAll(() => writer?.close());

  test('each step of a session has an audit record, in the form of its contract, with who and why', async () => {
    await broker().createTopic('audited');
    await broker().createTopic('audited-target');
    await broker().createTopic('audit');
    await writer.write([0, 1, 'two', 3].map((n) => event('audited', 'a', n)));
    const names = [
      'action',
      'outcome',
      'who',
      'why',
      'topic',
      'session',
      'service',
      'filter',
      'redriven',
      'refused',
    ];
    const audit: CarriedReport = {
      ...{ topic: 'audit', key: 'topic', wireFormat: 'plain', subjects: [], headers: {}, headerNames: [] },
      message: Object.fromEntries(names.map((name) => [name, `{${name}}`])),
      schema: {
        format: 'json-schema',
        schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', required: names },
        shared: [],
      },
    };
    const told = place({ audit });
    const terms = termsFor('audited', 'audited-target', { filters: { keys: ['a'] }, rate: 1 });
    const stop = new AbortController();
    const begun = await startReplay(told, {
      ...{ ...asked, terms, operator: historian, stop: stop.signal, begun: () => stop.abort() },
      contracts: { source: contract('audited'), target: contract('audited-target') },
    });
    const { id } = begun;
    const goOn = (further = {}) =>
      resumeReplay(told, {
        ...{ ...asked, id, by: 'bob', why: 'it is over', rate: 1000, ...further },
        contractsFor: ({ target }) => ({ target: contract(target), operator: historian }),
      });
    expect((await goOn()).state).toBe('failed');
    await changeReplay(told, { id, to: 'cancelled', by: 'eve', why: 'the wrong day' });
    const records = (await readAll(broker(), 'audit')).map(
      ({ value }) => JSON.parse(value ?? '{}') as Record<string, unknown>,
    );
    expect(
      records.map(({ action, outcome, who, why, redriven, refused }) => [
        action,
        outcome,
        who,
        why,
        redriven,
        refused,
      ]),
    ).toEqual([
      ['replay.start', 'allowed', 'ann', 'a projection lost a day', 0, 0],
      ['replay.pause', 'allowed', 'ann', 'its process was asked to end', 0, 0],
      ['replay.resume', 'allowed', 'bob', 'it is over', 0, 0],
      ['replay.end', 'failed', 'bob', 'it is over', 2, 0],
      ['replay.cancel', 'allowed', 'eve', 'the wrong day', 2, 0],
    ]);
    // A key may be personal data.
    expect(records[0]).toMatchObject({
      ...{ topic: 'audited-target', session: id, service: 'history' },
      filter: '--from-topic audited --key …',
    });
    const [entry] = (await readAll(broker(), 'journal'))
      .filter(({ key }) => key === `replay/${id}`)
      .slice(-1);
    expect(JSON.parse(entry?.value ?? '{}')).toEqual({
      ...{ subject: `replay/${id}`, writtenAt: expect.any(String), by: 'eve' },
      state: expect.objectContaining({ id, state: 'cancelled' }),
    });
  });

  test('values that are made begin with the id that the registry has for the schema', async () => {
    await broker().createTopic('registered');
    await broker().createTopic('registered-target');
    await writer.write([event('registered', 'a', 1)]);
    const text = JSON.stringify({ type: 'object' });
    const subject = {
      subject: 'registered-target-value',
      part: 'value',
      format: 'JSON',
      text,
      references: [],
    } as const;
    const target = {
      ...contract('registered-target'),
      wireFormat: 'confluent' as const,
      subjects: [subject],
    };
    const terms = termsFor('registered', 'registered-target', { message: { value: 'value' } });
    const contracts = { source: contract('registered'), target };
    await expect(dryRun({ variables: variables(), stop: never, terms, contracts })).rejects.toThrow(
      'values of registered-target-value begin with the id of their schema: set SCHEMA_REGISTRY_URL',
    );
    const asks: string[] = [];
    const registry = createServer((request, response) => {
      asks.push(`${request.method} ${request.url}`);
      response.end(JSON.stringify({ id: 7, version: 1 }));
    });
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    try {
      const { port } = registry.address() as AddressInfo;
      const at = {
        ...place(),
        variables: { ...variables(), SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}` },
      };
      const session = await startReplay(at, { ...asked, terms, contracts, operator: historian });
      expect([session.state, session.counts.written]).toEqual(['done', 1]);
    } finally {
      registry.close();
    }
    expect(asks).toEqual(['POST /subjects/registered-target-value']);
    const [message] = await readAll(broker(), 'registered-target');
    expect(message?.value?.slice(0, 5)).toBe('\0\0\0\0\u0007');
    expect(JSON.parse(message?.value?.slice(5) ?? '')).toEqual({ id: 'a', n: 1 });
  });
});
