import { Construct } from 'constructs';
import { KafkaAccess } from '../../../imports/access.strimzi.io.ts';
import {
  ExternalSecret,
  ExternalSecretSpecSecretStoreRefKind,
} from '../../../imports/external-secrets.io.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { metadata } from '../metadata.ts';

export interface CredentialBridgeProps {
  /** Where it is rendered for: the way that credentials take. */
  readonly environment: Environment;
  /** What it is part of. */
  readonly system: string;
  /** The service or queue that needs them. */
  readonly component: string;
  /** Namespace of the workload. */
  readonly namespace: string;
  /** Whose, and how: `credentialsFor(environment, principal, namespace)`. */
  readonly credentials: Credentials;
}

/**
 * Brings a KafkaUser's credentials and the cluster CA to a workload in another namespace, by the way that
 * the environment names: Strimzi's Access Operator, or external-secrets with a SecretStore that reads
 * Kafka's namespace. Nothing is rendered where both are in one namespace.
 */
export class CredentialBridge extends Construct {
  constructor(scope: Construct, id: string, props: CredentialBridgeProps) {
    super(scope, id);
    if (props.credentials.delivery === 'kafka-access') this.access(props);
    if (props.credentials.delivery === 'external-secrets') this.externalSecret(props);
  }

  private access(props: CredentialBridgeProps): void {
    const { environment, credentials } = props;
    const { kafka } = environment;
    new KafkaAccess(this, 'Resource', {
      metadata: this.named('KafkaAccess', props),
      spec: {
        kafka: { name: kafka.cluster, namespace: kafka.namespace, listener: kafka.clientListener },
        // Of a user without a Secret the operator knows nothing: it brings the cluster's CA alone.
        ...(mechanisms[credentials.authentication].kafkaUser === undefined
          ? {}
          : {
              user: {
                kind: 'KafkaUser',
                apiGroup: 'kafka.strimzi.io',
                name: credentials.username,
                namespace: kafka.namespace,
              },
            }),
      },
    });
  }

  private externalSecret(props: CredentialBridgeProps): void {
    const { environment, credentials } = props;
    const terms = environment.workloads.credentials;
    if (terms.delivery !== 'external-secrets') throw new Error('credentials and environment disagree');
    const { username, secrets, clusterCa } = credentials;
    const all = [...secrets, ...(clusterCa === undefined ? [] : [clusterCa])];
    const data = all.map(({ origin, at }) => ({
      secretKey: at.key,
      remoteRef: { key: origin.secret, property: origin.key },
    }));
    new ExternalSecret(this, 'Resource', {
      metadata: this.named('ExternalSecret', props),
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { kind: ExternalSecretSpecSecretStoreRefKind.SECRET_STORE, name: terms.secretStore },
        target: { name: username },
        data,
      },
    });
  }

  private named(
    kind: string,
    { environment, system, component, namespace, credentials }: CredentialBridgeProps,
  ) {
    return metadata(environment, { kind, name: credentials.username, namespace, system, component });
  }
}
