import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import type { Resolved } from '../policies/resolve.ts';
import { clusterSpec } from './kafka-cluster.ts';
import { KubeConfigMap } from './kubernetes.ts';
import { metadata } from './metadata.ts';

export interface KafkaOwnerFragmentProps {
  /** A whole environment, for its listeners admit exactly the clients that are rendered: `resolve(catalog, environment)`. */
  readonly resolved: Resolved;
}

/**
 * What the owner of a cluster must set in its Kafka resource. A ConfigMap, not a partial Kafka: a GitOps controller
 * would apply that over the owner's (decision 0009).
 */
export class KafkaOwnerFragment extends Construct {
  constructor(scope: Construct, id: string, { resolved }: KafkaOwnerFragmentProps) {
    super(scope, id);
    const { environment } = resolved;
    const { cluster, namespace } = environment.kafka;
    new KubeConfigMap(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'ConfigMap',
        name: `${cluster}-owner-fragment`,
        namespace,
        system: 'platform',
        component: 'kafka',
      }),
      data: { 'kafka.yaml': `${preamble(cluster)}${Yaml.stringify({ spec: clusterSpec(resolved) })}` },
    });
  }
}

function preamble(cluster: string): string {
  return `# To merge into the Kafka "${cluster}". What stands here is relied on by topics, users, scalers, policies and alerts:
# listeners     by name, port and authentication; networkPolicyPeers are exactly the clients that are rendered. Add yours.
#               A listener without peers stays open to every pod: none of our clients uses it.
# authorization ACLs of KafkaUsers are enforced only with it.
# config        no topic without a contract; replication of what the brokers keep for themselves.
# tieredStorage if it is here: class, path and settings are those of your remote storage.
# kafkaExporter lag by consumer group, for alerts and dashboards.
`;
}
