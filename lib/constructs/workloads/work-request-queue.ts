import { Construct } from 'constructs';
import {
  bootstrapServers,
  type Environment,
  type ExecutorClassTerms,
  onListener,
} from '../../model/terms/environment.ts';
import { secondsOf } from '../../model/text/duration.ts';
import { type Credentials, credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import { queuePrincipals, readerOf } from '../../policies/queue-principals.ts';
import type { ResolvedQueue, ResolvedReader } from '../../policies/queue-settings.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { clientEnvironment } from './client-environment.ts';
import { clientFolder, clientPropertiesFile, javaClientProperties } from './client-properties.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import { executorPodLabels, priorityClassName } from './executor-class.ts';
import { KubeConfigMap, KubeRole, KubeRoleBinding, KubeServiceAccount, type PodSpec } from '../kubernetes.ts';
import { commonLabels, metadata } from '../metadata.ts';
import { placeholderCommand, placeholderVariables } from './placeholder-executor.ts';
import { QueueScaler } from './queue-scaler.ts';
import { restrictedPod } from './restricted-pod.ts';
import { TopicFamily } from '../kafka/topic-family.ts';

export interface WorkRequestQueueProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** The queue as it is in that environment: `queueOf(contract, environment)`. */
  readonly queue: ResolvedQueue;
  /** What its objects are part of. @default the system of its contract */
  readonly system?: string;
  /**
   * Its KafkaUsers; those of reader and scaler are found by their names.
   * @default writer, reader and scaler, none where the environment has no authentication
   */
  readonly principals?: readonly ResolvedPrincipal[];
}

type CompleteProps = Required<WorkRequestQueueProps>;

/** Seconds that a job has after SIGTERM to finish its message and commit. */
const gracePeriod = 60;

/**
 * All that one queue brings about: its topics, its KafkaUsers and, where the environment runs executors, the
 * ScaledJobs with what their pods need. Nothing of the executors is rendered where they are off.
 */
export class WorkRequestQueue extends Construct {
  constructor(scope: Construct, id: string, props: WorkRequestQueueProps) {
    super(scope, id);
    const { environment, queue } = props;
    const {
      system = queue.family.contract.address.system,
      principals = queuePrincipals(queue, environment),
    } = props;
    new TopicFamily(this, 'Topics', { environment, family: queue.family });
    new AclPolicy(this, 'Access', { environment, system, component: queue.base, principals });
    if (queue.readers.length > 0) this.executors({ environment, system, queue, principals });
  }

  private executors(props: CompleteProps): void {
    const { environment, system, queue } = props;
    const { namespace } = classOf(queue);
    const seen = seenByReader(props);
    this.serviceAccount(props);
    const credentials = {
      reader: this.credentials('reader', props),
      scaler: this.credentials('scaler', props),
    };
    new KubeConfigMap(this, 'Client', {
      metadata: this.named('ConfigMap', props),
      data: { [clientPropertiesFile]: javaClientProperties(seen, credentials.reader) },
    });
    for (const [role, one] of Object.entries(credentials)) {
      if (one === undefined) continue;
      new CredentialBridge(this, `Credentials-${role}`, {
        environment,
        system,
        component: queue.base,
        namespace,
        credentials: one,
      });
    }
    new QueueScaler(this, 'Scaler', {
      environment,
      system,
      namespace,
      queue,
      credentials: credentials.scaler,
      podLabels: {
        ...commonLabels(system, queue.base),
        ...executorPodLabels(system, queue.executor.executorClass),
      },
      pod: (reader) => executorPod({ ...props, environment: seen }, reader, credentials.reader),
    });
  }

  /** An executor has no rights in Kubernetes and no token: the Role says so, and is where one would be given. */
  private serviceAccount(props: CompleteProps): void {
    const { queue } = props;
    new KubeServiceAccount(this, 'ServiceAccount', {
      metadata: this.named('ServiceAccount', props),
      automountServiceAccountToken: false,
    });
    new KubeRole(this, 'Role', { metadata: this.named('Role', props), rules: [] });
    new KubeRoleBinding(this, 'RoleBinding', {
      metadata: this.named('RoleBinding', props),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: queue.base },
      subjects: [{ kind: 'ServiceAccount', name: queue.base, namespace: classOf(queue).namespace }],
    });
  }

  private credentials(role: 'reader' | 'scaler', { environment, queue, principals }: CompleteProps) {
    const principal = principals.find(({ name }) => name === `${queue.base}-${role}`);
    return (
      principal &&
      credentialsFor(onListener(environment, principal.listener), principal.name, classOf(queue).namespace)
    );
  }

  private named(kind: string, { environment, system, queue }: CompleteProps) {
    const { namespace } = classOf(queue);
    return metadata(environment, { kind, name: queue.base, namespace, system, component: queue.base });
  }
}

/** The environment as executors see it: with the listener that their service takes. */
function seenByReader({ environment, queue, principals }: CompleteProps): Environment {
  const reader = readerOf(queue, principals);
  return reader === undefined ? environment : onListener(environment, reader.listener);
}

/** @throws Error where the environment starts no jobs: then nothing of an executor is rendered */
function classOf({ executorClass, family }: ResolvedQueue): ExecutorClassTerms {
  if (executorClass === undefined) throw new Error(`no executor class for ${family.address}`);
  return executorClass;
}

/** What an executor is told about its queue. */
function settings(queue: ResolvedQueue, reader: ResolvedReader): Record<string, string> {
  const { deadLetter, retries } = queue.family;
  return {
    KAFKA_TOPIC: reader.topic.name.value,
    KAFKA_GROUP_ID: queue.group.value,
    KAFKA_AUTO_OFFSET_RESET: 'earliest',
    ...(deadLetter === undefined ? {} : { KAFKA_DEAD_LETTER_TOPIC: deadLetter.name.value }),
    ...(retries.length === 0 ? {} : { KAFKA_RETRY_TOPICS: retries.map(({ name }) => name.value).join(',') }),
    WORK_CAPABILITY: queue.family.contract.address.context,
    WORK_EXECUTOR_CLASS: queue.executor.executorClass,
    WORK_EXECUTOR_KIND: queue.executor.executorKind,
    WORK_DEADLINE_SECONDS: String(secondsOf(queue.deadline.value)),
  };
}

function executorPod(
  { environment, queue }: CompleteProps,
  reader: ResolvedReader,
  credentials: Credentials | undefined,
): PodSpec {
  const { executor } = queue;
  const executorClass = classOf(queue);
  const client = clientEnvironment(environment, credentials);
  return restrictedPod({
    serviceAccount: queue.base,
    restartPolicy: 'Never',
    gracePeriod,
    priorityClass: priorityClassName(environment, executor.executorClass),
    nodeSelector: executorClass.nodeSelector,
    tolerations: executorClass.tolerations.map((one) => ({ ...one, operator: 'Equal' })),
    resources: executorClass.resources,
    volumes: [...client.volumes, { name: 'client', configMap: { name: queue.base } }],
    container: {
      name: 'executor',
      image: queue.image.value,
      imagePullPolicy: 'IfNotPresent',
      ...(queue.placeholder
        ? {
            command: placeholderCommand({
              topic: reader.topic.name.value,
              group: queue.group.value,
              bootstrapServers: bootstrapServers(environment),
              configFile: `${clientFolder}/${clientPropertiesFile}`,
            }),
          }
        : {}),
      env: [
        ...client.variables,
        ...Object.entries(settings(queue, reader)).map(([name, value]) => ({ name, value })),
        ...(queue.placeholder ? placeholderVariables : []),
      ],
      volumeMounts: [...client.mounts, { name: 'client', mountPath: clientFolder, readOnly: true }],
    },
  });
}
