import { Construct } from 'constructs';
import {
  KafkaMirrorMaker2,
  KafkaMirrorMaker2SpecMetricsConfigType,
  KafkaMirrorMaker2SpecMirrorsSourceAuthenticationType,
  KafkaMirrorMaker2SpecTargetAuthenticationType,
  type KafkaMirrorMaker2SpecMirrors,
  type KafkaMirrorMaker2SpecMirrorsSourceAuthentication,
  type KafkaMirrorMaker2SpecTarget,
  type KafkaMirrorMaker2SpecTargetAuthentication,
} from '../../../imports/kafka.strimzi.io.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import type { StrimziClient } from '../../model/authentication/mechanism.ts';
import { bootstrapServers, clientListener, type Environment } from '../../model/terms/environment.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { ResolvedMirror } from '../../policies/mirror.ts';
import { AclPolicy } from './acl-policy.ts';
import { reportedBy } from '../../model/metrics.ts';
import { metadata } from '../metadata.ts';
import { MetricsMonitor } from '../monitoring/metrics-monitor.ts';

export interface MirrorProps {
  /** Where it is rendered for: the region that is written to. */
  readonly environment: Environment;
  /** What is copied: `mirror` of a resolved environment. */
  readonly mirror: ResolvedMirror;
}

/**
 * Copies named topics of other regions to this one, under `<region>.<topic>`, and moves the copies' groups on. It
 * runs beside the cluster that it writes to. The users by which others copy from here stand beside it.
 */
export class Mirror extends Construct {
  constructor(scope: Construct, id: string, { environment, mirror }: MirrorProps) {
    super(scope, id);
    const { kafka } = environment;
    const component = 'mirror';
    const system = 'platform';
    for (const principal of [...(mirror.writer === undefined ? [] : [mirror.writer]), ...mirror.readers])
      new AclPolicy(this, `Access-${principal.name}`, { environment, system, component, principal });
    new KafkaMirrorMaker2(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'KafkaMirrorMaker2',
        name: mirror.name,
        namespace: kafka.namespace,
        system,
        component,
      }),
      spec: {
        replicas: Math.min(2, kafka.brokers),
        target: target(environment, mirror),
        ...template(environment, mirror.writer),
        mirrors: mirror.terms.peers.map((peer) => source(environment, mirror, peer)),
        metricsConfig: {
          type: KafkaMirrorMaker2SpecMetricsConfigType.STRIMZI_METRICS_REPORTER,
          values: { allowList: reportedBy('mirror') },
        },
      },
    });
    new MetricsMonitor(this, 'Metrics', { environment, component, cluster: mirror.name });
  }
}

function target(
  environment: Environment,
  { name, terms, writer }: ResolvedMirror,
): KafkaMirrorMaker2SpecTarget {
  const { kafka } = environment;
  const replication = String(kafka.replication);
  return {
    alias: terms.region,
    bootstrapServers: bootstrapServers(environment),
    groupId: name,
    configStorageTopic: `${name}-configs`,
    offsetStorageTopic: `${name}-offsets`,
    statusStorageTopic: `${name}-status`,
    config: {
      'config.storage.replication.factor': replication,
      'offset.storage.replication.factor': replication,
      'status.storage.replication.factor': replication,
    },
    ...(writer === undefined
      ? {}
      : {
          tls: {
            trustedCertificates: [{ secretName: `${kafka.cluster}-cluster-ca-cert`, pattern: '*.crt' }],
          },
          authentication: targetAuthentication(strimziClient(environment, writer)),
        }),
  };
}

function strimziClient(environment: Environment, writer: ResolvedPrincipal): StrimziClient {
  const client = mechanisms[writer.authentication].strimziClient(writer.name, clientListener(environment));
  if (client === undefined) throw new Error(`${writer.name} has no way to prove who it is`);
  return client;
}

/** What MirrorMaker reads from variables: secrets that Strimzi has no field for. */
function template(environment: Environment, writer: ResolvedPrincipal | undefined) {
  const secrets = Object.entries(
    (writer === undefined ? undefined : strimziClient(environment, writer).variables) ?? {},
  );
  return secrets.length === 0
    ? {}
    : {
        template: {
          connectContainer: {
            env: secrets.map(([name, { secret, key }]) => ({
              name,
              valueFrom: { secretKeyRef: { name: secret, key } },
            })),
          },
        },
      };
}

function targetAuthentication({ authentication }: StrimziClient): KafkaMirrorMaker2SpecTargetAuthentication {
  const { type, ...terms } = authentication;
  return { type: targetTypes[type], ...terms };
}

function sourceAuthentication(
  client: StrimziClient | undefined,
): KafkaMirrorMaker2SpecMirrorsSourceAuthentication {
  if (client === undefined) throw new Error('a peer without authentication');
  const { type, ...terms } = client.authentication;
  return { type: sourceTypes[type], ...terms };
}

type ClientType = StrimziClient['authentication']['type'];

const targetTypes: Readonly<Record<ClientType, KafkaMirrorMaker2SpecTargetAuthenticationType>> = {
  tls: KafkaMirrorMaker2SpecTargetAuthenticationType.TLS,
  'scram-sha-512': KafkaMirrorMaker2SpecTargetAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512,
  custom: KafkaMirrorMaker2SpecTargetAuthenticationType.CUSTOM,
};

const sourceTypes: Readonly<Record<ClientType, KafkaMirrorMaker2SpecMirrorsSourceAuthenticationType>> = {
  tls: KafkaMirrorMaker2SpecMirrorsSourceAuthenticationType.TLS,
  'scram-sha-512': KafkaMirrorMaker2SpecMirrorsSourceAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512,
  custom: KafkaMirrorMaker2SpecMirrorsSourceAuthenticationType.CUSTOM,
};

/** Bytes that a producer sends at most unless it is told otherwise (`max.request.size`). */
const usualRequest = 1024 * 1024;

function source(
  { kafka }: Environment,
  { topics, groups, largestMessage }: ResolvedMirror,
  peer: ResolvedMirror['terms']['peers'][number],
): KafkaMirrorMaker2SpecMirrors {
  return {
    source: {
      alias: peer.region,
      bootstrapServers: peer.bootstrapServers,
      tls: { trustedCertificates: [{ secretName: peer.trustedCertificates, pattern: '*.crt' }] },
      authentication: sourceAuthentication(
        mechanisms[peer.authentication].strimziClient(peer.user, { name: peer.region, tls: true }),
      ),
    },
    topicsPattern: exactly(topics),
    groupsPattern: exactly(groups),
    sourceConnector: {
      tasksMax: 2,
      config: {
        'replication.factor': kafka.replication,
        'offset-syncs.topic.location': 'target',
        'offset-syncs.topic.replication.factor': kafka.replication,
        // Rights here are this region's own.
        'sync.topic.acls.enabled': 'false',
        'refresh.topics.interval.seconds': 600,
        // What the producer refuses stops the connector.
        ...(largestMessage > usualRequest ? { 'producer.override.max.request.size': largestMessage } : {}),
      },
    },
    checkpointConnector: {
      tasksMax: 1,
      config: {
        'checkpoints.topic.replication.factor': kafka.replication,
        'offset-syncs.topic.location': 'target',
        'sync.group.offsets.enabled': 'true',
        'refresh.groups.interval.seconds': 600,
      },
    },
  };
}

/**
 * MirrorMaker's patterns are a list of regular expressions of Java, each of which must match a whole name: the names
 * themselves, with every sign that means something else in them escaped.
 */
export function exactly(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[^A-Za-z0-9_-]/g, String.raw`\$&`)).join(',');
}
