import { Construct } from 'constructs';
import { TriggerAuthentication } from '../../../imports/keda.sh.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import { bootstrapServers, clientListener, type Environment } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
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
    const { keda } = mechanisms[credentials.authentication];
    const secretTargetRef = keda.secrets.flatMap(({ parameter, from }) => {
      const at =
        from === 'cluster-ca'
          ? credentials.clusterCa?.at
          : credentials.secrets.find(({ part }) => part === from)?.at;
      return at === undefined ? [] : [{ parameter, name: at.secret, key: at.key }];
    });
    const parameters = keda.parameters(credentials.username, credentials.listener);
    const names = Object.keys(parameters);
    if (names.length > 0) {
      // KEDA takes also what is public from references only.
      new KubeConfigMap(this, 'Username', { metadata: named('ConfigMap'), data: { ...parameters } });
    }
    const fromConfigMap = names.map((name) => ({ parameter: name, name: credentials.username, key: name }));
    new TriggerAuthentication(this, 'Authentication', {
      metadata: named('TriggerAuthentication'),
      spec: {
        secretTargetRef,
        ...(names.length === 0 ? {} : { configMapTargetRef: fromConfigMap }),
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
    ...mechanisms[authentication].keda.trigger,
  };
}
