import { fileReference } from '../../model/authentication/file-reference.ts';
import type { Lines } from '../../model/authentication/mechanism.ts';
import type { Environment, EnvironmentTerms, SchemaRegistry } from '../../model/terms/environment.ts';
import type { Credentials } from '../../policies/credentials.ts';
import { type ClientEnvironment, clientEnvironment } from './client-environment.ts';

/** Where pods find the registry's Secret. */
const folder = '/run/schema-registry';

const parts = {
  username: 'SCHEMA_REGISTRY_USERNAME_FILE',
  password: 'SCHEMA_REGISTRY_PASSWORD_FILE',
} as const;

/** The environment's registry; undefined where it has none. */
export function registryOf({ schemaRegistry }: EnvironmentTerms): SchemaRegistry | undefined {
  return schemaRegistry === 'none' ? undefined : schemaRegistry;
}

/**
 * How a pod reaches the registry: `SCHEMA_REGISTRY_URL`, and where the registry asks for credentials their Secret, with
 * the paths of its files in `SCHEMA_REGISTRY_USERNAME_FILE` and `SCHEMA_REGISTRY_PASSWORD_FILE`. Nothing without a registry.
 */
export function registryAccess(environment: EnvironmentTerms): ClientEnvironment {
  const registry = registryOf(environment);
  if (registry === undefined) return { variables: [], volumes: [], mounts: [] };
  const { url, authentication } = registry;
  const variables = [{ name: 'SCHEMA_REGISTRY_URL', value: url }];
  if (authentication.type === 'none') return { variables, volumes: [], mounts: [] };
  const items = Object.keys(parts).map((key) => ({ key, path: key }));
  const secret = { secretName: authentication.secret, items, defaultMode: 0o440 };
  return {
    variables: [
      ...variables,
      ...Object.entries(parts).map(([key, name]) => ({ name, value: `${folder}/${key}` })),
    ],
    volumes: [{ name: 'schema-registry', secret }],
    mounts: [{ name: 'schema-registry', mountPath: folder, readOnly: true }],
  };
}

/** Whether a Java client reads the registry's credentials from files. */
export function hasRegistrySecret(environment: EnvironmentTerms): boolean {
  return registryOf(environment)?.authentication.type === 'basic';
}

/** Of Confluent's serializers for Java (`AbstractKafkaSchemaSerDeConfig`). */
export function javaRegistryAccess(environment: EnvironmentTerms): Lines {
  const registry = registryOf(environment);
  if (registry === undefined) return [];
  const url = ['schema.registry.url', registry.url] as const;
  if (!hasRegistrySecret(environment)) return [url];
  const [username, password] = Object.keys(parts).map((key) => fileReference(`${folder}/${key}`));
  return [
    url,
    ['basic.auth.credentials.source', 'USER_INFO'],
    ['basic.auth.user.info', `${username}:${password}`],
  ];
}

/** What a pod needs to speak to Kafka and to look schemas up. */
export function podEnvironment(
  environment: Environment,
  credentials: Credentials | undefined,
): ClientEnvironment {
  const kafka = clientEnvironment(environment, credentials);
  const registry = registryAccess(environment);
  return {
    variables: [...kafka.variables, ...registry.variables],
    volumes: [...kafka.volumes, ...registry.volumes],
    mounts: [...kafka.mounts, ...registry.mounts],
  };
}
