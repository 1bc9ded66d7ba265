import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { descriptorOf } from '../../lib/model/schemas/protobuf/descriptor.ts';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import { protoSchema } from '../../lib/model/schemas/protobuf/schema.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { type Resolved, resolve } from '../../lib/policies/resolve.ts';
import { schemaSubjects } from '../../lib/policies/schema-subjects.ts';
import { applySchemas } from '../../lib/registry/apply.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { planSchemas } from '../../lib/registry/schemas-plan.ts';
import { writeKafkaTools } from '../support/broker/kafka-tools.ts';
import { deliveriesOf } from '../support/broker/read-all.ts';
import { type Outcome, runCommand } from '../support/broker/run.ts';
import { describeWithBroker } from '../support/broker/suite.ts';
import { type Mutable } from '../support/fixture.ts';
import { registryTerms } from '../support/registries.ts';
import { type Apicurio, startApicurio } from '../support/registry/apicurio.ts';
import { json, type Seen, smallServer, type SmallServer } from '../support/registry/small-server.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage } from '../support/subjects.ts';

const moneyProto = sharedMessage(
  'money.proto',
  'syntax = "proto3";\npackage shop;\nmessage Money {\n  int64 cents = 1;\n}\n',
);
const moneyAvro = {
  type: 'record',
  name: 'Money',
  namespace: 'shop',
  fields: [{ name: 'cents', type: 'long' }],
};
const messages = [
  sharedMessage('Money.v1.schema.json', {
    $id: 'urn:shop:Money',
    type: 'object',
    properties: { cents: { type: 'integer' } },
  }),
  sharedMessage('Money.avsc', moneyAvro),
  moneyProto,
];

const shipped = protoText(
  'contracts/shop/orders/evt/shipped/v1/value.proto',
  `syntax = "proto3";
package shop;
import "messages/money.proto";
import "workstreams/options.proto";
message Shipped {
  string order_id = 1 [(workstreams.pii) = "low"];
  Money total = 2;
}
`,
);
const paid = {
  type: 'record',
  name: 'Paid',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'total', type: 'shop.Money' },
  ],
};

interface Of {
  readonly topic: string;
  readonly schema: Partial<ContractProps['schema'] & object>;
  readonly value: unknown;
  readonly key?: unknown;
  readonly field?: string;
  readonly sample: unknown;
}

function event({ topic, schema, value, key, field = 'id', sample }: Of): Contract {
  const address = `shop/orders/evt/${topic}/v1`;
  const contract = smallContract(address, {
    key: { field, why: 'What happens to one order stays in order' },
    schema: { format: 'json-schema', compatibility: 'backward', ...schema },
    headers: ['x-payload-sha256'],
    producers: [{ service: 'watch' }],
  });
  return {
    ...contract,
    valueSchema: { file: `contracts/${address}/value`, value },
    keySchema: key === undefined ? undefined : { file: `contracts/${address}/key`, value: key },
    samples: [{ file: `contracts/${address}/samples/one.json`, value: sample }],
  };
}

const contracts = [
  event({
    topic: 'placed',
    schema: {},
    value: { type: 'object', properties: { id: { type: 'string' }, total: { $ref: 'urn:shop:Money' } } },
    key: { type: 'string', maxLength: 20 },
    sample: { id: 'o-1', total: { cents: 3 } },
  }),
  event({
    topic: 'paid',
    schema: { format: 'avro' },
    value: paid,
    key: { type: 'string' },
    sample: { id: 'o-2', total: { cents: 70 } },
  }),
  event({
    topic: 'shipped',
    schema: { format: 'protobuf' },
    value: shipped,
    key: protoText(
      'key.proto',
      'syntax = "proto3";\npackage shop;\nmessage Key {\n  string order_id = 4;\n}\n',
    ),
    field: 'order_id',
    sample: { orderId: 'o-3', total: { cents: '9' } },
  }),
  // A key of text, and a subject that no strategy of serializers gives.
  event({
    topic: 'closed',
    schema: { format: 'avro', subject: 'values of closed/v1' },
    value: { type: 'record', name: 'Closed', namespace: 'shop', fields: [{ name: 'id', type: 'string' }] },
    sample: { id: 'o-4' },
  }),
  event({
    topic: 'unheard-of',
    schema: {},
    value: { type: 'object', properties: { id: { type: 'string' } }, title: 'Not registered' },
    sample: { id: 'o-5' },
  }),
];
const registered = contracts.filter(({ address }) => address.topic !== 'unheard-of');
const systems = [
  plainSystem('shop', [
    { id: 'watch', purpose: 'Tries topics', duties: [{ duty: 'canary', topics: 'all' }] },
  ]),
];

describeWithBroker('a canary where there is a schema registry', (broker) => {
  const password = 'a-password-that-must-not-be-seen';
  let folder: string;
  let tools: string;
  let registry: Apicurio;
  /** Before the registry: whoever has not the password is refused, with words that repeat what was sent. */
  let guard: SmallServer;

  const resolvedOf = (known: readonly Contract[], url: string): Resolved =>
    resolve(
      catalogOf(known, systems, messages),
      smallEnvironment({
        canaries: { every: '10m', within: '5m', region: 'eu' },
        schemaRegistry: registryTerms({ url, authentication: { type: 'none' } }),
      }),
    );
  let rendered: Manifest[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workstreams-canary-'));
    tools = await writeKafkaTools(join(folder, 'bin'));
    registry = await startApicurio();
    const basic = `Basic ${Buffer.from(`watch:${password}`).toString('base64')}`;
    guard = await smallServer(async ({ path, headers, body }: Seen, response) => {
      const { authorization = '', 'content-type': type = '' } = headers;
      if (authorization !== basic)
        return json(response, 401, {
          error_code: 401,
          message: `who is\n${authorization}, ${authorization}?`,
        });
      const answer = await fetch(`${registry.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      json(response, answer.status, await answer.json());
    });
    const client = new RegistryClient({ url: registry.url, fetch, wait: () => Promise.resolve() });
    const terms = { client, keepsMetadata: false, asksBoth: false };
    const known = resolvedOf(registered, registry.url);
    const plan = await planSchemas({
      ...terms,
      environment: 'qa',
      subjects: schemaSubjects(catalogOf(registered, systems, messages), known),
      isExcepted: () => false,
    });
    await applySchemas(plan, terms, () => undefined);
    rendered = [...renderEnvironment(resolvedOf(contracts, registry.url))].flatMap(
      ({ manifests }) => manifests,
    );
    await broker().createTopics(contracts.map(({ address }) => `shop.${address.topic}`));
    await writeFile(join(folder, 'client.properties'), '');
  }, 600_000);
  afterAll(async () => {
    await guard?.stop();
    await registry?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const named = (kind: string, name: string): Mutable =>
    rendered.find((one) => one.kind === kind && one.metadata.name === name);

  /** One round, as the rendered CronJob runs it with what its ConfigMaps have. */
  async function round(topic: string, over: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const cron = named('CronJob', `canary-shop-${topic.replaceAll('-', '--')}`);
    const [container] = cron.spec.jobTemplate.spec.template.spec.containers;
    const { volumes } = cron.spec.jobTemplate.spec.template.spec;
    const mounted = async (name: string): Promise<string> => {
      const at = join(folder, topic, name);
      await mkdir(at, { recursive: true });
      const { configMap } = volumes.find((one: Mutable) => one.name === name);
      const { data = {}, binaryData = {} } = named('ConfigMap', configMap.name);
      for (const [file, text] of Object.entries<string>(data)) await writeFile(join(at, file), text);
      for (const [file, text] of Object.entries<string>(binaryData))
        await writeFile(join(at, file), Buffer.from(text, 'base64'));
      return at;
    };
    const variables = container.env.flatMap(({ name, value }: Mutable) =>
      value === undefined ? [] : [[name, value]],
    );
    return runCommand(['sh', join(await mounted('script'), 'canary.sh')], {
      env: {
        ...process.env,
        ...Object.fromEntries<string>(variables),
        KAFKA_BOOTSTRAP_SERVERS: broker().adminBootstrap,
        KAFKA_CLIENT_CONFIG: join(folder, 'client.properties'),
        KAFKA_TOOLS: tools,
        CANARY_SAMPLE: await mounted('sample'),
        ...over,
      },
      timeout: 400_000,
    });
  }

  /** What the registry itself says of the newest version of a subject. */
  async function idOf(subject: string): Promise<string> {
    const answer = await fetch(`${registry.url}/subjects/${encodeURIComponent(subject)}/versions/latest`);
    const { id } = (await answer.json()) as { id: number };
    expect(id).toBeGreaterThan(0);
    return id.toString(16).padStart(8, '0');
  }

  /** Key and value of the newest message, each as the header in hexadecimal and what is behind it. */
  async function written(topic: string, lengths: { key: number; value: number }) {
    const last = (await deliveriesOf(broker(), topic)).at(-1);
    const { key, value, headers } = last ?? { key: undefined, value: undefined, headers: [] };
    if (!key || !value) throw new Error('no message');
    const digest = headers.find(([name]) => name === 'x-payload-sha256')?.[1]?.toString();
    expect(digest).toBe(createHash('sha256').update(value).digest('hex'));
    const parts = (bytes: Buffer, length: number) =>
      [bytes.subarray(0, length).toString('hex'), bytes.subarray(length)] as const;
    return { key: parts(key, lengths.key), value: parts(value, lengths.value) };
  }

  const right = (topic: string) =>
    new RegExp(`^canary-[0-9a-f-]{36}: written to ${topic} and read back in [0-9]+ s$`);

  test('writes the ids of the registry before JSON, and a key with a schema is JSON too', async () => {
    const { code, lines, stderr } = await round('placed');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines[0]).toMatch(right('shop.placed'));
    const { key, value } = await written('shop.placed', { key: 5, value: 5 });
    expect(key[0]).toBe(`00${await idOf('shop.placed-key')}`);
    expect(value[0]).toBe(`00${await idOf('shop.placed-value')}`);
    expect(key[1].toString()).toBe('"o-1"');
    expect(JSON.parse(value[1].toString())).toEqual({ id: 'o-1', total: { cents: 3 } });
  });

  test('before Avro', async () => {
    expect(await round('paid')).toMatchObject({ code: 0, stderr: '' });
    const { key, value } = await written('shop.paid', { key: 5, value: 5 });
    expect(key[0]).toBe(`00${await idOf('shop.paid-key')}`);
    expect(value[0]).toBe(`00${await idOf('shop.paid-value')}`);
    expect(avsc.Type.forSchema('string').fromBuffer(key[1])).toBe('o-2');
    const types: Record<string, avsc.Type> = {};
    avsc.Type.forSchema(moneyAvro as avsc.Schema, { registry: types });
    const type = avsc.Type.forSchema(paid as avsc.Schema, { registry: types });
    expect(JSON.parse(type.toString(type.fromBuffer(value[1])))).toEqual({ id: 'o-2', total: { cents: 70 } });
  });

  test('before Protobuf, with the way to the first message', async () => {
    expect(await round('shipped')).toMatchObject({ code: 0, stderr: '' });
    const { key, value } = await written('shop.shipped', { key: 6, value: 6 });
    expect(key[0]).toBe(`00${await idOf('shop.shipped-key')}00`);
    expect(value[0]).toBe(`00${await idOf('shop.shipped-value')}00`);
    expect(key[1].toString('hex')).toBe(`2203${Buffer.from('o-3').toString('hex')}`);
    const read = protoSchema(shipped, [moneyProto.value]);
    if (!read.ok) throw new Error(read.error);
    const type = descriptorOf(read.value.file, read.value.root);
    expect(toJson(type, fromBinary(type, value[1]))).toEqual({ orderId: 'o-3', total: { cents: '9' } });
  });

  test('a key without a schema stays text; a subject has the name that its contract gives it', async () => {
    expect(await round('closed')).toMatchObject({ code: 0, stderr: '' });
    const { key, value } = await written('shop.closed', { key: 0, value: 5 });
    expect(key[1].toString()).toBe('o-4');
    expect(value[0]).toBe(`00${await idOf('values of closed/v1')}`);
    expect(value[1].toString('hex')).toBe(`06${Buffer.from('o-4').toString('hex')}`);
  });

  async function refusedWith(outcome: Outcome): Promise<string> {
    expect([outcome.code, outcome.lines]).toEqual([1, []]);
    const [line = '', ...more] = outcome.stderr.split('\n');
    expect(more).toEqual(['']);
    expect(await deliveriesOf(broker(), 'shop.unheard-of')).toEqual([]);
    return line.replace(/^canary-[0-9a-f-]{36}: /, '');
  }
  const nothing = (url: string, subject: string) =>
    `nothing was written to shop.unheard-of: subject ${subject}: ${url}`;

  test('ends with 1 and one line where a schema is not registered, and writes nothing', async () => {
    const line = await refusedWith(await round('unheard-of'));
    expect(line).toMatch(/\(404: [^)]+\); register it: `workstreams schemas apply`$/);
    expect(line.split(' does not have this schema ')[0]).toBe(nothing(registry.url, 'shop.unheard-of-value'));
    // It looks schemas up, and registers none.
    const subjects = (await (await fetch(`${registry.url}/subjects`)).json()) as string[];
    expect(subjects.filter((one) => one.includes('unheard'))).toEqual([]);
  });

  test('likewise where no one answers', async () => {
    const url = 'http://127.0.0.1:1';
    const line = await refusedWith(await round('unheard-of', { SCHEMA_REGISTRY_URL: url }));
    expect(line).toBe(`${nothing(url, 'shop.unheard-of-value')} cannot be reached (ConnectException)`);
  });

  test('takes credentials from files, and does not show them', async () => {
    const credentials = async (secret: string): Promise<NodeJS.ProcessEnv> => {
      await writeFile(join(folder, 'username'), 'watch\n');
      await writeFile(join(folder, 'password'), `${secret}\n`);
      return {
        SCHEMA_REGISTRY_URL: guard.url,
        SCHEMA_REGISTRY_USERNAME_FILE: join(folder, 'username'),
        SCHEMA_REGISTRY_PASSWORD_FILE: join(folder, 'password'),
      };
    };
    expect(await round('closed', await credentials(password))).toMatchObject({ code: 0, stderr: '' });
    const line = await refusedWith(await round('unheard-of', await credentials('another-one')));
    expect(line).toBe(
      `${nothing(guard.url, 'shop.unheard-of-value')} answers 401: who is Basic (hidden), Basic (hidden)?`,
    );
    const gone = join(folder, 'gone');
    const none = await refusedWith(
      await round('unheard-of', { ...(await credentials(password)), SCHEMA_REGISTRY_PASSWORD_FILE: gone }),
    );
    expect(none).toBe(`nothing was written to shop.unheard-of: java.nio.file.NoSuchFileException: ${gone}`);
  });
});
