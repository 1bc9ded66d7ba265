import { Construct } from 'constructs';
import { TriggerAuthentication } from '../../../imports/keda.sh.ts';
import { bootstrapServers, clientListener, type Environment } from '../../model/terms/environment.ts';
import type { Credentials, SecretKey } from '../../policies/credentials.ts';
import { KubeConfigMap } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface ScalerAuthenticationProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What its objects are part of. */
  readonly system: string;
  /** The queue or service that they belong to. */
  readonly component: string;
  /** That of the ScaledJobs or ScaledObjects that name it. */
  readonly namespace: string;
  /** The scaler's own. */
  readonly credentials: Credentials;
}

/** How KEDA proves who it is when it measures a lag. It is named as the principal. */
export class ScalerAuthentication extends Construct {
  constructor(scope: Construct, id: string, props: ScalerAuthenticationProps) {
    super(scope, id);
    const { environment, system, component, namespace, credentials } = props;
    const named = (kind: string) =>
      metadata(environment, { kind, name: credentials.username, namespace, system, component });
    const secret = (parameter: string, from: SecretKey | undefined) =>
      from === undefined ? [] : [{ parameter, name: from.secret, key: from.key }];
    if (credentials.password !== undefined) {
      // Strimzi's secret has no username, and KEDA takes it from a reference only.
      new KubeConfigMap(this, 'Username', {
        metadata: named('ConfigMap'),
        data: { username: credentials.username },
      });
    }
    new TriggerAuthentication(this, 'Authentication', {
      metadata: named('TriggerAuthentication'),
      spec: {
        secretTargetRef: [
          ...secret('password', credentials.password),
          ...secret('ca', credentials.clusterCa),
          ...secret('cert', credentials.certificate),
          ...secret('key', credentials.key),
        ],
        ...(credentials.password === undefined
          ? {}
          : { configMapTargetRef: [{ parameter: 'username', name: credentials.username, key: 'username' }] }),
      },
    });
  }
}

export interface KafkaTriggerProps {
  readonly environment: Environment;
  readonly topic: string;
  readonly group: string;
  /** Unread messages that one job, or one replica, is for. */
  readonly lagThreshold: number;
  readonly credentials: Credentials | undefined;
}

/** KEDA's trigger on the lag of a group, the same for jobs and for Deployments. Its metadata are strings, all of them. */
export function kafkaTrigger<Kind>(
  { environment, topic, group, lagThreshold, credentials }: KafkaTriggerProps,
  authentication: Kind,
) {
  return {
    type: 'kafka',
    metadata: {
      bootstrapServers: bootstrapServers(environment),
      consumerGroup: group,
      topic,
      lagThreshold: String(lagThreshold),
      // A new group starts at the first message, in the scaler and in the consumer: with `latest` what was
      // written before the first commit would be lost, and empty partitions would count as lag.
      offsetResetPolicy: 'earliest',
      limitToPartitionsWithLag: 'true',
      version: environment.kafka.protocolVersion,
      ...triggerSecurity(environment),
    },
    ...(credentials === undefined
      ? {}
      : { authenticationRef: { name: credentials.username, kind: authentication } }),
  };
}

function triggerSecurity(environment: Environment): Record<string, string> {
  const { tls, authentication } = clientListener(environment);
  return {
    ...(tls ? { tls: 'enable' } : {}),
    ...(authentication === 'scram-sha-512' ? { sasl: 'scram_sha512' } : {}),
  };
}
