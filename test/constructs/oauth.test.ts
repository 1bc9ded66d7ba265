import { describe, expect, test } from '@jest/globals';
import { KafkaCluster } from '../../lib/constructs/kafka/kafka-cluster.ts';
import { CredentialBridge } from '../../lib/constructs/kafka/credential-bridge.ts';
import { Mirror } from '../../lib/constructs/kafka/mirror.ts';
import { clientEnvironment } from '../../lib/constructs/workloads/client-environment.ts';
import { ServiceClient } from '../../lib/constructs/workloads/service-client.ts';
import { WorkRequestQueue } from '../../lib/constructs/workloads/work-request-queue.ts';
import type { Service } from '../../lib/model/terms/system.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import { asyncApiDocument } from '../../lib/reports/asyncapi.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { rendered } from '../support/program.ts';
import {
  plainSystem,
  queueSystem,
  resolved,
  smallContract,
  smallEnvironment,
  type SmallStack,
  tenantSystem,
} from '../support/small-stack.ts';

const oauth = {
  tokenEndpoint: 'https://id.example.com/realms/kafka/token',
  issuer: 'https://id.example.com/realms/kafka',
  jwks: 'https://id.example.com/realms/kafka/certs',
  userNameClaim: 'azp',
  scope: 'kafka:read kafka:write',
  audience: 'kafka',
  reach: [
    { why: 'The identity provider', namespace: 'identity', labels: { app: 'keycloak' }, ports: [8443] },
    { why: 'Its address outside', cidr: '192.0.2.0/24', except: [], ports: [443] },
  ],
};
const listeners = [{ name: 'oauth', port: 9095, tls: true, authentication: 'oauth' as const, oauth }];
const environment = smallEnvironment({
  kafka: {
    listeners,
    brokers: 1,
    provision: { version: '4.2.0', storage: 'ephemeral', resources: { cpu: '1', memory: '1Gi' } },
  },
  workloads: {
    namespaces: { shop: 'shop' },
    credentials: { delivery: 'external-secrets', secretStore: 'kafka' },
  },
  queues: { executorClasses: { tool: {} } },
});
const orders = smallContract('shop/sales/evt/orders/v1', {
  producers: [{ service: 'web' }],
  consumers: [{ service: 'billing' }],
});
const web: Service = {
  id: 'web',
  purpose: 'Takes orders',
  client: { libraries: ['java', 'librdkafka', 'kafkajs'] },
};
const billing: Service = { id: 'billing', purpose: 'Bills', clientId: 'legacy-billing' };
const shop: SmallStack = {
  contracts: [orders],
  systems: [plainSystem('shop', [web, billing])],
  environment,
};

function clientOf(id: string, stack = shop) {
  const service = resolved(stack)
    .systems.flatMap(({ services }) => services)
    .find((one) => one.service.id === id);
  if (service === undefined) throw new Error(`no service ${id}`);
  return rendered((chart) => {
    new ServiceClient(chart, 'Client', { system: 'shop', namespace: 'shop', service });
  });
}

describe('a listener with OAuth', () => {
  const { 'Kafka kafka': kafka } = rendered((chart) => {
    new KafkaCluster(chart, 'Kafka', { resolved: resolved(shop) });
  });

  test('is custom, as Strimzi’s v1 API has it, and validates tokens by signature, issuer and audience', () => {
    expect(kafka.spec.kafka.listeners[0].authentication).toEqual({
      type: 'custom',
      sasl: true,
      listenerConfig: {
        'sasl.enabled.mechanisms': 'OAUTHBEARER',
        'oauthbearer.sasl.server.callback.handler.class':
          'io.strimzi.kafka.oauth.server.JaasServerOauthValidatorCallbackHandler',
        'oauthbearer.sasl.jaas.config':
          'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="thePrincipalName" oauth.valid.issuer.uri="https://id.example.com/realms/kafka" oauth.jwks.endpoint.uri="https://id.example.com/realms/kafka/certs" oauth.username.claim="azp" oauth.check.audience="true" oauth.client.id="kafka";',
      },
    });
    expect(kafka.spec.kafka.config['principal.builder.class']).toBe(
      'io.strimzi.kafka.oauth.server.OAuthKafkaPrincipalBuilder',
    );
    expect(kafka.spec.kafka.authorization).toEqual({ type: 'simple' });
  });
});

describe('a user that the identity provider names', () => {
  test('has rights and no authentication, so no Secret', () => {
    const { 'KafkaUser shop-web': user } = clientOf('web');
    expect(user.spec).toEqual({
      authorization: {
        type: 'simple',
        acls: [
          {
            resource: { type: 'topic', name: 'shop.orders', patternType: 'literal' },
            operations: ['Write'],
          },
        ],
      },
    });
  });

  test('is called as the identity provider calls it already', () => {
    const objects = clientOf('billing');
    expect(Object.keys(objects).filter((id) => id.startsWith('KafkaUser'))).toEqual([
      'KafkaUser legacy-billing',
    ]);
    expect(objects['ConfigMap shop-billing'].data['client.properties']).toContain(
      'sasl.oauthbearer.client.credentials.client.id=legacy-billing\n',
    );
  });

  test('has its tenant in front of such a name; under another mechanism the name is not asked for', () => {
    const users = (stack: SmallStack) =>
      resolved(stack)
        .systems.flatMap(({ principals }) => principals)
        .filter(({ service }) => service === 'billing')
        .map(({ name }) => name as string);
    const tenants = ['acme', 'acme-labs'];
    expect(
      users({
        contracts: [orders],
        systems: [tenantSystem('shop', [web, billing])],
        environment: smallEnvironment({ kafka: { listeners }, tenants }),
      }),
    ).toEqual(['acme--legacy-billing', 'acme-labs--legacy-billing']);
    expect(users({ ...shop, environment: smallEnvironment() })).toEqual(['shop-billing']);
  });
});

describe('a client', () => {
  const files = clientOf('web')['ConfigMap shop-web'].data;

  test('of Kafka itself asks with KIP-768’s callback handler, its secret stays in a file', () => {
    expect(files['client.properties'].split('\n')).toEqual([
      'bootstrap.servers=kafka-kafka-bootstrap.kafka:9095',
      'security.protocol=SASL_SSL',
      'auto.offset.reset=earliest',
      'config.providers=dir',
      'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
      'sasl.mechanism=OAUTHBEARER',
      'sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;',
      'sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
      'sasl.oauthbearer.token.endpoint.url=https://id.example.com/realms/kafka/token',
      'sasl.oauthbearer.client.credentials.client.id=shop-web',
      'sasl.oauthbearer.client.credentials.client.secret=${dir:/run/kafka/user:client-secret}',
      'sasl.oauthbearer.scope=kafka:read kafka:write',
      'ssl.truststore.type=PEM',
      'ssl.truststore.location=/run/kafka/cluster-ca/ca.crt',
      '',
    ]);
  });

  test('of librdkafka asks by itself', () => {
    expect(files['client.librdkafka.properties'].split('\n').slice(2, 8)).toEqual([
      'security.protocol=SASL_SSL',
      'sasl.mechanism=OAUTHBEARER',
      'sasl.oauthbearer.method=oidc',
      'sasl.oauthbearer.token.endpoint.url=https://id.example.com/realms/kafka/token',
      'sasl.oauthbearer.client.id=shop-web',
      'sasl.oauthbearer.scope=kafka:read kafka:write',
    ]);
  });

  test('of KafkaJS finds beside its options what its own function must ask for', () => {
    const { client, oauthBearerProvider } = JSON.parse(files['kafkajs.json']) as Record<string, unknown>;
    expect(client).toMatchObject({ ssl: true, sasl: { mechanism: 'oauthbearer' } });
    expect(oauthBearerProvider).toEqual({
      tokenEndpoint: 'https://id.example.com/realms/kafka/token',
      grantType: 'client_credentials',
      clientId: 'shop-web',
      scope: 'kafka:read kafka:write',
    });
  });

  test('reaches the token endpoint, in the cluster and outside', () => {
    const { egress } = clientOf('web')['NetworkPolicy shop-web-kafka'].spec;
    expect(egress.slice(2)).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'identity' } },
            podSelector: { matchLabels: { app: 'keycloak' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 8443 }],
      },
      { to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 443 }] },
    ]);
  });

  test('gets its client secret and the cluster’s CA by external-secrets', () => {
    const { 'ExternalSecret shop-web': secret } = clientOf('web');
    expect([secret.spec.target, secret.spec.data]).toEqual([
      { name: 'shop-web' },
      [
        { secretKey: 'client-secret', remoteRef: { key: 'shop-web-oauth', property: 'client-secret' } },
        { secretKey: 'cluster-ca.crt', remoteRef: { key: 'kafka-cluster-ca-cert', property: 'ca.crt' } },
      ],
    ]);
  });

  test('by the Access Operator gets the CA alone, and finds its secret where it was put', () => {
    const access = smallEnvironment({
      kafka: { listeners },
      workloads: { namespaces: { shop: 'shop' }, credentials: { delivery: 'kafka-access' } },
    });
    const [principal] = resolved({ ...shop, environment: access }).systems[0]?.principals ?? [];
    const credentials = principal && credentialsFor(access, principal.name, 'shop');
    if (credentials === undefined) throw new Error('no credentials');
    const { 'KafkaAccess shop-web': one } = rendered((chart) => {
      new CredentialBridge(chart, 'Bridge', {
        environment: access,
        system: 'shop',
        component: 'web',
        namespace: 'shop',
        credentials,
      });
    });
    expect(one.spec).toEqual({ kafka: { name: 'kafka', namespace: 'kafka', listener: 'oauth' } });
    const { volumes, variables } = clientEnvironment(access, credentials);
    expect(volumes.map(({ secret }) => [secret?.secretName, secret?.items])).toEqual([
      ['shop-web-oauth', [{ key: 'client-secret', path: 'client-secret' }]],
      ['shop-web', [{ key: 'ssl.truststore.crt', path: 'ca.crt' }]],
    ]);
    expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: 'kafka-kafka-bootstrap.kafka:9095',
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_ENDPOINT_URI: 'https://id.example.com/realms/kafka/token',
      KAFKA_OAUTH_CLIENT_ID: 'shop-web',
      KAFKA_OAUTH_SCOPE: 'kafka:read kafka:write',
      JAVA_TOOL_OPTIONS:
        '-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=https://id.example.com/realms/kafka/token',
      KAFKA_OAUTH_CLIENT_SECRET_FILE: '/run/kafka/user/client-secret',
      KAFKA_SSL_CA_FILE: '/run/kafka/cluster-ca/ca.crt',
    });
  });
});

test('KEDA gets its token with the scaler’s own client', () => {
  const queue = smallContract('printing/billing/work/tool.print/v1', {
    producers: [{ service: 'billing' }],
    consumers: [{ service: 'printer' }],
    deadLetter: { triage: 'By hand' },
    scaling: { deadline: '5m' },
  });
  const services = ['billing', 'printer'].map((id) => ({ id, purpose: id }));
  const stack = { contracts: [queue], systems: [queueSystem('printing', services)], environment };
  const [own] = resolved(stack).systems[0]?.queues ?? [];
  if (own === undefined) throw new Error('no queue');
  const objects = rendered((chart) => {
    new WorkRequestQueue(chart, 'Queue', {
      environment,
      queue: own,
      principals: own.principals,
    }).addExecutor();
  });
  const name = 'printing-billing-tool-print-scaler';
  const [trigger] = objects['ScaledJob printing-billing-tool-print'].spec.triggers;
  expect(trigger.metadata).toMatchObject({ tls: 'enable', sasl: 'oauthbearer' });
  expect(objects[`TriggerAuthentication ${name}`].spec).toEqual({
    secretTargetRef: [
      { parameter: 'password', name: `${name}-oauth`, key: 'client-secret' },
      { parameter: 'ca', name: 'kafka-cluster-ca-cert', key: 'ca.crt' },
    ],
    configMapTargetRef: ['username', 'oauthTokenEndpointUri', 'scopes'].map((parameter) => ({
      parameter,
      name,
      key: parameter,
    })),
  });
  expect(objects[`ConfigMap ${name}`].data).toEqual({
    username: name,
    oauthTokenEndpointUri: 'https://id.example.com/realms/kafka/token',
    scopes: 'kafka:read,kafka:write',
  });
});

test('MirrorMaker writes with a token, whose secret it takes from a variable', () => {
  const mirrored = smallEnvironment({
    kafka: { listeners },
    mirror: {
      region: 'east',
      systems: { shop: ['evt'] },
      peers: [
        {
          region: 'west',
          bootstrapServers: 'kafka-west.example.com:9094',
          authentication: 'scram-sha-512',
          user: 'mirror-for-east',
          trustedCertificates: 'west-ca',
        },
      ],
    },
  });
  const { mirror } = resolved({ ...shop, environment: mirrored });
  if (mirror === undefined) throw new Error('no mirror');
  const { 'KafkaMirrorMaker2 kafka-mirror': maker } = rendered((chart) => {
    new Mirror(chart, 'Mirror', { environment: mirrored, mirror });
  });
  expect(maker.spec.target.authentication).toEqual({
    type: 'custom',
    sasl: true,
    config: {
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.login.callback.handler.class':
        'io.strimzi.kafka.oauth.client.JaasClientOauthLoginCallbackHandler',
      'sasl.jaas.config':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required oauth.token.endpoint.uri="https://id.example.com/realms/kafka/token" oauth.client.id="kafka-mirror" oauth.scope="kafka:read kafka:write";',
    },
  });
  expect(maker.spec.template.connectContainer.env).toEqual([
    {
      name: 'OAUTH_CLIENT_SECRET',
      valueFrom: { secretKeyRef: { name: 'kafka-mirror-oauth', key: 'client-secret' } },
    },
  ]);
  expect(maker.spec.mirrors[0].source.authentication).toMatchObject({ type: 'scram-sha-512' });
});

test('AsyncAPI names the flow by which a client gets its token', () => {
  const [system] = resolved(shop).systems;
  if (system === undefined) throw new Error('no system');
  const document = asyncApiDocument(catalogOf(shop.contracts, shop.systems), system) as {
    servers: Record<string, { security: unknown }>;
    components: { securitySchemes: Record<string, unknown> };
  };
  expect(document.servers['oauth']?.security).toEqual([{ $ref: '#/components/securitySchemes/oauth-oauth' }]);
  expect(document.components.securitySchemes['oauth-oauth']).toMatchObject({
    type: 'oauth2',
    flows: {
      clientCredentials: {
        tokenUrl: 'https://id.example.com/realms/kafka/token',
        availableScopes: { 'kafka:read': expect.any(String), 'kafka:write': expect.any(String) },
      },
    },
  });
});
