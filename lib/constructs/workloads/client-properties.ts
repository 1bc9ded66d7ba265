import { bootstrapServers, type Environment } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { clientFiles, securityProtocol } from './client-environment.ts';

/** Where pods find `client.properties`. */
export const clientFolder = '/etc/kafka-client';
export const clientPropertiesFile = 'client.properties';

/**
 * A properties file for Kafka's own tools and Java clients. Secrets stay in their files: the client reads
 * them there itself (KIP-421, `DirectoryConfigProvider`).
 */
export function javaClientProperties(environment: Environment, credentials: Credentials | undefined): string {
  const lines = [
    `bootstrap.servers=${bootstrapServers(environment)}`,
    `security.protocol=${securityProtocol(environment)}`,
    'auto.offset.reset=earliest',
  ];
  if (credentials !== undefined) {
    lines.push(
      'config.providers=dir',
      'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
    );
  }
  if (credentials?.password !== undefined) {
    lines.push(
      'sasl.mechanism=SCRAM-SHA-512',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required ' +
        `username="${credentials.username}" password="${fileReference(clientFiles.password)}";`,
    );
  }
  if (credentials?.certificate !== undefined) {
    lines.push(
      'ssl.keystore.type=PEM',
      `ssl.keystore.certificate.chain=${fileReference(clientFiles.certificate)}`,
      `ssl.keystore.key=${fileReference(clientFiles.key)}`,
    );
  }
  if (credentials?.clusterCa !== undefined) {
    lines.push('ssl.truststore.type=PEM', `ssl.truststore.location=${clientFiles.clusterCa}`);
  }
  return `${lines.join('\n')}\n`;
}

function fileReference(path: string): string {
  const slash = path.lastIndexOf('/');
  return `\${dir:${path.slice(0, slash)}:${path.slice(slash + 1)}}`;
}
