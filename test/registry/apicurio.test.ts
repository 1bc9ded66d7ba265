import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { type AppliedSubject, applySchemas } from '../../lib/registry/apply.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { planSchemas, schemasExitCode } from '../../lib/registry/schemas-plan.ts';
import { schemasPlanText } from '../../lib/registry/schemas-text.ts';
import { recordingProxy, type RecordingProxy } from '../support/registry/recording-proxy.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage, subjectsOf } from '../support/subjects.ts';

const systems = [plainSystem('shop', []), plainSystem('store', [])];

describeWithRegistry('a real registry', (registry) => {
  const proxies: RecordingProxy[] = [];
  afterAll(() => Promise.all(proxies.map((one) => one.stop())));

  /** A part of the registry for one test. */
  async function part(name: string) {
    const proxy = await recordingProxy(registry().url, name);
    proxies.push(proxy);
    const client = new RegistryClient({ url: proxy.url, fetch, wait: () => Promise.resolve() });
    const plan = (subjects: ReturnType<typeof subjectsOf>) =>
      planSchemas({
        environment: 'qa',
        client,
        subjects,
        keepsMetadata: false,
        asksBoth: false,
        isExcepted: () => false,
      });
    const apply = async (subjects: ReturnType<typeof subjectsOf>): Promise<string[]> => {
      const done: AppliedSubject[] = [];
      await applySchemas(await plan(subjects), { client, keepsMetadata: false, asksBoth: false }, (one) =>
        done.push(one),
      );
      return done.map(
        ({ subject, did }) => `${subject}: ${did.map((one) => one.replace(/ \(id \d+\)/, '')).join(', ')}`,
      );
    };
    return { client, plan, apply };
  }

  describe('schemas of each format with shared messages', () => {
    const money = {
      'json-schema': sharedMessage('Money.v1.schema.json', {
        $id: 'urn:shop:Money',
        type: 'object',
        properties: { cents: { type: 'integer' } },
      }),
      avro: sharedMessage('Money.avsc', {
        type: 'record',
        name: 'Money',
        namespace: 'shop',
        fields: [{ name: 'cents', type: 'long' }],
      }),
      protobuf: sharedMessage(
        'money.proto',
        'syntax = "proto3";\npackage shop;\n// Money.\nmessage Money {\n  int64 cents = 1;\n}\n',
      ),
    };
    const order = (more: boolean) => ({
      'json-schema': {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { total: { $ref: 'urn:shop:Money' }, ...(more ? { note: { type: 'string' } } : {}) },
      },
      avro: {
        type: 'record',
        name: 'Order',
        namespace: 'shop',
        fields: [
          { name: 'total', type: 'shop.Money' },
          ...(more ? [{ name: 'note', type: ['null', 'string'], default: null, 'x-pii': 'low' }] : []),
        ],
      },
      protobuf: protoText(
        'value.proto',
        `syntax = "proto3";\npackage shop;\nimport "messages/money.proto";\nimport "workstreams/options.proto";\nmessage Order {\n  Money total = 1;\n${more ? '  string note = 2 [(workstreams.pii) = "low"];\n' : ''}}\n`,
      ),
    });

    // Apicurio 3.0.9 breaks off at draft 2020-12, and does not look references of Avro up where it only compares.
    test.each([
      [
        'json-schema',
        ['shop.Money.v1.schema.json'],
        ['the registry: failed', '#: could not determine version'],
      ],
      ['avro', ['shop.Money.avsc'], []],
      ['protobuf', ['shop.money.proto', 'workstreams.options.proto'], ['the registry: compatible']],
    ] as const)('%s', async (format, messages, verdict) => {
      const { client, plan, apply } = await part(`format-${format}`);
      const subjects = (more: boolean) =>
        subjectsOf(
          {
            contracts: [
              smallContract('shop/sales/evt/orders/v1', {
                schema: { format, compatibility: 'backward' },
                valueSchema: order(more)[format],
              }),
            ],
            systems,
            environment: smallEnvironment(),
          },
          [money[format]],
        );
      const first = 'compatibility BACKWARD, version 1';
      expect(await apply(subjects(false))).toEqual([
        ...messages.map((one) => `${one}: ${first}`),
        `shop.orders-value: ${first}`,
      ]);
      expect(schemasExitCode(await plan(subjects(false)))).toBe(0);
      const told = schemasPlanText(await plan(subjects(true))).split('\n');
      const said = told.map((line) => line.trim()).filter((line) => /^(?:the registry: |#)/.test(line));
      expect(said).toEqual(verdict);
      expect(await apply(subjects(true))).toEqual(['shop.orders-value: version 2']);
      expect(schemasExitCode(await plan(subjects(true)))).toBe(0);
      const stored = await client.version('shop.orders-value', 'latest');
      expect(stored?.references.map(({ subject, version }) => `${subject} ${version}`)).toEqual(
        messages.map((one) => `${one} 1`),
      );
      expect((await client.config('shop.orders-value')).level).toBe('BACKWARD');
    });
  });

  test('a message that changes gives a version to all that name it', async () => {
    const { plan, apply } = await part('shared');
    const subjects = (type: unknown) =>
      subjectsOf(
        {
          contracts: ['orders', 'bills'].map((topic) =>
            smallContract(`shop/sales/evt/${topic}/v1`, {
              valueSchema: { type: 'object', properties: { in: { $ref: 'urn:shop:Currency' } } },
            }),
          ),
          systems,
          environment: smallEnvironment(),
        },
        [sharedMessage('Currency.v1.schema.json', { $id: 'urn:shop:Currency', type })],
      );
    await apply(subjects('string'));
    expect(await apply(subjects(['string', 'null']))).toEqual([
      'shop.Currency.v1.schema.json: version 2',
      'shop.bills-value: version 2',
      'shop.orders-value: version 2',
    ]);
    expect(schemasExitCode(await plan(subjects(['string', 'null'])))).toBe(0);
  });

  test('a schema that breaks its promise is refused before anything is sent, and so by the registry', async () => {
    const { client, plan, apply } = await part('refused');
    const subjects = (type: string) =>
      subjectsOf({
        contracts: [
          smallContract('shop/sales/evt/orders/v1', {
            schema: { format: 'avro', compatibility: 'backward' },
            valueSchema: { type: 'record', name: 'Order', fields: [{ name: 'id', type }] },
          }),
        ],
        systems,
        environment: smallEnvironment(),
      });
    await apply(subjects('string'));
    const found = await plan(subjects('int'));
    expect(schemasExitCode(found)).toBe(3);
    const told = schemasPlanText(found);
    expect(told).toContain('id: type string on one side, int on the other');
    expect(told).toContain('the registry: incompatible');
    const schema = {
      schema: subjects('int')[0]?.text ?? '',
      schemaType: 'AVRO' as const,
      references: [],
    };
    await expect(client.register('shop.orders-value', schema)).rejects.toThrow(
      /it answers 409: .*Incompatible/,
    );
  });

  test('a version that someone put in by hand is found', async () => {
    const { client, plan, apply } = await part('by-hand');
    const subjects = subjectsOf({
      contracts: [
        smallContract('shop/sales/evt/orders/v1', {
          valueSchema: { type: 'object', properties: { id: { type: 'string' } } },
        }),
      ],
      systems,
      environment: smallEnvironment(),
    });
    await apply(subjects);
    await client.setConfig('shop.orders-value', 'NONE');
    const schema = '{"type":"object","properties":{"id":{"type":"integer"}}}';
    await client.register('shop.orders-value', { schema, schemaType: 'JSON', references: [] });
    const found = await plan(subjects);
    expect(schemasExitCode(found)).toBe(3);
    const told = schemasPlanText(found);
    expect(told).toContain('compatibility NONE -> BACKWARD');
    expect(told).toContain('version 2 is of no contract, and breaks backward: id: type');
  });

  describe('a migration in four steps', () => {
    const contracts: Contract[] = [1, 2].map((version) =>
      smallContract(`store/sales/evt/orders/v${version}`, {
        valueSchema: {
          type: 'object',
          properties: { id: { type: version === 1 ? 'string' : 'integer' } },
          required: ['id'],
        },
      }),
    );
    let of: Awaited<ReturnType<typeof part>>;
    beforeAll(async () => {
      of = await part('migration');
    });

    test.each([
      ['before', ['store.orders-value: compatibility BACKWARD, version 1'], 0],
      ['dual', ['store.orders.v2-value: compatibility BACKWARD, version 1'], 0],
      ['cutover', [], 0],
      ['drained', [], 0],
      ['retired', [], 0],
    ] as const)('%s', async (phase, expected, code) => {
      const environment = smallEnvironment({ migrations: { 'store/sales/evt/orders/v2': phase } });
      const subjects = subjectsOf({ contracts, systems, environment });
      expect(await of.apply(subjects)).toEqual(expected);
      const plan = await of.plan(subjects);
      expect(schemasExitCode(plan)).toBe(code);
      // Apicurio has no modes of subjects: it is told, and nothing else.
      const notes = plan.subjects.flatMap((one) => one.notes);
      expect(notes).toEqual(
        phase === 'retired' ? ['no one writes with it, and this registry cannot make it read-only'] : [],
      );
      expect(plan.extra).toEqual([]);
    });
  });
});
