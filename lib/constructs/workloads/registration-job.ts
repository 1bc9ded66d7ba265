import { hash } from 'node:crypto';
import { Construct } from 'constructs';
import type { Environment, Image } from '../../model/terms/environment.ts';
import { schemasComponent } from '../../model/schema-list.ts';
import { joinObjectName } from '../../naming/object-name.ts';
import { imageReference } from '../../policies/queue-settings.ts';
import { type Registration, registrationDigest, registrationParts } from '../../policies/subject-files.ts';
import { KubeConfigMap, KubeJob, KubeServiceAccount } from '../kubernetes.ts';
import { commonLabels, metadata } from '../metadata.ts';
import { RegistryNetworkPolicy } from './client-network-policy.ts';
import { registryAccess } from './registry-access.ts';
import { restrictedPod } from './restricted-pod.ts';

export interface RegistrationJobProps {
  /** Where it is rendered for: with a schema registry. */
  readonly environment: Environment;
  /** What it is part of, and named by: `<system>-schemas-<digest>`. */
  readonly system: string;
  /** Where the pod runs. */
  readonly namespace: string;
  /** With Node.js 20 or later. */
  readonly image: Image;
  /** The program that registers schemas: an ECMAScript module. */
  readonly program: string;
  readonly registration: Registration;
}

const folders = { program: '/etc/schemas/program', subjects: '/etc/schemas/subjects' } as const;
const programFile = 'register.mjs';

/** Bytes of schemas in one ConfigMap, which takes 1 MiB with its names. */
const mostBytes = 900 * 1024;

/** Seconds that a run may take, also one that waits for the registry. */
const deadline = 900;

/** Exit code of a run that is blocked: the same schemas are blocked in the next run too. */
const blockedExitCode = 3;

/** Seconds for which Argo CD’s Job is kept, with its logs, where it failed; no one else removes it. */
const keptAfterEnd = 7 * 24 * 3600;

/**
 * Registers the schemas of one system before its workloads start. The name has a digest of all that it does, so that
 * other schemas are another Job. It may read nothing of Kubernetes, and reaches DNS and the registry.
 */
export class RegistrationJob extends Construct {
  constructor(scope: Construct, id: string, props: RegistrationJobProps) {
    super(scope, id);
    const { environment, system, namespace, program, registration } = props;
    const component = schemasComponent;
    const name = joinObjectName(system, component);
    const named = (kind: string, called: string = name) =>
      metadata(environment, { kind, name: called, namespace, system, component });
    const parts = registrationParts(registration, mostBytes);
    const maps = parts.map((data, index) => ({ name: joinObjectName(name, String(index + 1)), data }));
    const programMap = joinObjectName(name, 'program');

    new KubeServiceAccount(this, 'ServiceAccount', {
      metadata: named('ServiceAccount'),
      automountServiceAccountToken: false,
    });
    const podLabels = { 'app.kubernetes.io/name': name };
    new RegistryNetworkPolicy(this, 'Network', {
      environment,
      system,
      component,
      name,
      namespace,
      podLabels,
    });
    new KubeConfigMap(this, 'Program', {
      metadata: named('ConfigMap', programMap),
      data: { [programFile]: program },
    });
    for (const [index, map] of maps.entries())
      new KubeConfigMap(this, `Subjects-${index + 1}`, {
        metadata: named('ConfigMap', map.name),
        data: map.data,
      });
    const content = registrationDigest(program, Object.assign({}, ...parts) as Record<string, string>);
    const registry = registryAccess(environment);
    const spec = restrictedPod({
      serviceAccount: name,
      restartPolicy: 'Never',
      gracePeriod: 5,
      resources: { cpu: '250m', memory: '256Mi', ephemeralStorage: '64Mi' },
      volumes: [
        ...registry.volumes,
        { name: 'program', configMap: { name: programMap } },
        {
          name: 'subjects',
          projected: { sources: maps.map((map) => ({ configMap: { name: map.name } })) },
        },
      ],
      container: {
        name: 'register',
        image: imageReference(environment, props.image),
        imagePullPolicy: 'IfNotPresent',
        command: ['node', `${folders.program}/${programFile}`, folders.subjects],
        env: [...registry.variables, { name: 'SCHEMAS_DIGEST', value: content }],
        volumeMounts: [
          ...registry.mounts,
          { name: 'program', mountPath: folders.program, readOnly: true },
          { name: 'subjects', mountPath: folders.subjects, readOnly: true },
        ],
      },
    });
    // A Job cannot be changed: whatever differs in its pod makes another one too.
    const jobName = joinObjectName(name, hash('sha256', JSON.stringify([content, spec])).slice(0, 12));
    new KubeJob(this, 'Resource', {
      metadata: named('Job', jobName),
      spec: {
        backoffLimit: 6,
        activeDeadlineSeconds: deadline,
        ...(isHook(environment) ? { ttlSecondsAfterFinished: keptAfterEnd } : {}),
        podFailurePolicy: {
          rules: [
            // Without conditions, which the generated class asks for.
            {
              action: 'FailJob',
              onExitCodes: { operator: 'In', values: [blockedExitCode] },
              onPodConditions: [],
            },
            // A pod that was moved to another node has not failed.
            { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          ],
        },
        template: { metadata: { labels: { ...commonLabels(system, component), ...podLabels } }, spec },
      },
    });
  }
}

/** Argo CD makes it again at each sync, as a hook; others keep what they applied. */
function isHook({ gitops }: Environment): boolean {
  return gitops !== 'none' && gitops.controller === 'argocd';
}
