import { mechanisms } from '../../model/authentication/index.ts';
import type { Lines } from '../../model/authentication/mechanism.ts';
import { bootstrapServers, type Environment, securityProtocol } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { clientView, clusterCaFile } from './client-environment.ts';
import { hasRegistrySecret, javaRegistryAccess } from './registry-access.ts';

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
  const written = (of: Lines) => of.map(([key, value]) => `${key}=${value}`);
  if (credentials !== undefined || hasRegistrySecret(environment)) {
    lines.push(
      'config.providers=dir',
      'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
    );
  }
  if (credentials !== undefined)
    lines.push(...written(mechanisms[credentials.authentication].java(clientView(credentials))));
  if (credentials?.clusterCa !== undefined) {
    lines.push('ssl.truststore.type=PEM', `ssl.truststore.location=${clusterCaFile}`);
  }
  lines.push(...written(javaRegistryAccess(environment)));
  return `${lines.join('\n')}\n`;
}
