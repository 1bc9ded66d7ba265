import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import type { Resolved } from '../../policies/resolve.ts';
import { clusterSpec } from './kafka-cluster.ts';
import { KubeConfigMap } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';
import { monitorSpec } from '../monitoring/metrics-monitor.ts';

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
      data: {
        'kafka.yaml': `${preamble(cluster)}${Yaml.stringify({ spec: clusterSpec(resolved) })}`,
        ...(environment.alerts === 'off' ? {} : { 'pod-monitor.yaml': monitor(environment) }),
      },
    });
  }
}

/** An owner who scrapes the cluster already needs no second monitor: each series would be there twice. */
function monitor(environment: Environment): string {
  const { cluster, namespace } = environment.kafka;
  return `# Without it Prometheus knows no lag and no broker, and the alerts keep silent. Leave it out where a monitor of yours
# finds brokers and Kafka exporter already, with the label "namespace" on what they give.
${Yaml.stringify({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: cluster, namespace, labels: environment.monitoring.labels },
  spec: monitorSpec(cluster),
})}`;
}

function preamble(cluster: string): string {
  return `# To merge into the Kafka "${cluster}". What stands here is relied on by topics, users, scalers, policies and alerts:
# listeners     by name, port and authentication; networkPolicyPeers are exactly the clients that are rendered. Add yours.
#               A listener without peers stays open to every pod: none of our clients uses it.
# authorization ACLs of KafkaUsers are enforced only with it.
# config        no topic without a contract; replication of what the brokers keep for themselves.
# tieredStorage if it is here: class, path and settings are those of your remote storage.
# metricsConfig what alerts and dashboards ask of brokers, by the names of the Strimzi Metrics Reporter. Yours may give more.
# kafkaExporter lag by consumer group, for alerts and dashboards.
`;
}
