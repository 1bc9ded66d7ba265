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

/** Path of one of the user's secrets in a pod, the same however it came there. */
function secretFile({ file }: SecretPart): string {
  return `${userFolder}/${file}`;
}

/** The client as its mechanism sees it. */
export function clientView({ username, listener }: Credentials): ClientView {
  return { user: username, listener, path: secretFile };
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
  const told = mechanisms[authentication].variables(clientView(credentials));
  variables.push(
    ...Object.entries(told).map(([name, value]) => ({ name, value })),
    ...secrets.map(({ part }) => ({ name: part.variable, value: secretFile(part) })),
  );
  // All of a user's secrets stand in one Secret, whichever way they came.
  const secretName = secrets[0]?.at.secret;
  if (secretName !== undefined) {
    const items = secrets.map(({ part, at }) => ({ key: at.key, path: part.file }));
    volumes.push({ name: 'kafka-user', secret: { secretName, items, defaultMode: 0o440 } });
    mounts.push({ name: 'kafka-user', mountPath: userFolder, readOnly: true });
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
