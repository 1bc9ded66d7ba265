import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CarriedContract, CarriedReport } from '../../lib/model/carried-contract.ts';
import { type Actions, actions } from '../../runtime/admin/actions.ts';
import { adminApp } from '../../runtime/admin/app.ts';
import { RequestLimit } from '../../runtime/admin/limits.ts';
import { Operations } from '../../runtime/admin/operations.ts';
import { TokenFolder } from '../../runtime/admin/tokens.ts';
import { jsonLog } from '../../runtime/log.ts';
import { SchemaIds } from '../../runtime/operations/schema-ids.ts';
import type { ReplaySession } from '../../runtime/replay/session.ts';
import type { Mutable } from './stack-at.ts';

/** Tokens of the tests; none is a secret. */
export const tokens = {
  reader: `reader-${'r'.repeat(32)}`,
  jane: `jane-${'j'.repeat(32)}`,
  actor: `actor-${'a'.repeat(32)}`,
} as const;

/** A line of a file of tokens. */
export function tokenLine(scopes: string, token: string): string {
  return `${scopes} sha256:${createHash('sha256').update(token).digest('hex')}\n`;
}

/** A folder with a file for each name, as a Secret is mounted. */
function tokenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workstreams-tokens-'));
  writeFileSync(join(folder, 'service-reader'), tokenLine('read', tokens.reader));
  writeFileSync(join(folder, 'person-jane'), tokenLine('read,act', tokens.jane));
  writeFileSync(join(folder, 'person-actor'), tokenLine('act', tokens.actor));
  return folder;
}

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { order: { type: 'string' }, email: { type: 'string', 'x-pii': 'low' } },
};

function contract(topic: string, more: Partial<CarriedContract> = {}): CarriedContract {
  return {
    ...{ topic, retries: [], deadLetter: `${topic}.dlq`, attempts: 1, environment: 'qa', system: 'shop' },
    ...{
      contract: `shop/sales/evt/${topic}/v1`,
      classification: 'internal',
      wireFormat: 'plain',
      subjects: [],
    },
    owner: { team: 'sales', onCall: 'sales-primary', channel: '#sales' },
    ...{ personalData: [], personalKey: false },
    replay: { keyField: 'order', plainKeys: true, tombstones: false, replayers: ['desk'] },
    ...more,
  };
}

/** A replay that is half through. */
export const replaySession = (more: Partial<ReplaySession> = {}): ReplaySession => ({
  id: '01KJH8M4Q0DYMAV8P9FR9GMX3C',
  state: 'running',
  terms: {
    source: { kind: 'topic', topic: 'orders' },
    ...{ filters: { keys: ['a-customer'] }, message: {}, target: 'orders', skipInvalid: false },
  },
  ...{ by: 'person-jane', why: 'INC-1', transactionalId: 'shop-desk-replay-1', runner: '1' },
  range: { start: { 0: '0' }, position: { 0: '5' }, end: { 0: '10' } },
  counts: { read: 5, matched: 5, written: 5, invalid: 0, passedOver: 0 },
  ...{ startedAt: '2026-03-02T09:11:17.000Z', updatedAt: '2026-03-02T09:11:18.000Z' },
  ...more,
});

/** An API on a shop without brokers: what the routes ask for is what the test gives. */
export class AdminDesk {
  readonly folder = tokenFolder();
  readonly lines: Record<string, unknown>[] = [];
  readonly stop = new AbortController();
  readonly operations: Operations;
  /** Milliseconds that the limits and the tokens see. */
  now = 0;
  readonly app;

  constructor(given: Partial<Actions> = {}, perMinute = 1000) {
    const log = jsonLog((line) => this.lines.push(JSON.parse(line) as Record<string, unknown>));
    this.operations = new Operations(log, this.stop.signal);
    const client = { clientId: 'test', bootstrapBrokers: ['127.0.0.1:1'] };
    const journal = { topic: 'shop.journal' } as CarriedReport;
    const unplanned = Object.fromEntries(
      Object.keys(actions).map((name) => [
        name,
        () => {
          throw new Error(`${name} was not expected`);
        },
      ]),
    ) as unknown as Actions;
    this.app = adminApp({
      desk: {
        client,
        ids: SchemaIds.of({}),
        carried: {
          topics: [
            contract('orders'),
            contract('customers', {
              personalData: ['email'],
              schema: { format: 'json-schema', schema, shared: [] },
              replay: {
                ...{ keyField: 'order', plainKeys: true, tombstones: false, replayers: ['desk'] },
                refusal: 'contracts/customers does not allow replay',
              },
            }),
          ],
          operations: [
            {
              ...{ environment: 'qa', system: 'shop', journal },
              operators: [
                {
                  ...{ service: 'desk', group: 'shop-desk', transactionalId: 'shop-desk-' },
                  deadLettersOf: ['orders', 'customers'],
                  replaysInto: ['orders'],
                },
              ],
            },
          ],
        },
      },
      variables: {},
      actions: { ...unplanned, repairable: (place) => Promise.resolve(place as never), ...given },
      ...{ operations: this.operations, log, stop: this.stop.signal },
      tokens: new TokenFolder(this.folder, log, () => this.now),
      limit: new RequestLimit(perMinute, () => this.now),
    });
  }

  /** Asks with a token. @param body is sent as JSON; text as it is */
  async ask(token: string | undefined, method: string, path: string, body?: unknown) {
    const response = await this.app.request(path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, headers: response.headers, type, text, json: jsonOf(text) };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function jsonOf(text: string): Mutable {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
