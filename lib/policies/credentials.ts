import { mechanisms } from '../model/authentication/index.ts';
import type {
  Authenticated,
  Delivery,
  ListenerTerms,
  SecretKey,
  SecretPart,
} from '../model/authentication/mechanism.ts';
import { clientListener, type Environment } from '../model/terms/environment.ts';
import type { PrincipalName } from '../naming/principal.ts';

/** What a workload needs to prove who it is and to trust the brokers, and where it finds it. */
export interface Credentials {
  readonly authentication: Authenticated;
  readonly listener: ListenerTerms;
  readonly username: PrincipalName;
  /** How they come to the workload's namespace. */
  readonly delivery: Delivery;
  /** The secret values of the mechanism: where they were made, and where the workload finds them. */
  readonly secrets: readonly DeliveredSecret[];
  /** The cluster CA, by which a client trusts the servers; absent on a listener without TLS. */
  readonly clusterCa: { readonly origin: SecretKey; readonly at: SecretKey } | undefined;
  /** Where the workload finds the user's secrets. @default `/run/kafka/user` */
  readonly folder?: string;
}

interface DeliveredSecret {
  readonly part: SecretPart;
  readonly origin: SecretKey;
  /** In the workload's namespace. */
  readonly at: SecretKey;
}

/**
 * The credentials of a principal for a workload in a namespace. What the User Operator makes it keeps in Kafka's
 * namespace, in a Secret named like the user; servers are trusted by `<cluster>-cluster-ca-cert`.
 *
 * @returns undefined where the environment's listener has no authentication
 */
export function credentialsFor(
  environment: Environment,
  principal: PrincipalName,
  namespace: string,
): Credentials | undefined {
  const listener = clientListener(environment);
  const { authentication, tls } = listener;
  if (authentication === 'none') return undefined;
  const { kafka, workloads } = environment;
  const delivery = namespace === kafka.namespace ? 'same-namespace' : workloads.credentials.delivery;
  const at = (origin: SecretKey, delivered: SecretPart['delivered']): SecretKey => {
    const key = delivery === 'same-namespace' ? undefined : delivered[delivery];
    return key === undefined ? origin : { secret: principal, key };
  };
  const clusterCa = { secret: `${kafka.cluster}-cluster-ca-cert`, key: 'ca.crt' };
  return {
    authentication,
    listener,
    username: principal,
    delivery,
    secrets: mechanisms[authentication].secrets.map((part) => {
      const origin = part.origin(principal);
      return { part, origin, at: at(origin, part.delivered) };
    }),
    clusterCa: tls ? { origin: clusterCa, at: at(clusterCa, deliveredCa) } : undefined,
  };
}

/** The Access Operator names the key itself; beside a `ca.crt` of clients, ours says whose it is. */
const deliveredCa = { 'kafka-access': 'ssl.truststore.crt', 'external-secrets': 'cluster-ca.crt' };
