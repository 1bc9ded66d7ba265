import { Construct } from 'constructs';
import { secondsOf } from '../../model/text/duration.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import type { ResolvedCanary } from '../../policies/canary-settings.ts';
import { credentialsFor } from '../../policies/credentials.ts';
import { imageReference } from '../../policies/queue-settings.ts';
import type { ResolvedService } from '../../policies/resolved-service.ts';
import { canaryReader, canaryReaderClass } from './canary-reader.generated.ts';
import {
  canaryFolders,
  canaryScript,
  canaryScriptFile,
  canaryVariables,
  sampleFiles,
} from './canary-script.ts';
import { clientFolder } from './client-properties.ts';
import { KubeConfigMap, KubeCronJob } from '../kubernetes.ts';
import { commonLabels, contractLabels, metadata } from '../metadata.ts';
import { placeholderVariables } from './placeholder-executor.ts';
import { podEnvironment } from './registry-access.ts';
import { restrictedPod } from './restricted-pod.ts';

/** The ConfigMap with the script, which all canaries of a service share. */
function scriptName({ name }: ResolvedService): string {
  return joinObjectName(name, 'script');
}

export interface CanaryScriptProps {
  readonly system: string;
  readonly namespace: string;
  readonly service: ResolvedService;
}

/** What every canary of a service runs; beside the service's own objects, which `ServiceClient` makes. */
export class CanaryScript extends Construct {
  constructor(scope: Construct, id: string, props: CanaryScriptProps) {
    super(scope, id);
    const { system, namespace, service } = props;
    new KubeConfigMap(this, 'Resource', {
      metadata: metadata(service.environment, {
        kind: 'ConfigMap',
        name: scriptName(service),
        namespace,
        system,
        component: service.service.id,
      }),
      data: { [canaryScriptFile]: canaryScript },
      binaryData: { [`${canaryReader}.class`]: canaryReaderClass },
    });
  }
}

export interface CanaryProps {
  readonly system: string;
  readonly namespace: string;
  readonly canary: ResolvedCanary;
}

/** Seconds that a pod has to start, besides its round. */
const startingTime = 120;

/**
 * Tries one topic at set times: a CronJob that writes a sample, marked `x-canary`, and reads it back. It runs as the
 * system's canary service, whose KafkaUser, credentials, ServiceAccount and NetworkPolicy it takes. A round that
 * fails is not tried again: the next one comes soon, and an alert counts those that succeed.
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { system, namespace, canary } = props;
    const { name, service, family, message } = canary;
    const { environment } = service;
    const component = service.service.id;
    const named = (kind: string) =>
      metadata(environment, {
        kind,
        name,
        namespace,
        system,
        component,
        labels: contractLabels(family.contract),
      });
    new KubeConfigMap(this, 'Sample', {
      metadata: named('ConfigMap'),
      data: sampleFiles(message),
    });
    const deadline = secondsOf(canary.within) + startingTime;
    new KubeCronJob(this, 'Resource', {
      metadata: named('CronJob'),
      spec: {
        schedule: canary.schedule,
        concurrencyPolicy: 'Forbid',
        // A round that could not begin before the next one is due is left out.
        startingDeadlineSeconds: secondsOf(canary.every),
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 2,
        jobTemplate: {
          spec: {
            backoffLimit: 0,
            activeDeadlineSeconds: deadline,
            template: {
              metadata: {
                labels: {
                  ...commonLabels(system, component),
                  // By it the service's NetworkPolicy opens the way to the brokers.
                  'app.kubernetes.io/name': service.name,
                },
              },
              spec: pod(canary, namespace),
            },
          },
        },
      },
    });
  }
}

function pod({ name, service, family, within }: ResolvedCanary, namespace: string) {
  const { environment, principal } = service;
  const credentials = principal && credentialsFor(environment, principal.name, namespace);
  const client = podEnvironment(environment, credentials);
  const readOnly = true;
  return restrictedPod({
    serviceAccount: service.name,
    restartPolicy: 'Never',
    gracePeriod: 5,
    resources: { cpu: '250m', memory: '256Mi', ephemeralStorage: '64Mi' },
    volumes: [
      ...client.volumes,
      { name: 'client', configMap: { name: service.name } },
      { name: 'script', configMap: { name: scriptName(service) } },
      { name: 'sample', configMap: { name } },
    ],
    container: {
      name: 'canary',
      image: imageReference(environment, environment.images.workbench),
      imagePullPolicy: 'IfNotPresent',
      command: ['sh', `${canaryFolders.script}/${canaryScriptFile}`],
      env: [
        ...client.variables,
        ...canaryVariables({ topic: family.source.name.value, group: name, within: secondsOf(within) }),
        ...placeholderVariables,
      ],
      volumeMounts: [
        ...client.mounts,
        { name: 'client', mountPath: clientFolder, readOnly },
        { name: 'script', mountPath: canaryFolders.script, readOnly },
        { name: 'sample', mountPath: canaryFolders.sample, readOnly },
      ],
    },
  });
}
