import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { clientConfiguration } from '../../lib/constructs/workloads/client-files.ts';
import { applySchemas } from '../../lib/registry/apply.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { planSchemas } from '../../lib/registry/schemas-plan.ts';
import { classPath } from '../support/broker/class-path.ts';
import { brokerAvailable } from '../support/broker/requirements.ts';
import { registryTerms } from '../support/registries.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { plainSystem, resolved, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { subjectsOf } from '../support/subjects.ts';

const support = (name: string) => fileURLToPath(new URL(`../support/registry/${name}`, import.meta.url));
const withCompiler = brokerAvailable(['java', 'javac', 'mvn']) === undefined ? test : test.skip;

const schema = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'pieces', type: 'int' },
  ],
};

describeWithRegistry('a Java client with the rendered files', (registry) => {
  withCompiler('writes the id that the registry gave the contract’s schema, and reads it back', async () => {
    const format = { format: 'avro', compatibility: 'backward' } as const;
    const stack = {
      contracts: [
        smallContract('shop/trade/evt/orders/v1', {
          schema: format,
          valueSchema: schema,
          producers: [{ service: 'till' }],
          consumers: [{ service: 'desk' }],
        }),
      ],
      systems: [
        plainSystem('shop', [
          { id: 'till', purpose: 'Sells' },
          { id: 'desk', purpose: 'Bills' },
        ]),
      ],
      environment: smallEnvironment({ schemaRegistry: registryTerms() }),
    };
    const client = new RegistryClient({ url: registry().url, fetch, wait: () => Promise.resolve() });
    const terms = { keepsMetadata: false, asksBoth: false };
    // Another one before it: its id is not that of every first schema.
    await client.register('other-value', { schema: '{"type":"string"}', schemaType: 'AVRO', references: [] });
    const plan = await planSchemas({
      environment: 'qa',
      client,
      subjects: subjectsOf(stack),
      isExcepted: () => false,
      ...terms,
    });
    await applySchemas(plan, { client, ...terms }, () => {});
    const kept = await client.version('shop.orders-value', 'latest');

    const till = resolved(stack)
      .systems.flatMap(({ services }) => services)
      .find(({ service }) => service.id === 'till');
    if (till === undefined) throw new Error('no till');
    const files = clientConfiguration(till.clients, till.environment, undefined, 'till');
    expect(files['producer.properties']).toContain(
      '\nvalue.serializer=io.confluent.kafka.serializers.KafkaAvroSerializer\n',
    );
    const folder = mkdtempSync(join(tmpdir(), 'workstreams-java-'));
    try {
      writeFileSync(join(folder, 'username'), 'till');
      writeFileSync(join(folder, 'password'), 'pa55');
      writeFileSync(join(folder, 'order.avsc'), JSON.stringify(schema));
      for (const [name, text] of Object.entries(files))
        writeFileSync(
          join(folder, name),
          text
            .replaceAll('/run/schema-registry', folder)
            .replace('https://registry.example.com/apis/ccompat/v7', registry().url),
        );
      const { stdout } = await promisify(execFile)('java', [
        ...['-cp', await classPath(support('serdes.xml'))],
        ...[support('WireFormat.java'), folder, 'producer', 'shop.orders', join(folder, 'order.avsc')],
        '{"id": "o-1", "pieces": 3}',
      ]);
      expect(stdout.trim().split('\n')).toEqual([
        'user.info=till:pa55',
        'magic=0',
        `id=${kept?.id}`,
        'message={"id": "o-1", "pieces": 3}',
      ]);
      expect(kept?.id).not.toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
