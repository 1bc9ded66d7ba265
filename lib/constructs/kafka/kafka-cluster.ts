import { Construct } from 'constructs';
import {
  Kafka,
  KafkaNodePool,
  KafkaNodePoolSpecResourcesLimits,
  KafkaNodePoolSpecResourcesRequests,
  KafkaNodePoolSpecRoles,
  KafkaNodePoolSpecStorageKraftMetadata,
  KafkaNodePoolSpecStorageType,
  KafkaSpecKafkaAuthorizationType,
  KafkaSpecKafkaListenersAuthenticationType,
  KafkaSpecKafkaListenersType,
  KafkaSpecKafkaMetricsConfigType,
  KafkaSpecKafkaTieredStorageType,
  type KafkaSpec,
  type KafkaSpecKafkaListeners,
  type KafkaSpecKafkaListenersAuthentication,
} from '../../../imports/kafka.strimzi.io.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import type { StrimziListener } from '../../model/authentication/mechanism.ts';
import type { Environment, Listener } from '../../model/terms/environment.ts';
import { reportedBy } from '../../model/metrics.ts';
import { nodePool } from '../../model/terms/kafka-terms.ts';
import type { Resolved } from '../../policies/resolve.ts';
import type { NetworkPolicyPeer } from '../kubernetes.ts';
import { listenerPeers } from './listener-peers.ts';
import { metadata } from '../metadata.ts';
import { MetricsMonitor } from '../monitoring/metrics-monitor.ts';

export interface KafkaClusterProps {
  /** A whole environment, for its listeners admit exactly the clients that are rendered: `resolve(catalog, environment)`. */
  readonly resolved: Resolved;
}

/**
 * A whole cluster of one node (KRaft, controller and broker in one): what a laptop with the Strimzi operator needs
 * and nothing else. Its listeners, names and settings are those that clients are told.
 */
export class KafkaCluster extends Construct {
  /** @throws Error where the environment's cluster is its owner's */
  constructor(scope: Construct, id: string, { resolved }: KafkaClusterProps) {
    super(scope, id);
    const { environment } = resolved;
    const { kafka } = environment;
    const { provision } = kafka;
    if (provision === 'owner') throw new Error('the cluster is rendered by its owner');
    const named = (kind: string, name: string) =>
      metadata(environment, {
        kind,
        name,
        namespace: kafka.namespace,
        system: 'platform',
        component: 'kafka',
        ...(kind === 'KafkaNodePool' ? { labels: { 'strimzi.io/cluster': kafka.cluster } } : {}),
      });
    const { cpu, memory } = provision.resources;
    new KafkaNodePool(this, 'Nodes', {
      metadata: named('KafkaNodePool', nodePool),
      spec: {
        replicas: 1,
        roles: [KafkaNodePoolSpecRoles.CONTROLLER, KafkaNodePoolSpecRoles.BROKER],
        storage:
          provision.storage === 'ephemeral'
            ? {
                type: KafkaNodePoolSpecStorageType.EPHEMERAL,
                kraftMetadata: KafkaNodePoolSpecStorageKraftMetadata.SHARED,
              }
            : {
                type: KafkaNodePoolSpecStorageType.PERSISTENT_HYPHEN_CLAIM,
                size: provision.storage,
                deleteClaim: false,
                kraftMetadata: KafkaNodePoolSpecStorageKraftMetadata.SHARED,
              },
        resources: {
          requests: {
            cpu: KafkaNodePoolSpecResourcesRequests.fromString(cpu),
            memory: KafkaNodePoolSpecResourcesRequests.fromString(memory),
          },
          limits: { memory: KafkaNodePoolSpecResourcesLimits.fromString(memory) },
        },
      },
    });
    const { kafka: brokers, ...rest } = clusterSpec(resolved);
    new Kafka(this, 'Cluster', {
      metadata: named('Kafka', kafka.cluster),
      spec: { kafka: { version: provision.version, ...brokers }, ...rest },
    });
    new MetricsMonitor(this, 'Metrics', { environment, component: 'kafka', cluster: kafka.cluster });
  }
}

/** What a cluster must have, whoever renders it: all that our topics, users, scalers and alerts rely on. */
export function clusterSpec(resolved: Resolved): KafkaSpec {
  const { environment } = resolved;
  const { kafka } = environment;
  const peers = listenerPeers(resolved);
  return {
    kafka: {
      ...(kafka.authorization === 'none'
        ? {}
        : { authorization: { type: KafkaSpecKafkaAuthorizationType.SIMPLE } }),
      listeners: kafka.listeners.map((one) => listener(one, peers.get(one.name) ?? [])),
      config: brokerConfig(environment),
      ...(kafka.tieredStorage
        ? {
            tieredStorage: {
              type: KafkaSpecKafkaTieredStorageType.CUSTOM,
              remoteStorageManager: {
                className: 'CLASS-OF-YOUR-REMOTE-STORAGE-MANAGER',
                classPath: '/opt/kafka/plugins/tiered-storage/*',
                config: {},
              },
            },
          }
        : {}),
      metricsConfig: {
        type: KafkaSpecKafkaMetricsConfigType.STRIMZI_METRICS_REPORTER,
        // What alerts and dashboards ask of brokers, and nothing else.
        values: { allowList: reportedBy('brokers') },
      },
    },
    entityOperator: { topicOperator: {}, userOperator: {} },
    // Lag by group and topic, and offsets: no metric of the brokers knows groups.
    kafkaExporter: { topicRegex: '.*', groupRegex: '.*' },
  };
}

function listener(terms: Listener, peers: readonly NetworkPolicyPeer[]): KafkaSpecKafkaListeners {
  const { name, port, tls } = terms;
  const authentication = mechanisms[terms.authentication].listener(terms);
  return {
    name,
    port,
    type: KafkaSpecKafkaListenersType.INTERNAL,
    tls,
    ...(authentication === undefined ? {} : { authentication: authenticationOf(authentication) }),
    // An empty list would let everybody in: Kubernetes takes it for no restriction.
    ...(peers.length === 0 ? {} : { networkPolicyPeers: [...peers] }),
  };
}

function authenticationOf({ type, ...terms }: StrimziListener): KafkaSpecKafkaListenersAuthentication {
  return { type: listenerTypes[type], ...terms };
}

/** What Strimzi's v1 API has for listeners. */
const listenerTypes: Readonly<Record<StrimziListener['type'], KafkaSpecKafkaListenersAuthenticationType>> = {
  tls: KafkaSpecKafkaListenersAuthenticationType.TLS,
  'scram-sha-512': KafkaSpecKafkaListenersAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512,
  custom: KafkaSpecKafkaListenersAuthenticationType.CUSTOM,
};

/** Topics are made by contracts only; what the brokers keep for themselves is as safe as what they keep for us. */
function brokerConfig({ kafka }: Environment): Record<string, unknown> {
  const { replication, minInSync } = kafka;
  const ofMechanisms = kafka.listeners.map(({ authentication }) => mechanisms[authentication].brokers);
  return {
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replication,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': minInSync,
    ...Object.assign({}, ...ofMechanisms),
  };
}
