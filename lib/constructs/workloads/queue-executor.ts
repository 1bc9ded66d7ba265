import { Construct } from 'constructs';
import type { ScaledJob } from '../../../imports/keda.sh.ts';
import type { Authenticated } from '../../model/authentication/mechanism.ts';
import {
  bootstrapServers,
  type Environment,
  type ExecutorClassTerms,
  onListener,
} from '../../model/terms/environment.ts';
import { secondsOf } from '../../model/text/duration.ts';
import { type Credentials, credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { ResolvedQueue, ResolvedReader } from '../../policies/queue-settings.ts';
import { isPlain } from '../../policies/topic-messages.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import type { TopicFamily } from '../kafka/topic-family.ts';
import { InvalidUse } from '../invalid-use.ts';
import {
  type EnvVar,
  KubeConfigMap,
  KubeRole,
  KubeRoleBinding,
  KubeServiceAccount,
  type PodSpec,
} from '../kubernetes.ts';
import { commonLabels, metadata } from '../metadata.ts';
import { podEnvironment } from './registry-access.ts';
import { clientFolder, clientPropertiesFile, javaClientProperties } from './client-properties.ts';
import { type ExecutorClass, executorPodLabels, priorityClassName } from './executor-class.ts';
import { placeholderCommand, placeholderVariables } from './placeholder-executor.ts';
import { QueueScaler } from './queue-scaler.ts';
import { restrictedPod } from './restricted-pod.ts';

/** The program that drains a queue. */
export interface ExecutorOptions {
  /**
   * Where its jobs run. Must be the class that the contract names, of the same system and environment.
   * @default the class of that name, with the terms of the environment; it is rendered elsewhere
   */
  readonly executorClass?: ExecutorClass;
  /**
   * Whole reference: `registry.example.com/shop/printer:2`, or with a digest where the environment pins images by digest.
   * @default the environment's image of the executor (`images.executors`), else its placeholder
   */
  readonly image?: string;
  /** Instead of the image's entry point. @default the image's own */
  readonly command?: readonly string[];
  /** Environment variables beside those that say how to reach the queue. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * How its jobs prove who they are, which chooses the listener.
   * @default that of the environment's client listener, also where no listener offers this one
   */
  readonly authentication?: Authenticated;
  /**
   * Topics of the record that `scaling.outcomes` of the contract names: jobs skip what is done.
   * @default none. In a catalogue the contract is enough
   */
  readonly outcomes?: TopicFamily;
  /** What the transactional ids of its jobs begin with, before a dash. @default they write without transactions */
  readonly transactionalId?: string;
}

interface QueueExecutorProps {
  readonly environment: Environment;
  readonly system: string;
  readonly queue: ResolvedQueue;
  readonly reader: ResolvedPrincipal | undefined;
  readonly scaler: ResolvedPrincipal | undefined;
  readonly options: ExecutorOptions;
}

/** Seconds that a job has after SIGTERM to finish its message and commit. */
const gracePeriod = 60;

/**
 * What drains a queue: the ScaledJobs, the KafkaUsers of jobs and scaler, and what the pods need. Nothing of it is
 * rendered where the environment starts no jobs. Made by `WorkRequestQueue.addExecutor`.
 */
export class QueueExecutor extends Construct {
  /** By which jobs read; undefined where the environment has no authentication, or starts no jobs. */
  readonly reader: AclPolicy | undefined;
  /** By which KEDA measures the lag; undefined as `reader`. */
  readonly scaler: AclPolicy | undefined;
  /** One, and one for the topic's earlier name during a rename; none where the environment starts no jobs. */
  readonly scaledJobs: readonly ScaledJob[];
  readonly #props: QueueExecutorProps;

  constructor(scope: Construct, id: string, props: QueueExecutorProps) {
    super(scope, id);
    this.#props = props;
    this.reader = this.#policy('Reader', props.reader);
    this.scaler = this.#policy('Scaler', props.scaler);
    this.scaledJobs = props.queue.readers.length === 0 ? [] : this.#jobs(this.#class());
  }

  #policy(id: string, principal: ResolvedPrincipal | undefined): AclPolicy | undefined {
    const { environment, system, queue } = this.#props;
    return principal && new AclPolicy(this, id, { environment, system, component: queue.base, principal });
  }

  /** The class that the contract names. */
  #class(): ExecutorClassTerms {
    const { environment, system, queue, options } = this.#props;
    const given = options.executorClass;
    const name = queue.executor.executorClass;
    if (given === undefined) {
      if (queue.executorClass !== undefined) return queue.executorClass;
      throw new InvalidUse(
        this,
        `${environment.environment} has no executor class ${name}`,
        'give executorClass',
      );
    }
    const same = given.system === system && given.environment.environment === environment.environment;
    if (given.className === name && same) return given.terms;
    const shown = `the executor class ${given.className} of ${given.system} in ${given.environment.environment}`;
    const what = `${shown} is not that of the queue`;
    throw new InvalidUse(this, what, `give ${name} of ${system} in ${environment.environment}`);
  }

  #jobs(terms: ExecutorClassTerms): readonly ScaledJob[] {
    const { environment, system, queue, reader, scaler, options } = this.#props;
    const { namespace } = terms;
    const component = queue.base;
    const named = (kind: string) =>
      metadata(environment, { kind, name: queue.base, namespace, system, component });
    // An executor has no rights in Kubernetes and no token: the Role says so, and is where one would be given.
    new KubeServiceAccount(this, 'ServiceAccount', {
      metadata: named('ServiceAccount'),
      automountServiceAccountToken: false,
    });
    new KubeRole(this, 'Role', { metadata: named('Role') });
    new KubeRoleBinding(this, 'RoleBinding', {
      metadata: named('RoleBinding'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: queue.base },
      subjects: [{ kind: 'ServiceAccount', name: queue.base, namespace }],
    });
    // With the listener that the service of the jobs takes; KEDA keeps that of clients.
    const jobs = reader === undefined ? environment : onListener(environment, reader.listener);
    const { listeners } = options.executorClass ?? {};
    if (listeners?.includes(jobs.kafka.clientListener) === false) {
      const what = `its jobs connect to the listener ${jobs.kafka.clientListener}, and pods of the class reach ${listeners.join(', ')}`;
      throw new InvalidUse(this, what, 'name the listener in `listeners` of the ExecutorClass');
    }
    const own = reader && credentialsFor(jobs, reader.name, namespace);
    const measuring = scaler && credentialsFor(environment, scaler.name, namespace);
    if (own !== undefined) this.#deliver('Credentials-reader', jobs, own, namespace);
    if (measuring !== undefined) this.#deliver('Credentials-scaler', environment, measuring, namespace);
    new KubeConfigMap(this, 'Client', {
      metadata: named('ConfigMap'),
      data: { [clientPropertiesFile]: javaClientProperties(jobs, own), ...this.#schema() },
    });
    const { scaledJobs } = new QueueScaler(this, 'Jobs', {
      environment,
      system,
      namespace,
      queue,
      credentials: measuring,
      podLabels: {
        ...commonLabels(system, component),
        ...executorPodLabels(system, queue.executor.executorClass),
      },
      pod: (one) => this.#pod(one, terms, jobs, own),
    });
    return scaledJobs;
  }

  /** What the executor judges values by. The placeholder judges nothing. */
  #schema(): Record<string, string> {
    const { queue, options } = this.#props;
    if (queue.placeholder && options.image === undefined) return {};
    const schema = queue.schema();
    return schema === undefined ? {} : { [schemaFile]: JSON.stringify(schema) };
  }

  #judging({ schemaRegistry }: Environment): EnvVar[] {
    const files = Object.keys(this.#schema());
    const isPlainHere = schemaRegistry === 'none' || isPlain(this.#props.queue.family.contract);
    return [
      ...files.map((file) => ({ name: 'WORK_SCHEMA_FILE', value: `${clientFolder}/${file}` })),
      // Where there is a registry, values begin with the id of their schema.
      ...(files.length === 0 || isPlainHere ? [] : [{ name: 'WORK_WIRE_FORMAT', value: 'confluent' }]),
    ];
  }

  #deliver(id: string, environment: Environment, credentials: Credentials, namespace: string): void {
    const { system, queue } = this.#props;
    new CredentialBridge(this, id, { environment, system, component: queue.base, namespace, credentials });
  }

  #pod(
    reader: ResolvedReader,
    terms: ExecutorClassTerms,
    jobs: Environment,
    credentials: Credentials | undefined,
  ): PodSpec {
    const { queue } = this.#props;
    const client = podEnvironment(jobs, credentials);
    const { image, command, variables } = this.#program(reader, jobs);
    const told = [...client.variables, ...settings(queue, reader), ...this.#judging(jobs)];
    for (const { name } of variables) {
      if (!told.some((one) => one.name === name)) continue;
      throw new InvalidUse(
        this,
        `the variable ${name} is set by the queue`,
        'remove it, or choose another name',
      );
    }
    return restrictedPod({
      serviceAccount: queue.base,
      restartPolicy: 'Never',
      gracePeriod,
      priorityClass: priorityClassName(jobs, queue.executor.executorClass),
      nodeSelector: terms.nodeSelector,
      tolerations: terms.tolerations.map((one) => ({ ...one, operator: 'Equal' })),
      resources: terms.resources,
      volumes: [...client.volumes, { name: 'client', configMap: { name: queue.base } }],
      container: {
        name: 'executor',
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(command === undefined ? {} : { command: [...command] }),
        env: [...told, ...variables],
        volumeMounts: [...client.mounts, { name: 'client', mountPath: clientFolder, readOnly: true }],
      },
    });
  }

  /** What a job runs. */
  #program(reader: ResolvedReader, jobs: Environment): Program {
    const { environment, queue, options } = this.#props;
    const { image = queue.image.value, command } = options;
    if (environment.images.pin === 'digest' && !/@sha256:[0-9a-f]{64}$/.test(image)) {
      const what = `image: "${image}" has no digest, and ${environment.environment} pins images by digest`;
      throw new InvalidUse(this, what, 'write <repository>@sha256:<64 hexadecimal digits>');
    }
    const own = Object.entries(options.variables ?? {}).map(([name, value]) => ({ name, value }));
    if (options.image !== undefined || !queue.placeholder) return { image, command, variables: own };
    const placeholder = placeholderCommand({
      topic: reader.topic.name.value,
      group: queue.group.value,
      bootstrapServers: bootstrapServers(jobs),
      configFile: `${clientFolder}/${clientPropertiesFile}`,
    });
    return { image, command: command ?? placeholder, variables: [...placeholderVariables, ...own] };
  }
}

/** Beside the client's properties. */
const schemaFile = 'value-schema.json';

interface Program {
  readonly image: string;
  /** Undefined: the image's own entry point. */
  readonly command: readonly string[] | undefined;
  readonly variables: readonly EnvVar[];
}

/** What an executor gets about its queue. */
function settings(queue: ResolvedQueue, reader: ResolvedReader): EnvVar[] {
  const { deadLetter, retries, contract } = queue.family;
  const { retry } = contract.terms;
  const values = {
    KAFKA_TOPIC: reader.topic.name.value,
    KAFKA_GROUP_ID: queue.group.value,
    KAFKA_AUTO_OFFSET_RESET: 'earliest',
    ...(deadLetter === undefined ? {} : { KAFKA_DEAD_LETTER_TOPIC: deadLetter.name.value }),
    ...(retries.length === 0 ? {} : { KAFKA_RETRY_TOPICS: retries.map(({ name }) => name.value).join(',') }),
    ...(retry === undefined
      ? {}
      : {
          WORK_RETRY_DELAYS: retry.tiers.map((delay) => secondsOf(delay)).join(','),
          WORK_ATTEMPTS: String(retry.attempts),
        }),
    ...(queue.outcomes === undefined
      ? {}
      : { KAFKA_OUTCOME_TOPICS: queue.outcomes.read.map(({ name }) => name.value).join(',') }),
    ...(queue.outcomes?.write === undefined
      ? {}
      : { KAFKA_OUTCOME_WRITE_TOPIC: queue.outcomes.write.name.value }),
    WORK_CAPABILITY: queue.family.contract.address.context,
    WORK_EXECUTOR_CLASS: queue.executor.executorClass,
    WORK_EXECUTOR_KIND: queue.executor.executorKind,
    WORK_DEADLINE_SECONDS: String(secondsOf(queue.deadline.value)),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
