import { mechanisms } from '../../model/authentication/index.ts';
import type { ClientView, SecretPart } from '../../model/authentication/mechanism.ts';
import { bootstrapServers, type Environment, securityProtocol } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import type { EnvVar, Volume, VolumeMount } from '../kubernetes.ts';

/** Where a pod finds what it needs to speak to Kafka: variables for what is public, files for what is secret. */
export interface ClientEnvironment {
  readonly variables: EnvVar[];
  readonly volumes: Volume[];
  readonly mounts: VolumeMount[];
}

const userFolder = '/run/kafka/user';
const caFolder = '/run/kafka/cluster-ca';

/** Path of the cluster's CA in a pod. */
export const clusterCaFile = `${caFolder}/ca.crt`;

/** The client as its mechanism sees it. A secret has the same path, however it came there. */
export function clientView({ username, listener, folder = userFolder }: Credentials): ClientView {
  return { user: username, listener, path: ({ file }: SecretPart) => `${folder}/${file}` };
}

/**
 * `KAFKA_BOOTSTRAP_SERVERS`, `KAFKA_SECURITY_PROTOCOL`, what the listener's mechanism asks for
 * (`KAFKA_SASL_MECHANISM`, `KAFKA_SASL_USERNAME`, …), a variable with the path of each secret
 * (`KAFKA_SASL_PASSWORD_FILE`, …) and `KAFKA_SSL_CA_FILE`.
 */
export function clientEnvironment(
  environment: Environment,
  credentials: Credentials | undefined,
): ClientEnvironment {
  const variables: EnvVar[] = [
    { name: 'KAFKA_BOOTSTRAP_SERVERS', value: bootstrapServers(environment) },
    { name: 'KAFKA_SECURITY_PROTOCOL', value: securityProtocol(environment) },
  ];
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  if (credentials === undefined) return { variables, volumes, mounts };

  const { authentication, secrets, clusterCa } = credentials;
  const view = clientView(credentials);
  const told = mechanisms[authentication].variables(view);
  variables.push(
    ...Object.entries(told).map(([name, value]) => ({ name, value })),
    ...secrets.map(({ part }) => ({ name: part.variable, value: view.path(part) })),
  );
  // All of a user's secrets are in one Secret, whichever way they came.
  const secretName = secrets[0]?.at.secret;
  if (secretName !== undefined) {
    const items = secrets.map(({ part, at }) => ({ key: at.key, path: part.file }));
    volumes.push({ name: 'kafka-user', secret: { secretName, items, defaultMode: 0o440 } });
    mounts.push({ name: 'kafka-user', mountPath: credentials.folder ?? userFolder, readOnly: true });
  }
  if (clusterCa !== undefined) {
    variables.push({ name: 'KAFKA_SSL_CA_FILE', value: clusterCaFile });
    volumes.push({
      name: 'kafka-cluster-ca',
      secret: {
        secretName: clusterCa.at.secret,
        items: [{ key: clusterCa.at.key, path: 'ca.crt' }],
        defaultMode: 0o440,
      },
    });
    mounts.push({ name: 'kafka-cluster-ca', mountPath: caFolder, readOnly: true });
  }
  return { variables, volumes, mounts };
}
