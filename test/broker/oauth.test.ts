import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { clientEnvironment } from '../../lib/constructs/workloads/client-environment.ts';
import { javaClientProperties } from '../../lib/constructs/workloads/client-properties.ts';
import { mechanisms } from '../../lib/model/authentication/index.ts';
import { type Environment } from '../../lib/model/terms/environment.ts';
import { certain } from '../../lib/naming/brand.ts';
import { parsePrincipalName } from '../../lib/naming/principal.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import { type Broker, startBroker } from '../support/broker.ts';
import { writeKafkaTools } from '../support/broker/kafka-tools.ts';
import { brokerAvailable } from '../support/broker/requirements.ts';
import { type Outcome, runCommand } from '../support/broker/run.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { smallEnvironment } from '../support/small-stack.ts';

const audience = 'kafka';
const secrets = { reader: 'reader-secret', 'mirror-maker': 'mirror-secret' };

/** An environment whose identity provider is the test's; files take https alone, the loopback address has none. */
function environmentOf(issuer: string): Environment {
  const oauth = {
    tokenEndpoint: 'https://id/token',
    issuer: 'https://id',
    jwks: 'https://id/jwks',
    userNameClaim: 'azp',
    scope: 'kafka',
    audience,
    reach: [{ why: 'x', cidr: '192.0.2.0/24', except: [], ports: [443] }],
  };
  const environment = smallEnvironment({
    kafka: { listeners: [{ name: 'oauth', port: 9095, tls: true, authentication: 'oauth', oauth }] },
  });
  return JSON.parse(JSON.stringify(environment).replaceAll('https://id', issuer)) as Environment;
}

const missing = brokerAvailable(['java', 'mvn']);
const suite = missing === undefined ? describe : describe.skip;

suite('a broker with the listener that we render, and Strimzi’s own callback handler', () => {
  jest.setTimeout(120_000);
  let identity: IdentityProvider;
  let broker: Broker;
  let folder: string;
  let tools: string;
  let environment: Environment;

  beforeAll(async () => {
    identity = await startIdentityProvider(secrets, audience);
    environment = environmentOf(identity.issuer);
    const [listener] = environment.kafka.listeners;
    if (listener === undefined) throw new Error('no listener');
    const { listenerConfig = {} } = mechanisms.oauth.listener(listener) ?? {};
    // As Strimzi writes it: each setting of the listener with the listener's name in front.
    const own = Object.entries(listenerConfig).map(([key, value]) => [`listener.name.clients.${key}`, value]);
    broker = await startBroker({ properties: { ...Object.fromEntries(own), ...mechanisms.oauth.brokers } });
    folder = await mkdtemp(join(tmpdir(), 'workstreams-oauth-'));
    tools = await writeKafkaTools(join(folder, 'bin'));
    await broker.createTopic('orders', 1);
    await broker.produce('orders', ['a', 'b']);
    for (const user of Object.keys(secrets)) {
      const principal = mechanisms.oauth.principal(user);
      await broker.addAcls([
        { principal, resourceType: 'topic', name: 'orders', operations: ['Read'] },
        { principal, resourceType: 'group', name: 'readers', patternType: 'prefix', operations: ['Read'] },
      ]);
    }
  }, 300_000);

  afterAll(async () => {
    await broker?.stop();
    await identity?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function read(group: string, properties: string, env: Record<string, string>): Promise<Outcome> {
    const file = join(folder, `${group}.properties`);
    await writeFile(file, properties);
    const consumer = join(tools, 'kafka-console-consumer.sh');
    const wanted = ['--topic', 'orders', '--group', group, '--max-messages', '2', '--timeout-ms', '20000'];
    return runCommand(
      [consumer, '--bootstrap-server', broker.clientsBootstrap, '--command-config', file, ...wanted],
      { env: { ...process.env, ...env } },
    );
  }

  /** The properties and variables that a pod gets, without TLS, which this broker has not. */
  async function asPod(group: string, secret: string): Promise<Outcome> {
    const mounted = join(folder, group);
    await mkdir(mounted);
    await writeFile(join(mounted, 'client-secret'), secret);
    const credentials = credentialsFor(environment, certain(parsePrincipalName('reader')), 'kafka');
    const properties = javaClientProperties(environment, credentials)
      .replace('SASL_SSL', 'SASL_PLAINTEXT')
      .replace('/run/kafka/user', mounted)
      .replaceAll(/^(?:ssl|bootstrap)\..*\n/gm, '');
    const { variables } = clientEnvironment(environment, credentials);
    const env = Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
    return read(group, properties, env);
  }

  test('lets in a client with the properties and variables that we render, by the claim that names it', async () => {
    const { code, lines, stderr } = await asPod('readers-one', 'reader-secret');
    expect([code, lines.filter((line) => line.length === 1)]).toEqual([0, ['a', 'b']]);
    expect(stderr).not.toContain('AuthorizationException');
    expect(identity.asked).toContain('reader grant_type=client_credentials&scope=kafka');
  });

  test('refuses one whose secret is wrong, and has no rights for one outside its ACLs', async () => {
    const wrong = await asPod('readers-two', 'wrong');
    expect([wrong.code, wrong.lines.filter((line) => line.length === 1)]).toEqual([1, []]);
    const foreign = await asPod('others', 'reader-secret');
    expect(foreign.stderr).toContain('GroupAuthorizationException: Not authorized to access group: others');
  });

  test('lets in MirrorMaker with Strimzi’s own login, the secret in a variable', async () => {
    const [listener] = environment.kafka.listeners;
    const client = listener && mechanisms.oauth.strimziClient('mirror-maker', listener);
    if (client?.authentication.type !== 'custom') throw new Error('not custom');
    const config = { 'security.protocol': 'SASL_PLAINTEXT', ...client.authentication.config };
    const properties = Object.entries(config)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('');
    const [variable = ''] = Object.keys(client.variables ?? {});
    const { code, lines } = await read('readers-mirror', `${properties}auto.offset.reset=earliest\n`, {
      [variable]: 'mirror-secret',
    });
    expect([code, lines.filter((line) => line.length === 1)]).toEqual([0, ['a', 'b']]);
  });
});
