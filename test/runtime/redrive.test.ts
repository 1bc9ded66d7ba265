import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAll } from '../support/broker/read-all.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import {
  createShopTopics,
  deadLetters,
  type Desk,
  lettersShop,
  shopTopics,
  writeLetters,
} from '../support/letters-shop.ts';

const { orders, audit, metrics, journal } = shopTopics;
const addCurrency = ['--transform', '$merge([value, {"currency": "EUR"}])'];
const because = ['--execute', '--reason', 'INC-311', '--by', 'person-jane'];

describeWithBroker('dead letters', (broker) => {
  let root: string;
  let desk: Desk;
  beforeAll(async () => {
    root = lettersShop();
    desk = { root, variables: { KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap } };
    await createShopTopics(broker());
    await writeLetters(broker(), 0, 10);
    await writeLetters(broker(), 10, 12, { class: 'unavailable', value: { currency: 'CHF' } });
    // Redriven three times already.
    await writeLetters(broker(), 12, 13, { headers: { 'x-redrive-count': '3' } });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const listed = async (...args: string[]) =>
    JSON.parse((await deadLetters(desk, 'list', '--format', 'json', ...args)).stdout) as {
      topics: { open: number; groups: { class: string; count: number; valid: number }[] }[];
    };
  const audited = async () =>
    (await readAll(broker(), audit)).map(({ value }) => JSON.parse(value ?? '{}') as object);

  test('are listed by class and reason, with how many are valid today', async () => {
    const { stdout, stderr, code } = await deadLetters(desk, 'list');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/ +\d+s /g, ' AGE ')).toBe(
      `shop.orders: 13 open, owner sales (sales-primary, #sales)
 CLASS            REASON                        OPEN   VALID TODAY   AGE   FIRST SEEN            LAST SEEN
 schema-invalid   the value breaks #/required     11             0 AGE   2026-03-02 09:00:00   2026-03-02 09:05:00
 unavailable      the value breaks #/required      2             2 AGE   2026-03-02 09:00:00   2026-03-02 09:05:00
`,
    );
    const { topics } = await listed('--only', 'valid', '--where', 'value.amount > 10');
    expect(topics.map(({ open }) => open)).toEqual([1]);
  });

  test('are shown without personal data, unless there is a reason', async () => {
    const shown = await deadLetters(desk, 'show', '--max', '1', '--at', '0:3');
    expect(shown.stdout).toContain('"order": "order-3"');
    expect(shown.stdout).toContain('"email": "[redacted]"');
    expect(shown.stdout).toContain('not valid today: the value breaks #/required');
    expect(shown.stdout).not.toContain('x@example.org');
    const refused = await deadLetters(desk, 'show', '--personal-data');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      '--personal-data needs a reason: say with --reason why it must be seen\n',
    ]);
    const open = await deadLetters(
      desk,
      'show',
      '--max',
      '1',
      '--personal-data',
      '--reason',
      'a customer calls',
    );
    expect(open.stdout).toContain('"email": "x@example.org"');
  });

  test('a redrive without --execute shows what it would do, and writes nothing', async () => {
    const { stdout, code } = await deadLetters(desk, 'redrive', '--samples', '1', ...addCurrency);
    expect([code, stdout]).toEqual([
      2,
      `0:0  key order-0
  + currency: "EUR"

would be redriven: 12
stays open: 1, was redriven 3 times already
nothing was written: --execute --reason <text> does it
`,
    ]);
    expect(await readAll(broker(), orders)).toEqual([]);
    expect(await readAll(broker(), journal)).toEqual([]);
  });

  test('what is not valid stays, and a value of personal data is redacted in what is shown', async () => {
    const { stdout } = await deadLetters(
      desk,
      'redrive',
      '--samples',
      '1',
      '--transform',
      '$merge([value, {"email": "y@example.org", "currency": "YEN"}])',
    );
    expect(stdout).toContain('  stays: is not valid today: the value breaks #/properties/currency/enum\n');
    expect(stdout).toContain(
      'stays open: 12, is not valid today: the value breaks #/properties/currency/enum\n',
    );
    const changed = await deadLetters(
      desk,
      'redrive',
      '--samples',
      '1',
      '--transform',
      '$merge([value, {"email": "y@example.org", "currency": "EUR"}])',
    );
    expect(changed.stdout).not.toContain('example.org');
  });

  test('a wrong expression is told with its place', async () => {
    const { stderr, code } = await deadLetters(desk, 'redrive', '--transform', 'value.(');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^value\.\(: column 7: .* \(JSONata\)\n$/);
  });

  test('are redriven to the topic of the contract, valid, once, and with a record of who and why', async () => {
    const first = await deadLetters(
      desk,
      'redrive',
      '--class',
      'schema-invalid',
      '--max',
      '4',
      ...addCurrency,
      ...because,
    );
    expect([first.code, first.stdout.split('\n').slice(0, 2)]).toEqual([
      0,
      ['redriven: 4', 'more are open: it ended at --max'],
    ]);
    const rest = await deadLetters(
      desk,
      'redrive',
      '--class',
      'schema-invalid',
      ...addCurrency,
      ...because,
      '--transform-headers',
      '{"x-trace": null, "x-new": "1"}',
    );
    expect([rest.code, rest.stdout.split('\n').slice(0, 2)]).toEqual([
      2,
      ['redriven: 6', 'stays open: 1, was redriven 3 times already'],
    ]);
    const found = await readAll(broker(), orders);
    expect(found.map(({ key }) => key).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, at) => `order-${at}`),
    );
    const one = found.find(({ key }) => key === 'order-0');
    expect(JSON.parse(one?.value ?? '')).toEqual({
      order: 'order-0',
      amount: 0,
      email: 'x@example.org',
      currency: 'EUR',
    });
    const { 'x-operation-id': session, ...headers } = one?.headers ?? {};
    expect(session).toMatch(/^[0-9A-Z]{26}$/);
    expect(headers).toEqual({
      'x-trace': 't0',
      'x-first-seen-ts': '2026-03-02T09:00:00.000Z',
      'x-source-topic': 'another.topic',
      'x-source-partition': '1',
      'x-source-offset': '0',
      'x-consumer-group': 'shop-billing',
      'x-redrive-count': '1',
    });
    const last = found.find(({ key }) => key === 'order-9')?.headers ?? {};
    expect([last['x-trace'], last['x-new']]).toEqual([undefined, '1']);
    expect(await audited()).toEqual(
      [4, 6].map((redriven) => ({
        ...{
          topic: orders,
          who: 'person-jane',
          why: 'INC-311',
          action: 'dead-letters.redrive',
          outcome: 'allowed',
        },
        ...{ redriven, discarded: 0, archived: 0, classes: { 'schema-invalid': redriven } },
        waiting: redriven === 4 ? 9 : 3,
      })),
    );
    expect((await listed()).topics.map(({ open }) => open)).toEqual([3]);
  });

  test('an archive has each message byte for byte, is for its owner alone, and replaces no file', async () => {
    const file = join(root, 'letters.jsonl');
    const refused = await deadLetters(desk, 'archive', '--out', file);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      'shop.orders has personal data: say with --reason why it is written to a file\n',
    ]);
    expect(existsSync(file)).toBe(false);
    const { stdout } = await deadLetters(
      desk,
      'archive',
      '--out',
      file,
      '--class',
      'unavailable',
      '--settle',
      '--reason',
      'kept',
      '--by',
      'person-jane',
    );
    expect(stdout).toMatch(/^archived: 2\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [line] = readFileSync(file, 'utf8').split('\n');
    const one = JSON.parse(line ?? '') as {
      key: string;
      value: string;
      headers: [string, string][];
      offset: string;
    };
    const of = (base64: string) => Buffer.from(base64, 'base64').toString();
    expect([of(one.key), JSON.parse(of(one.value)), one.offset, one.headers.length]).toEqual([
      'order-10',
      { order: 'order-10', amount: 10, email: 'x@example.org', currency: 'CHF' },
      '10',
      10,
    ]);
    const again = await deadLetters(desk, 'archive', '--out', file, '--reason', 'kept');
    expect([again.code, again.stderr]).toEqual([1, `${file} is there already: name another file\n`]);
    expect((await listed()).topics.map(({ open }) => open)).toEqual([1]);
  });

  test('are discarded with a reason, and not before --execute', async () => {
    const dry = await deadLetters(desk, 'discard', '--reason', 'a test');
    expect(dry.stdout).toMatch(/nothing was written: --execute discards these\n$/);
    expect((await listed()).topics.map(({ open }) => open)).toEqual([1]);
    const { code, stdout } = await deadLetters(
      desk,
      'discard',
      '--execute',
      '--reason',
      'a test',
      '--by',
      'person-jane',
    );
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'discarded: 1']);
    expect((await listed()).topics.map(({ open }) => open)).toEqual([0]);
    // All are settled: the alert on dead letters ends.
    expect(await broker().committedOffsets('shop-desk')).toEqual({ 'shop.orders.dlq': { 0: 13 } });
    expect((await audited()).at(-1)).toMatchObject({
      action: 'dead-letters.discard',
      discarded: 1,
      why: 'a test',
    });
  });

  test('an analysis writes counts to metrics and a summary to audit', async () => {
    await writeLetters(broker(), 20, 22);
    await broker().produceRecords(shopTopics.retry, [{ key: 'a', value: 'b' }]);
    const before = (await audited()).length;
    const { code, stderr } = await deadLetters(desk, 'analyse');
    expect([code, stderr]).toEqual([0, '']);
    const [count] = (await readAll(broker(), metrics)).map(({ value }) => JSON.parse(value ?? '') as object);
    expect(count).toEqual({
      ...{ topic: orders, waiting: 2, dead: 15, redriven: 10, retried: { '1m': 1 } },
      oldest: expect.any(Number),
    });
    expect((await audited()).slice(before)).toEqual([
      expect.objectContaining({
        action: 'dead-letters.analyse',
        who: 'service-desk',
        classes: { 'schema-invalid': 2 },
      }),
    ]);
    await deadLetters(desk, 'analyse');
    const later = (await readAll(broker(), metrics))
      .map(({ value }) => JSON.parse(value ?? '') as object)
      .at(-1);
    expect(later).toMatchObject({ waiting: 2, dead: 0, redriven: 0, retried: { '1m': 0 } });
  });
});
