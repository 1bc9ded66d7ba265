import { Construct } from 'constructs';
import { duration, secondsOf } from '../../model/text/duration.ts';
import type { ResolvedAnalysis } from '../../policies/analyses.ts';
import { analysisDeadline } from '../../policies/alerts/analysis-alerts.ts';
import { credentialsFor } from '../../policies/credentials.ts';
import { KubeCronJob, type PodSpec } from '../kubernetes.ts';
import { commonLabels, metadata } from '../metadata.ts';
import { programLabel } from './program-label.ts';
import { podEnvironment } from './registry-access.ts';
import { restrictedPod } from './restricted-pod.ts';
import { TopicFiles } from './topic-files.ts';

export interface AnalysisProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Where the pods run: the namespace of its service. */
  readonly namespace: string;
  readonly analysis: ResolvedAnalysis;
}

const program = 'analysis';

/** Runs that may begin late: a scheduler that was away for longer leaves them out. */
const latestStart = duration('10m');

/**
 * Counts dead letters and reports what it finds: a CronJob that runs as the system's dead letter operator, whose KafkaUser,
 * credentials, ServiceAccount and NetworkPolicy it takes. The topics that it is for are files in ConfigMaps.
 */
export class Analysis extends Construct {
  constructor(scope: Construct, id: string, props: AnalysisProps) {
    super(scope, id);
    const { system, namespace, analysis } = props;
    const { name, service, every, schedule } = analysis;
    const { environment } = service;
    const component = service.service.id;
    const topics = new TopicFiles(this, 'Topics', {
      ...{ environment, system, namespace, component, name, files: analysis.files() },
    });
    new KubeCronJob(this, 'Resource', {
      metadata: metadata(environment, { kind: 'CronJob', name, namespace, system, component }),
      spec: {
        schedule,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: Math.min(secondsOf(latestStart), secondsOf(every)),
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 2,
        jobTemplate: {
          spec: {
            // A pod whose node was lost is tried again; what was written is not written twice.
            backoffLimit: 1,
            activeDeadlineSeconds: analysisDeadline(every),
            template: {
              metadata: {
                labels: {
                  ...commonLabels(system, component),
                  // By it the service's NetworkPolicy opens the way to the brokers.
                  'app.kubernetes.io/name': service.name,
                  [programLabel]: program,
                },
              },
              spec: podOf(analysis, namespace, topics),
            },
          },
        },
      },
    });
  }
}

function podOf({ service, image }: ResolvedAnalysis, namespace: string, topics: TopicFiles): PodSpec {
  const { environment, principal } = service;
  const credentials = principal && credentialsFor(environment, principal.name, namespace);
  const client = podEnvironment(environment, credentials);
  return restrictedPod({
    serviceAccount: service.name,
    restartPolicy: 'Never',
    gracePeriod: 30,
    resources: { cpu: '500m', memory: '256Mi', ephemeralStorage: '64Mi' },
    volumes: [...client.volumes, topics.volume],
    container: {
      name: program,
      image,
      imagePullPolicy: 'IfNotPresent',
      command: ['workstreams', 'dead-letters', 'analyse', '--by', `service-${service.service.id}`],
      env: [...client.variables, topics.variable],
      volumeMounts: [...client.mounts, topics.mount],
    },
  });
}
