import { mechanisms } from '../../model/authentication/index.ts';
import { bootstrapServers, type Environment, securityProtocol } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { clientView, clusterCaFile } from './client-environment.ts';

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
      ...mechanisms[credentials.authentication]
        .java(clientView(credentials))
        .map(([key, value]) => `${key}=${value}`),
    );
  }
  if (credentials?.clusterCa !== undefined) {
    lines.push('ssl.truststore.type=PEM', `ssl.truststore.location=${clusterCaFile}`);
  }
  return `${lines.join('\n')}\n`;
}
