import { bootstrapServers, clientListener, type Environment } from '../../model/terms/environment.ts';
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

/** Paths of the credential files in a pod. */
export const clientFiles = {
  password: `${userFolder}/password`,
  certificate: `${userFolder}/user.crt`,
  key: `${userFolder}/user.key`,
  clusterCa: `${caFolder}/ca.crt`,
} as const;

/**
 * `KAFKA_BOOTSTRAP_SERVERS`, `KAFKA_SECURITY_PROTOCOL` and, as the listener asks, `KAFKA_SASL_MECHANISM`,
 * `KAFKA_SASL_USERNAME`, `KAFKA_SASL_PASSWORD_FILE`, `KAFKA_SSL_CA_FILE`, `KAFKA_SSL_CERTIFICATE_FILE`,
 * `KAFKA_SSL_KEY_FILE`; the files are mounted under the same paths however the credentials came there.
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

  const { password, certificate, key, clusterCa, username } = credentials;
  if (password !== undefined) {
    variables.push(
      { name: 'KAFKA_SASL_MECHANISM', value: 'SCRAM-SHA-512' },
      { name: 'KAFKA_SASL_USERNAME', value: username },
      { name: 'KAFKA_SASL_PASSWORD_FILE', value: clientFiles.password },
    );
  }
  if (certificate !== undefined && key !== undefined) {
    variables.push(
      { name: 'KAFKA_SSL_CERTIFICATE_FILE', value: clientFiles.certificate },
      { name: 'KAFKA_SSL_KEY_FILE', value: clientFiles.key },
    );
  }
  const userItems = [
    ...(password === undefined ? [] : [{ key: password.key, path: 'password' }]),
    ...(certificate === undefined ? [] : [{ key: certificate.key, path: 'user.crt' }]),
    ...(key === undefined ? [] : [{ key: key.key, path: 'user.key' }]),
  ];
  const userSecret = (password ?? certificate)?.secret;
  if (userSecret !== undefined) {
    volumes.push({
      name: 'kafka-user',
      secret: { secretName: userSecret, items: userItems, defaultMode: 0o440 },
    });
    mounts.push({ name: 'kafka-user', mountPath: userFolder, readOnly: true });
  }
  if (clusterCa !== undefined) {
    variables.push({ name: 'KAFKA_SSL_CA_FILE', value: clientFiles.clusterCa });
    volumes.push({
      name: 'kafka-cluster-ca',
      secret: {
        secretName: clusterCa.secret,
        items: [{ key: clusterCa.key, path: 'ca.crt' }],
        defaultMode: 0o440,
      },
    });
    mounts.push({ name: 'kafka-cluster-ca', mountPath: caFolder, readOnly: true });
  }
  return { variables, volumes, mounts };
}

/** `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`. */
export function securityProtocol(environment: Environment): string {
  const { tls, authentication } = clientListener(environment);
  const sasl = authentication === 'scram-sha-512' ? 'SASL_' : '';
  return tls ? `${sasl}SSL` : `${sasl}PLAINTEXT`;
}
