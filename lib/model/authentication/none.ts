import type { Mechanism } from './mechanism.ts';

/** Everyone is `User:ANONYMOUS`; only where brokers have no authorizer. */
export const none: Mechanism = {
  authenticates: false,
  sasl: undefined,
  problems: () => [],
  principal: () => 'User:ANONYMOUS',
  kafkaUser: undefined,
  namedByClient: false,
  secrets: [],
  listener: () => undefined,
  brokers: {},
  reaches: () => [],
  strimziClient: () => undefined,
  variables: () => ({}),
  java: () => [],
  librdkafka: () => [],
  kafkajs: () => ({}),
  keda: { trigger: {}, secrets: [], parameters: () => ({}) },
  kcat: () => ({ secrets: [], options: [] }),
  asyncapi: () => undefined,
};
