import { fileReference } from './file-reference.ts';
import type { ListenerTerms, Mechanism, SecretPart } from './mechanism.ts';
import type { OauthTerms } from './oauth-terms.ts';

/**
 * Those who keep the identity provider register a client named like the user and put its secret into
 * `<user>-oauth`, key `client-secret`: in Kafka's namespace where external-secrets copies it, else in the workload's.
 * The Access Operator knows no OAuth and brings the cluster's CA alone.
 */
const clientSecret: SecretPart = {
  file: 'client-secret',
  variable: 'KAFKA_OAUTH_CLIENT_SECRET_FILE',
  origin: (user) => ({ secret: `${user}-oauth`, key: 'client-secret' }),
  delivered: { 'kafka-access': undefined, 'external-secrets': 'client-secret' },
};

const sasl = 'OAUTHBEARER';
const loginModule = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required';

/** Access tokens of an identity provider, which each client gets with its own id and secret (KIP-768, RFC 6749). */
export const oauth: Mechanism = {
  authenticates: true,
  sasl,
  problems: (listener) => [
    ...(listener.tls
      ? []
      : [{ key: 'tls', input: false, message: 'whoever sees a token can use it: OAuth needs tls: true' }]),
    ...(listener.oauth === undefined
      ? [
          {
            key: 'oauth',
            input: undefined,
            message: 'is missing: add tokenEndpoint, issuer, jwks and reach of the identity provider',
          },
        ]
      : []),
  ],
  principal: (user) => `User:${user}`,
  kafkaUser: undefined,
  namedByClient: true,
  secrets: [clientSecret],
  // Strimzi removed `type: oauth` with its v1 API; its images still have the callback handlers.
  listener: (listener) => ({
    type: 'custom',
    sasl: true,
    listenerConfig: {
      'sasl.enabled.mechanisms': sasl,
      'oauthbearer.sasl.server.callback.handler.class':
        'io.strimzi.kafka.oauth.server.JaasServerOauthValidatorCallbackHandler',
      'oauthbearer.sasl.jaas.config': jaas(serverOptions(termsOf(listener))),
    },
  }),
  brokers: { 'principal.builder.class': 'io.strimzi.kafka.oauth.server.OAuthKafkaPrincipalBuilder' },
  reaches: (listener) => termsOf(listener).reach,
  strimziClient: (user, listener) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    return {
      authentication: {
        type: 'custom',
        sasl: true,
        config: {
          'sasl.mechanism': sasl,
          'sasl.login.callback.handler.class':
            'io.strimzi.kafka.oauth.client.JaasClientOauthLoginCallbackHandler',
          'sasl.jaas.config': jaas({
            'oauth.token.endpoint.uri': tokenEndpoint,
            'oauth.client.id': user,
            ...(scope === undefined ? {} : { 'oauth.scope': scope }),
          }),
        },
      },
      variables: { OAUTH_CLIENT_SECRET: clientSecret.origin(user) },
    };
  },
  variables: ({ user, listener }) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    return {
      KAFKA_SASL_MECHANISM: sasl,
      KAFKA_OAUTH_TOKEN_ENDPOINT_URI: tokenEndpoint,
      KAFKA_OAUTH_CLIENT_ID: user,
      ...(scope === undefined ? {} : { KAFKA_OAUTH_SCOPE: scope }),
      // Kafka's client asks only what its virtual machine was started with, since 4.0.
      JAVA_TOOL_OPTIONS: `-D${allowedUrls}=${tokenEndpoint}`,
    };
  },
  java: ({ user, listener, path }) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    return [
      ['sasl.mechanism', sasl],
      ['sasl.jaas.config', `${loginModule};`],
      [
        'sasl.login.callback.handler.class',
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
      ],
      // A virtual machine must be started with -Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=<this address>.
      ['sasl.oauthbearer.token.endpoint.url', tokenEndpoint],
      ['sasl.oauthbearer.client.credentials.client.id', user],
      ['sasl.oauthbearer.client.credentials.client.secret', fileReference(path(clientSecret))],
      ...(scope === undefined ? [] : ([['sasl.oauthbearer.scope', scope]] as const)),
    ];
  },
  librdkafka: ({ user, listener }) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    return [
      ['sasl.mechanism', sasl],
      ['sasl.oauthbearer.method', 'oidc'],
      ['sasl.oauthbearer.token.endpoint.url', tokenEndpoint],
      ['sasl.oauthbearer.client.id', user],
      ...(scope === undefined ? [] : ([['sasl.oauthbearer.scope', scope]] as const)),
    ];
  },
  // KafkaJS takes a function, `oauthBearerProvider`, that brings a token: no configuration can name one.
  kafkajs: ({ user, listener }) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    return {
      sasl: { mechanism: 'oauthbearer' },
      besides: {
        oauthBearerProvider: {
          tokenEndpoint,
          grantType: 'client_credentials',
          clientId: user,
          ...(scope === undefined ? {} : { scope }),
        },
      },
    };
  },
  keda: {
    trigger: { sasl: 'oauthbearer' },
    secrets: [
      { parameter: 'password', from: clientSecret },
      { parameter: 'ca', from: 'cluster-ca' },
    ],
    parameters: (user, listener) => {
      const { tokenEndpoint, scope } = termsOf(listener);
      return {
        username: user,
        oauthTokenEndpointUri: tokenEndpoint,
        ...(scope === undefined ? {} : { scopes: scope.replaceAll(' ', ',') }),
      };
    },
  },
  kcat: (listener) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    const { secret, key } = clientSecret.origin('{user}');
    return {
      secrets: [
        { secret, key, file: 'kcat.conf', private: true, property: 'sasl.oauthbearer.client.secret' },
      ],
      options: [
        '-F kcat.conf',
        `-X sasl.mechanism=${sasl}`,
        '-X sasl.oauthbearer.method=oidc',
        `-X 'sasl.oauthbearer.token.endpoint.url=${tokenEndpoint}'`,
        '-X sasl.oauthbearer.client.id={user}',
        ...(scope === undefined ? [] : [`-X 'sasl.oauthbearer.scope=${scope.replaceAll("'", "'\\''")}'`]),
      ],
    };
  },
  asyncapi: (listener) => {
    const { tokenEndpoint, scope } = termsOf(listener);
    const scopes = scope === undefined ? [] : scope.split(' ');
    return {
      name: `oauth-${listener.name}`,
      scheme: {
        type: 'oauth2',
        description: 'An access token of the identity provider, by client id and secret',
        flows: {
          clientCredentials: {
            tokenUrl: tokenEndpoint,
            availableScopes: Object.fromEntries(scopes.map((one) => [one, 'asked for by clients of Kafka'])),
          },
        },
      },
    };
  },
};

/** What brokers accept; `unsecuredLoginStringClaim_sub` is for their own login, which no client sees. */
function serverOptions({ issuer, jwks, userNameClaim, audience }: OauthTerms): Record<string, string> {
  return {
    unsecuredLoginStringClaim_sub: 'thePrincipalName',
    'oauth.valid.issuer.uri': issuer,
    'oauth.jwks.endpoint.uri': jwks,
    'oauth.username.claim': userNameClaim,
    // The audience that is asked for is the broker's own client id.
    ...(audience === undefined ? {} : { 'oauth.check.audience': 'true', 'oauth.client.id': audience }),
  };
}

const allowedUrls = 'org.apache.kafka.sasl.oauthbearer.allowed.urls';

function jaas(options: Readonly<Record<string, string>>): string {
  const said = Object.entries(options).map(([key, value]) => ` ${key}="${value}"`);
  return `${loginModule}${said.join('')};`;
}

function termsOf({ name, oauth: terms }: ListenerTerms): OauthTerms {
  if (terms === undefined) throw new Error(`the listener ${name} says nothing of its identity provider`);
  return terms;
}
