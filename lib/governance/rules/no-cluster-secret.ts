import { principalsOf } from '../../policies/resolve.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

/** Ends of the names of Secrets that Strimzi makes for a cluster (its Kafka certificates and those of its operators). */
const ends = [
  'cluster-ca',
  'cluster-ca-cert',
  'clients-ca',
  'clients-ca-cert',
  'cluster-operator-certs',
  'entity-topic-operator-certs',
  'entity-user-operator-certs',
  'cruise-control-certs',
  'kafka-exporter-certs',
];

export const noClusterSecret: EnvironmentRule = {
  id: 'no-cluster-secret',
  on: 'environment',
  what: 'No KafkaUser has the name of a Secret that Strimzi keeps for the cluster.',
  why: 'The User Operator writes the credentials of a KafkaUser to a Secret of its name: it would overwrite the certificate authority of all clients.',
  fix: 'Choose another id for the service, or another name for the cluster.',
  level: 'error',
  check: (resolved) => {
    const { environment } = resolved;
    const kept = ends.map((end) => `${environment.kafka.cluster}-${end}`);
    return principalsOf(resolved)
      .filter(({ name }) => kept.includes(name))
      .map(({ name }) =>
        inEnvironment(
          noClusterSecret,
          environment,
          ['kafka', 'cluster'],
          `the KafkaUser ${name} has the name of a Secret of the cluster`,
          'choose another id for its service, or another name for the cluster',
          name,
        ),
      );
  },
};
