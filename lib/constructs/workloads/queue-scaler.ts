import { Construct } from 'constructs';
import {
  ScaledJob,
  ScaledJobSpecRolloutStrategy,
  ScaledJobSpecTriggersAuthenticationRefKind,
} from '../../../imports/keda.sh.ts';
import { secondsOf } from '../../model/text/duration.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import type { ResolvedQueue, ResolvedReader } from '../../policies/queue-settings.ts';
import { type PodSpec, toJson_PodTemplateSpec } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';
import { kafkaTrigger, ScalerAuthentication } from './scaler-trigger.ts';

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
  /** One, and one for the topic's earlier name during a rename. */
  readonly scaledJobs: readonly ScaledJob[];

  constructor(scope: Construct, id: string, props: QueueScalerProps) {
    super(scope, id);
    const { environment, system, namespace, queue, credentials } = props;
    if (credentials !== undefined) {
      const component = queue.base;
      new ScalerAuthentication(this, 'Authentication', {
        environment,
        system,
        component,
        namespace,
        credentials,
      });
    }
    this.scaledJobs = queue.readers.map((reader) => this.scaledJob(reader, props));
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
          kafkaTrigger(
            {
              environment,
              topic: reader.topic.name.value,
              group: queue.group.value,
              lagThreshold: queue.messagesPerJob.value,
              credentials,
            },
            ScaledJobSpecTriggersAuthenticationRefKind.TRIGGER_AUTHENTICATION,
          ),
        ],
      },
    });
  }
}
