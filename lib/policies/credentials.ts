import { clientListener, type Environment } from '../model/terms/environment.ts';
import type { Authentication, PrincipalName } from '../naming/principal.ts';

/** Where a value lies: a key of a Secret. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** What a workload needs to prove who it is and to trust the brokers, and where it finds it. */
export interface Credentials {
  readonly authentication: Exclude<Authentication, 'none'>;
  readonly username: PrincipalName;
  /** How they come to the workload's namespace. */
  readonly way: 'same-namespace' | 'kafka-access' | 'external-secrets';
  readonly password: SecretKey | undefined;
  readonly certificate: SecretKey | undefined;
  readonly key: SecretKey | undefined;
  /** The cluster CA, by which a client trusts the servers; absent on a listener without TLS. */
  readonly clusterCa: SecretKey | undefined;
}

/**
 * Strimzi writes a KafkaUser's secret, named after the user, into Kafka's namespace: SCRAM has `password`
 * (no username, no CA), TLS has `user.crt`, `user.key` and a `ca.crt` that is the *clients* CA. Servers
 * are trusted by `<cluster>-cluster-ca-cert`.
 *
 * @returns undefined where the environment has no authentication
 */
export function credentialsFor(
  environment: Environment,
  principal: PrincipalName,
  namespace: string,
): Credentials | undefined {
  const { authentication, tls } = clientListener(environment);
  if (authentication === 'none') return undefined;
  const { kafka, workloads } = environment;
  const way = namespace === kafka.namespace ? 'same-namespace' : workloads.credentials.way;
  const keys = secretKeys[way];
  const secret = principal;
  const of = (key: string): SecretKey => ({ secret, key });
  return {
    authentication,
    username: principal,
    way,
    password: authentication === 'scram-sha-512' ? of(keys.password) : undefined,
    certificate: authentication === 'tls' ? of(keys.certificate) : undefined,
    key: authentication === 'tls' ? of(keys.key) : undefined,
    clusterCa: tls
      ? way === 'same-namespace'
        ? { secret: `${kafka.cluster}-cluster-ca-cert`, key: 'ca.crt' }
        : of(keys.clusterCa)
      : undefined,
  };
}

/** Keys of the Secret in the workload's namespace, by the way it came there. */
const secretKeys = {
  'same-namespace': { password: 'password', certificate: 'user.crt', key: 'user.key', clusterCa: 'ca.crt' },
  // Strimzi Access Operator: the binding Secret's keys.
  'kafka-access': {
    password: 'password',
    certificate: 'ssl.keystore.crt',
    key: 'ssl.keystore.key',
    clusterCa: 'ssl.truststore.crt',
  },
  // Our own ExternalSecret names them.
  'external-secrets': {
    password: 'password',
    certificate: 'user.crt',
    key: 'user.key',
    clusterCa: 'cluster-ca.crt',
  },
} as const;
