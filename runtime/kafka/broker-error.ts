import type { ClientSettings } from './client-settings.ts';

/** What a program does, for the sentence that names the right it lacks. */
export interface Doing {
  /** `host:port`, as they were given. */
  readonly brokers?: ClientSettings['bootstrapBrokers'];
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly group?: string;
  readonly transactionalId?: string;
  readonly user?: string | undefined;
}

/** Something that the brokers refused, in a sentence for an operator. */
export class BrokerError extends Error {
  override readonly name: string = 'BrokerError';
}

/** Codes of the protocol, and of sockets, that pass by themselves. */
const passing = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'UNKNOWN_LEADER_EPOCH',
  'FENCED_LEADER_EPOCH',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'OFFSET_NOT_AVAILABLE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'PLT_KFK_NETWORK',
  'PLT_KFK_TIMEOUT',
]);

/** Codes of sockets and of the client where no broker was reached. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'PLT_KFK_NETWORK',
  'PLT_KFK_TIMEOUT',
]);

/** Every code in an error of the client, which nests them. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { apiId, code, errors, cause } = error as Record<string, unknown>;
  return [
    ...[apiId, code].filter((one): one is string => typeof one === 'string'),
    ...(Array.isArray(errors) ? errors.flatMap(codesOf) : []),
    ...codesOf(cause),
  ];
}

export function isCode(error: unknown, code: string): boolean {
  return codesOf(error).includes(code);
}

/** Whether trying again may help. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof BrokerError) && codesOf(error).some((code) => passing.has(code));
}

/** Whether the brokers refuse a message for what it is: too large, or without a key in a compacted topic. */
export function isRefusedMessage(error: unknown): boolean {
  return ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'].some((code) => isCode(error, code));
}

/** The error as a sentence that says what to do; one that is a sentence already stays. */
export function brokerError(error: unknown, doing: Doing): BrokerError {
  if (error instanceof BrokerError) return error;
  const codes = new Set(codesOf(error));
  return new BrokerError(sentence(codes, doing, error), { cause: error });
}

function sentence(codes: ReadonlySet<string>, doing: Doing, error: unknown): string {
  const who = doing.user === undefined ? 'this principal' : `User:${doing.user}`;
  const list = (names: readonly string[] | undefined) => (names ?? []).join(', ');
  if (codes.has('GROUP_AUTHORIZATION_FAILED'))
    return `${who} may not Read the group ${doing.group}: give it that right`;
  if (codes.has('TRANSACTIONAL_ID_AUTHORIZATION_FAILED'))
    return `${who} may not Write with the transactional id ${doing.transactionalId}: give it that right`;
  if (codes.has('TOPIC_AUTHORIZATION_FAILED')) {
    return doing.writes === undefined
      ? `${who} may not Read or Describe a topic of ${list(doing.reads)}: give it that right`
      : `${who} may not Write to a topic of ${list(doing.writes)}: give it that right`;
  }
  if (codes.has('SASL_AUTHENTICATION_FAILED') || codes.has('PLT_KFK_AUTHENTICATION'))
    return `the brokers do not accept the credentials of ${who}: compare them with the KafkaUser's Secret`;
  // The client's own words where the brokers left a topic out of their answer.
  if (codes.has('UNKNOWN_TOPIC_OR_PARTITION') || deepest(error).startsWith('Unknown topic ')) {
    return `a topic of ${list(doing.writes ?? doing.reads)} is not there, or ${who} may not Describe it`;
  }
  if (codes.has('MESSAGE_TOO_LARGE') || codes.has('RECORD_LIST_TOO_LARGE'))
    return `a message is larger than ${list(doing.writes)} takes (max.message.bytes)`;
  if ([...codes].some((code) => unreachable.has(code)))
    return `none of the brokers ${addresses(doing.brokers)} answers (${deepest(error)}): compare KAFKA_BOOTSTRAP_SERVERS with the listener, and see that the brokers run and a NetworkPolicy lets this pod reach them`;
  if (codes.has('INVALID_RECORD'))
    return `a message is not one that ${list(doing.writes)} takes: a compacted topic takes none without a key`;
  return `Kafka: ${deepest(error)}`;
}

/** The message of the innermost error: the outer ones only say that several tries failed. */
function deepest(error: unknown): string {
  const { errors, cause, message } = error as {
    readonly errors?: readonly unknown[];
    readonly cause?: unknown;
    readonly message?: string;
  };
  const inner = errors?.at(-1) ?? cause;
  return inner === undefined ? (message ?? String(error)) : deepest(inner);
}

function addresses(brokers: Doing['brokers'] = []): string {
  return brokers.map((one) => (typeof one === 'string' ? one : `${one.host}:${one.port}`)).join(', ');
}
