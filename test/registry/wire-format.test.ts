import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import { applySchemas } from '../../lib/registry/apply.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { planSchemas } from '../../lib/registry/schemas-plan.ts';
import { isWrite, recordingProxy, type RecordingProxy } from '../support/registry/recording-proxy.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage, subjectsOf } from '../support/subjects.ts';

/** Each topic's schema, a shared message that it names, and a message of it. */
const topics = {
  'json-schema': {
    shared: sharedMessage('Currency.v1.schema.json', {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:shop:Currency',
      type: 'string',
      minLength: 3,
    }),
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, in: { $ref: 'urn:shop:Currency' } },
    },
    message: { id: 'o-1', in: 'EUR' },
    wrong: { id: 'o-1', in: 'E' },
  },
  avro: {
    shared: sharedMessage('Money.avsc', {
      type: 'record',
      name: 'Money',
      namespace: 'shop',
      fields: [{ name: 'cents', type: 'long' }],
    }),
    schema: {
      type: 'record',
      name: 'Order',
      namespace: 'shop',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'total', type: 'shop.Money' },
      ],
    },
    message: { id: 'o-1', total: { cents: 1250 } },
    wrong: { id: 'o-1' },
  },
  protobuf: {
    shared: sharedMessage(
      'money.proto',
      'syntax = "proto3";\npackage shop;\nmessage Money {\n  int32 cents = 1;\n}\n',
    ),
    schema: protoText(
      'value.proto',
      'syntax = "proto3";\npackage shop;\nimport "messages/money.proto";\nmessage Order {\n  string id = 1;\n  Money total = 2;\n}\n',
    ),
    message: { id: 'o-1', total: { cents: 1250 } },
    wrong: { id: 7 },
  },
} as const;

describeWithRegistry('messages in wire format', (registry) => {
  const proxies: RecordingProxy[] = [];
  afterAll(() => Promise.all(proxies.map((one) => one.stop())));

  test.each(['json-schema', 'avro', 'protobuf'] as const)(
    'of %s are written and read back by the registered id, with nothing registered by the client',
    async (format) => {
      const proxy = await recordingProxy(registry().url, `wire-${format}`);
      proxies.push(proxy);
      const { shared, schema, message, wrong } = topics[format];
      const subjects = subjectsOf(
        {
          contracts: [
            smallContract('shop/sales/evt/orders/v1', {
              schema: { format, compatibility: 'backward' },
              valueSchema: schema,
            }),
          ],
          systems: [plainSystem('shop', [])],
          environment: smallEnvironment(),
        },
        [shared],
      );
      const client = new RegistryClient({ url: proxy.url, fetch, wait: () => Promise.resolve() });
      const terms = { client, keepsMetadata: false, asksBoth: false };
      const ids = new Map<string, number | undefined>();
      await applySchemas(
        await planSchemas({ ...terms, environment: 'qa', subjects, isExcepted: () => false }),
        terms,
        ({ subject, id }) => ids.set(subject, id),
      );
      const id = ids.get('shop.orders-value') ?? 0;
      proxy.take();

      // As a service does it: one client writes, another one reads.
      const library = () =>
        new SchemaRegistry({ host: proxy.url }, { [SchemaType.JSON]: { ajvInstance: new Ajv2020() } });
      const writer = library();
      expect(await writer.getRegistryId('shop.orders-value', 1)).toBe(id);
      const bytes = await writer.encode(id, message);
      expect([bytes[0], bytes.readInt32BE(1)]).toEqual([0, id]);
      expect(JSON.parse(JSON.stringify(await library().decode(bytes)))).toEqual(message);
      await expect(writer.encode(id, wrong)).rejects.toThrow();
      expect(proxy.take().filter(isWrite)).toEqual([]);
    },
  );
});
