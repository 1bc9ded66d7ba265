import { fileReference } from './file-reference.ts';
import type { Mechanism, SecretPart } from './mechanism.ts';

/** Strimzi's Secret of a SCRAM user has the password alone: neither the user's name nor a CA. */
const password: SecretPart = {
  file: 'password',
  variable: 'KAFKA_SASL_PASSWORD_FILE',
  origin: (user) => ({ secret: user, key: 'password' }),
  delivered: { 'kafka-access': 'password', 'external-secrets': 'password' },
};

const sasl = 'SCRAM-SHA-512';

/** A user name and a password that the User Operator makes (SASL, RFC 5802). */
export const scramSha512: Mechanism = {
  authenticates: true,
  sasl,
  problems: () => [],
  principal: (user) => `User:${user}`,
  kafkaUser: 'scram-sha-512',
  namedByClient: false,
  secrets: [password],
  listener: () => ({ type: 'scram-sha-512' }),
  brokers: {},
  reaches: () => [],
  strimziClient: (user) => ({
    authentication: {
      type: 'scram-sha-512',
      username: user,
      passwordSecret: { secretName: user, password: 'password' },
    },
  }),
  variables: ({ user }) => ({ KAFKA_SASL_MECHANISM: sasl, KAFKA_SASL_USERNAME: user }),
  java: ({ user, path }) => [
    ['sasl.mechanism', sasl],
    [
      'sasl.jaas.config',
      'org.apache.kafka.common.security.scram.ScramLoginModule required ' +
        `username="${user}" password="${fileReference(path(password))}";`,
    ],
  ],
  librdkafka: ({ user }) => [
    ['sasl.mechanism', sasl],
    ['sasl.username', user],
  ],
  kafkajs: ({ user }) => ({ sasl: { mechanism: 'scram-sha-512', username: user } }),
  keda: {
    trigger: { sasl: 'scram_sha512' },
    secrets: [
      { parameter: 'password', from: password },
      { parameter: 'ca', from: 'cluster-ca' },
    ],
    // Strimzi's Secret has no user name.
    parameters: (user) => ({ username: user }),
  },
  kcat: () => ({
    secrets: [
      // A file: an argument would be seen by everyone who lists processes.
      { secret: '{user}', key: 'password', file: 'kcat.conf', private: true, property: 'sasl.password' },
    ],
    options: ['-F kcat.conf', `-X sasl.mechanism=${sasl}`, '-X sasl.username={user}'],
  }),
  asyncapi: () => ({
    name: 'scram-sha-512',
    scheme: { type: 'scramSha512', description: 'User name and password, SCRAM-SHA-512' },
  }),
};
