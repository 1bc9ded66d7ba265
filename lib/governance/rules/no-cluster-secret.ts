import { nodePool } from '../../model/terms/kafka-terms.ts';
import { principalsOf, type Resolved } from '../../policies/resolve.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

/**
 * Ends of the names of Secrets that Strimzi makes for a cluster (KafkaResources and CruiseControlResources of its API; the
 * `trustbundle` is of pull request 12420).
 */
const ends = [
  'cluster-ca',
  'cluster-ca-cert',
  'clients-ca',
  'clients-ca-cert',
  'cluster-operator-certs',
  'kafka-brokers',
  'kafka-jmx',
  'entity-topic-operator-cc-api',
  'entity-topic-operator-certs',
  'entity-user-operator-certs',
  'cruise-control-api',
  'cruise-control-certs',
  'kafka-exporter-certs',
  'trustbundle',
];

/** Ends of those that it makes for a MirrorMaker (KafkaConnectResources, which MirrorMaker's share). */
const mirrorEnds = ['connect-tls-trusted-certs', 'connect-oauth-trusted-certs', 'kafka-connect-jmx'];

const poolAndNumber = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?-[0-9]+$/;

const poolOf = (rest: string) => rest.replace(/-[0-9]+$/, '');

/** Whose Secret has this name; undefined where it is not Strimzi's. */
function ownerOf(name: string, { environment, mirror }: Resolved): string | undefined {
  const { cluster, provision } = environment.kafka;
  if (ends.some((end) => name === `${cluster}-${end}`)) return 'a Secret of the cluster';
  if (mirror !== undefined && mirrorEnds.some((end) => name === `${mirror.name}-${end}`))
    return 'a Secret of the mirror';
  if (!name.startsWith(`${cluster}-`)) return undefined;
  const rest = name.slice(cluster.length + 1);
  // From 0.46 on the certificate of each node has a Secret named as its pod. Pools of an owner are not known here.
  const ofNode = poolAndNumber.test(rest) && (provision === 'owner' || poolOf(rest) === nodePool);
  return ofNode ? `the Secret of a node of the cluster, ${cluster}-<pool>-<number>` : undefined;
}

export const noClusterSecret: EnvironmentRule = {
  id: 'no-cluster-secret',
  on: 'environment',
  what: 'No KafkaUser has the name of a Secret that Strimzi keeps for the cluster, for one of its nodes (`<cluster>-<pool>-<number>`) or for the mirror.',
  why: 'The User Operator writes the credentials of a KafkaUser to a Secret of its name: it would overwrite the certificate authority of all clients, or the certificate of a node.',
  fix: 'Choose another id for the service, or another name for the cluster.',
  level: 'error',
  check: (resolved) => {
    const { environment } = resolved;
    return principalsOf(resolved).flatMap(({ name }) => {
      const owner = ownerOf(name, resolved);
      return owner === undefined
        ? []
        : [
            inEnvironment(
              noClusterSecret,
              environment,
              ['kafka', 'cluster'],
              `the KafkaUser ${name} has the name of ${owner}`,
              'choose another id for its service, or another name for the cluster',
              name,
            ),
          ];
    });
  },
};
