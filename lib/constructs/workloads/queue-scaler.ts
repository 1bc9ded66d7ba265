import { Construct } from 'constructs';
import {
  ScaledJob,
  ScaledJobSpecRolloutStrategy,
  ScaledJobSpecTriggersAuthenticationRefKind,
  TriggerAuthentication,
} from '../../../imports/keda.sh.ts';
import { secondsOf } from '../../model/text/duration.ts';
import { bootstrapServers, clientListener, type Environment } from '../../model/terms/environment.ts';
import { type Credentials, type SecretKey } from '../../policies/credentials.ts';
import type { ResolvedQueue, ResolvedReader } from '../../policies/queue-settings.ts';
import { KubeConfigMap, type PodSpec, toJson_PodTemplateSpec } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface QueueScalerProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What its objects are part of. */
  readonly system: string;
  /** Where the jobs run. */
  readonly namespace: string;
  /** The queue as it is in that environment: which topics are read, and at which lag (messages) a job starts. */
  readonly queue: ResolvedQueue;
  /** The scaler's own. @default none, as where the environment has no authentication */
  readonly credentials?: Credentials | undefined;
  /** Labels of the pods, by which NetworkPolicies find them. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** What a job for one of the queue's topics runs. */
  readonly pod: (reader: ResolvedReader) => PodSpec;
}

/** Finished and failed jobs that are kept to be looked at. */
const jobHistory = { succeeded: 3, failed: 5 };

/** The ScaledJobs of a queue and how KEDA proves who it is when it measures their lag. */
export class QueueScaler extends Construct {
  constructor(scope: Construct, id: string, props: QueueScalerProps) {
    super(scope, id);
    if (props.credentials !== undefined) this.authentication(props, props.credentials);
    for (const reader of props.queue.readers) this.scaledJob(reader, props);
  }

  private authentication(props: QueueScalerProps, credentials: Credentials): void {
    const { environment, system, namespace, queue } = props;
    const named = (kind: string) =>
      metadata(environment, { kind, name: credentials.username, namespace, system, component: queue.base });
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

  private scaledJob(reader: ResolvedReader, props: QueueScalerProps): ScaledJob {
    const { environment, system, namespace, queue, credentials } = props;
    return new ScaledJob(this, reader.scaledJob, {
      metadata: metadata(environment, {
        kind: 'ScaledJob',
        name: reader.scaledJob,
        namespace,
        system,
        component: queue.base,
      }),
      spec: {
        jobTargetRef: {
          parallelism: 1,
          completions: 1,
          backoffLimit: queue.retries.value,
          activeDeadlineSeconds: secondsOf(queue.deadline.value),
          template: toJson_PodTemplateSpec({
            metadata: { labels: { ...props.podLabels } },
            spec: props.pod(reader),
          }),
        },
        pollingInterval: secondsOf(queue.pollingInterval.value),
        maxReplicaCount: queue.maxJobs.value,
        successfulJobsHistoryLimit: jobHistory.succeeded,
        failedJobsHistoryLimit: jobHistory.failed,
        // Any other strategy deletes running jobs whenever the ScaledJob is edited. `scalingStrategy` is left
        // out: `accurate` and `eager` start too many jobs where offsets are committed after the work.
        rollout: { strategy: ScaledJobSpecRolloutStrategy.GRADUAL },
        triggers: [
          {
            type: 'kafka',
            metadata: {
              bootstrapServers: bootstrapServers(environment),
              consumerGroup: queue.group.value,
              topic: reader.topic.name.value,
              lagThreshold: String(queue.lagThreshold.value),
              // A new group starts at the first message, in the scaler and in the consumer: with `latest` what
              // was written before the first commit would be lost, and empty partitions would start jobs.
              offsetResetPolicy: 'earliest',
              limitToPartitionsWithLag: 'true',
              version: environment.kafka.protocolVersion,
              ...triggerSecurity(environment),
            },
            ...(credentials === undefined
              ? {}
              : {
                  authenticationRef: {
                    name: credentials.username,
                    kind: ScaledJobSpecTriggersAuthenticationRefKind.TRIGGER_AUTHENTICATION,
                  },
                }),
          },
        ],
      },
    });
  }
}

function triggerSecurity(environment: Environment): Record<string, string> {
  const { tls, authentication } = clientListener(environment);
  return {
    ...(tls ? { tls: 'enable' } : {}),
    ...(authentication === 'scram-sha-512' ? { sasl: 'scram_sha512' } : {}),
  };
}
