import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import * as ws from '../../lib/index.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import type { Broker } from './broker.ts';
import { repository } from './repository.ts';
import type { CommandOutcome } from './workstreams.ts';

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Topics of the shop as they are in Kafka. */
export const shopTopics = {
  orders: 'shop.orders',
  letters: 'shop.orders.dlq',
  retry: 'shop.orders.retry-1m',
  journal: 'shop.journal',
  audit: 'shop.repairs',
  metrics: 'shop.counts',
} as const;

const object = (properties: Record<string, unknown>, title: string) => ({
  ...{ $schema: draft, title, type: 'object', required: Object.keys(properties), properties },
  additionalProperties: false,
});
const text = { type: 'string', maxLength: 200, 'x-pii': 'none' };
const whole = { type: 'integer', 'x-pii': 'none' };

/** Today's orders: the currency is new, and every order of before became a dead letter. */
const order = object(
  {
    order: text,
    amount: whole,
    currency: { enum: ['EUR', 'CHF'], 'x-pii': 'none' },
    email: { type: 'string', maxLength: 200, 'x-pii': 'low' },
  },
  'Order',
);
const repair = object(
  {
    topic: text,
    who: text,
    why: text,
    action: text,
    outcome: text,
    redriven: whole,
    discarded: whole,
    archived: whole,
    waiting: whole,
    classes: { type: 'object', additionalProperties: whole },
  },
  'Repair',
);
const count = object(
  {
    topic: text,
    waiting: whole,
    dead: whole,
    redriven: whole,
    oldest: whole,
    retried: { type: 'object', additionalProperties: whole },
  },
  'Count',
);

/** A stack with a topic whose dead letters are repaired, a journal, audit and metrics; users log in with SCRAM. */
export function lettersShop(): string {
  const root = mkdtempSync(join(tmpdir(), 'workstreams-letters-'));
  const write = (file: string, value: object): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(
      join(root, file),
      file.endsWith('.json') ? JSON.stringify(value) : stringify(value, { aliasDuplicateObjects: false }),
    );
  };
  const contract = (address: string, schema: object, sample: object, props: Partial<ContractProps>): void => {
    const made = ws.contract(`shop/${address}`, {
      purpose: 'Something of a test',
      owner: { team: 'sales', onCall: 'sales-primary', channel: '#sales' },
      key: { field: 'topic', why: 'One after the other' },
      ...props,
    });
    write(`contracts/shop/${address}/contract.yaml`, made.source.value as object);
    write(`contracts/shop/${address}/value.schema.json`, schema);
    write(`contracts/shop/${address}/samples/one.json`, sample);
  };
  write('contracts/shop/system.yaml', {
    apiVersion: 'workstreams.io/v1',
    kind: 'System',
    purpose: 'Sells things',
    naming: { topic: '{system}.{topic}' },
    operations: {
      journal: 'journal',
      audit: {
        topic: 'repairs',
        message: {
          ...{ topic: '{topic}', who: '{who}', why: '{why}', action: '{action}', outcome: '{outcome}' },
          ...{
            redriven: '{redriven}',
            discarded: '{discarded}',
            archived: '{archived}',
            waiting: '{waiting}',
          },
          classes: '{by_failure_class}',
        },
      },
      metrics: {
        topic: 'counts',
        message: {
          ...{ topic: '{topic}', waiting: '{waiting}', dead: '{dead}', redriven: '{redriven}' },
          ...{ oldest: '{oldest_waiting_seconds}', retried: '{retried}' },
        },
      },
    },
    services: {
      checkout: { purpose: 'Takes orders' },
      billing: { purpose: 'Bills orders' },
      desk: { purpose: 'Repairs', duties: [{ duty: 'dead letter operator', topics: 'all' }] },
    },
  });
  contract(
    'sales/evt/orders/v1',
    order,
    { order: 'a', amount: 1, currency: 'EUR', email: 'a@example.org' },
    {
      key: { field: 'order', why: 'One after the other' },
      pii: 'low',
      retry: { tiers: ['1m'], attempts: 3 },
      deadLetter: { triage: 'The on-call repairs them' },
      producers: [{ service: 'checkout' }],
      consumers: [{ service: 'billing' }],
    },
  );
  contract(
    'sales/ctl/journal/v1',
    { $schema: draft, $ref: 'urn:workstreams:OperationsJournal:v1' },
    { subject: 'dead-letters/shop.orders.dlq', writtenAt: '2026-03-02T09:11:17.000Z', state: {} },
    {
      key: { field: 'subject', why: 'One state each' },
      cleanup: 'compact',
      pii: 'low',
      schema: { format: 'json-schema', compatibility: 'backward', wireFormat: 'plain' },
    },
  );
  const done = { topic: 't', who: 'w', why: 'y', action: 'a', outcome: 'o' };
  contract(
    'sales/aud/repairs/v1',
    repair,
    { ...done, redriven: 1, discarded: 0, archived: 0, waiting: 0, classes: {} },
    {},
  );
  contract(
    'sales/met/counts/v1',
    count,
    { topic: 't', waiting: 0, dead: 0, redriven: 0, oldest: 0, retried: {} },
    {},
  );
  const environment = ws.environment({
    environment: 'qa',
    topics: { env: 'qa' },
    kafka: {
      namespace: 'kafka-qa',
      brokers: 3,
      listeners: [{ name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' }],
      clientListener: 'scram',
    },
    workloads: { namespaces: { shop: 'shop-qa' }, credentials: { delivery: 'kafka-access' } },
    images: { runtime: { repository: 'tools/workstreams', tag: '1' } },
    runtime: { analysis: { every: '1h' } },
    alerts: 'ticket',
  });
  write('environments/qa.yaml', environment.source.value as object);
  return root;
}

/** How the program is called on the shop. */
export interface Desk {
  readonly root: string;
  /** Variables that say how to reach Kafka. */
  readonly variables: Readonly<Record<string, string>>;
}

function commandOf({ root, variables }: Desk, args: readonly string[]) {
  return {
    command: [
      ...[process.execPath, join(repository, 'bin/workstreams.js'), 'dead-letters', ...args],
      ...['--env', 'qa', '--root', root],
    ],
    env: { ...process.env, NODE_OPTIONS: '', ...variables },
  };
}

export function deadLetters(desk: Desk, ...args: string[]): Promise<CommandOutcome> {
  const { command, env } = commandOf(desk, args);
  const [program = '', ...rest] = command;
  return new Promise((done) => {
    execFile(program, rest, { env, encoding: 'utf8', timeout: 600_000 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** The same, as a process that the test may kill. */
export function startDeadLetters(desk: Desk, ...args: string[]): ChildProcess {
  const { command, env } = commandOf(desk, args);
  const [program = '', ...rest] = command;
  return spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Dead letters of orders without a currency, as an executor writes them. */
export async function writeLetters(
  broker: Broker,
  from: number,
  to: number,
  more: { headers?: Record<string, string>; value?: object; class?: string } = {},
): Promise<void> {
  for (let at = from; at < to; at += 500) {
    await broker.produceRecords(
      shopTopics.letters,
      Array.from({ length: Math.min(500, to - at) }, (_, index) => ({
        key: `order-${at + index}`,
        value: JSON.stringify({
          order: `order-${at + index}`,
          amount: at + index,
          email: 'x@example.org',
          ...more.value,
        }),
        headers: {
          'x-trace': `t${at + index}`,
          'x-failure-class': more.class ?? 'schema-invalid',
          'x-failure-reason': 'the value breaks #/required',
          'x-attempt': '3',
          'x-first-seen-ts': '2026-03-02T09:00:00.000Z',
          'x-last-seen-ts': '2026-03-02T09:05:00.000Z',
          'x-source-topic': 'another.topic',
          'x-source-partition': '1',
          'x-source-offset': String(at + index),
          'x-consumer-group': 'shop-billing',
          ...more.headers,
        },
      })),
    );
  }
}

export async function createShopTopics(broker: Broker): Promise<void> {
  await broker.createTopic(shopTopics.orders, 3);
  await broker.createTopic(shopTopics.journal, 1, { 'cleanup.policy': 'compact' });
  for (const topic of [shopTopics.letters, shopTopics.retry, shopTopics.audit, shopTopics.metrics])
    await broker.createTopic(topic);
}
