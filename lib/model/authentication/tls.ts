import { fileReference } from './file-reference.ts';
import type { Mechanism, SecretPart } from './mechanism.ts';

const certificate: SecretPart = {
  file: 'user.crt',
  variable: 'KAFKA_SSL_CERTIFICATE_FILE',
  origin: (user) => ({ secret: user, key: 'user.crt' }),
  delivered: { 'kafka-access': 'ssl.keystore.crt', 'external-secrets': 'user.crt' },
};

const key: SecretPart = {
  file: 'user.key',
  variable: 'KAFKA_SSL_KEY_FILE',
  origin: (user) => ({ secret: user, key: 'user.key' }),
  delivered: { 'kafka-access': 'ssl.keystore.key', 'external-secrets': 'user.key' },
};

/**
 * A certificate that the User Operator makes (mutual TLS). The `ca.crt` in its Secret is the CA of clients: servers are
 * trusted by the cluster's own.
 */
export const tls: Mechanism = {
  authenticates: true,
  sasl: undefined,
  problems: (listener) =>
    listener.tls ? [] : [{ key: 'tls', input: false, message: 'mutual TLS needs tls: true' }],
  principal: (user) => `User:CN=${user}`,
  kafkaUser: 'tls',
  namedByClient: false,
  secrets: [certificate, key],
  listener: () => ({ type: 'tls' }),
  brokers: {},
  reaches: () => [],
  strimziClient: (user) => ({
    authentication: {
      type: 'tls',
      certificateAndKey: { secretName: user, certificate: 'user.crt', key: 'user.key' },
    },
  }),
  variables: () => ({}),
  java: ({ path }) => [
    ['ssl.keystore.type', 'PEM'],
    ['ssl.keystore.certificate.chain', fileReference(path(certificate))],
    ['ssl.keystore.key', fileReference(path(key))],
  ],
  librdkafka: ({ path }) => [
    ['ssl.certificate.location', path(certificate)],
    ['ssl.key.location', path(key)],
  ],
  kafkajs: () => ({}),
  keda: {
    trigger: {},
    secrets: [
      { parameter: 'ca', from: 'cluster-ca' },
      { parameter: 'cert', from: certificate },
      { parameter: 'key', from: key },
    ],
    parameters: () => ({}),
  },
  kcat: () => ({
    secrets: [
      { secret: '{user}', key: 'user.key', file: 'user.key', private: true },
      { secret: '{user}', key: 'user.crt', file: 'user.crt', private: false },
    ],
    options: ['-X ssl.certificate.location=user.crt', '-X ssl.key.location=user.key'],
  }),
  asyncapi: () => ({
    name: 'tls',
    scheme: { type: 'X509', description: 'A client certificate (mutual TLS)' },
  }),
};
