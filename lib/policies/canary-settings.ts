import { createHash } from 'node:crypto';
import type { SharedSchema } from '../model/catalog.ts';
import type { Contract, JsonSchemaFile } from '../model/terms/contract.ts';
import type { Duration } from '../model/text/duration.ts';
import type { Environment } from '../model/terms/environment.ts';
import {
  type KeyEncoding,
  type MessageBytes,
  messageBytes,
  messageKey,
} from '../model/schemas/message-bytes.ts';
import type { Service } from '../model/terms/system.ts';
import { type ObjectName, objectNameOf } from '../naming/object-name.ts';
import { type CanarySchema, canarySchemas } from './canary-schemas.ts';
import { RegistrySchemas } from './registry-schemas.ts';
import type { ResolvedService } from './resolved-service.ts';
import { serviceHeaders } from './message-headers.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

/** A program that writes one test message to a topic at set times, and reads it back. */
export interface ResolvedCanary {
  /** Of its CronJob, its ConfigMap, and its consumer group: `canary-main-orders-order--placed-v1`. */
  readonly name: ObjectName;
  /** Whose principal it has. */
  readonly service: ResolvedService;
  readonly family: ResolvedFamily;
  readonly every: Duration;
  readonly within: Duration;
  /** The rounds, as a CronJob has them. */
  readonly schedule: string;
  readonly message: CanaryMessage;
}

/** What a canary writes: a sample of the contract, marked. */
export interface CanaryMessage {
  /** How key and value are written here: JSON in one line, or bytes in base64. */
  readonly encoding: 'text' | 'base64';
  /** Looked up in the schema registry by each round, in this order: key and value begin with their ids. Empty without a registry. */
  readonly schemas: readonly CanarySchema[];
  readonly key: string;
  readonly value: string;
  /** All but those of a round: its correlation and trace. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A CronJob's name takes 52 characters: its Jobs have 11 more. */
const longestCronJob = 52;

/**
 * `canary-<tenant>-<context>-<topic>-v<N>` where topics are named by tenant, else `canary-<topic>`; a dash in a part
 * is doubled, so that no two are alike.
 */
export function canaryName({ source, tenant, contract }: ResolvedFamily): ObjectName {
  const { context, topic, version } = contract.address;
  const name = tenant === undefined ? source.name.value : `${tenant}.${context}.${topic}.v${version}`;
  return objectNameOf(`canary.${name}`, longestCronJob);
}

/** Whether it is the duty of a service to try topics of class evt with this name. */
export function isCanaryOf({ duties }: Service, topic: string): boolean {
  return (duties ?? []).some(
    ({ duty, topics }) => duty === 'canary' && (topics === 'all' || topics.includes(topic)),
  );
}

/** Whether a service tries the topic: an active one of class evt. */
export function isTriedBy(service: Service, { address, terms }: Contract): boolean {
  const { class: cls, topic } = address;
  return cls === 'evt' && terms.lifecycle.state === 'active' && isCanaryOf(service, topic);
}

/**
 * The canaries of a system; none where the environment has them off, and none for a topic without a sample that
 * can be sent, which the rule `canary-per-event` lets pass by an exception only.
 * @param shared schemas that contracts of the system share
 */
export function resolveCanaries(
  environment: Environment,
  families: readonly ResolvedFamily[],
  services: readonly ResolvedService[],
  shared: readonly SharedSchema[],
): ResolvedCanary[] {
  const { canaries, schemaRegistry } = environment;
  if (canaries === 'off') return [];
  const registered = schemaRegistry === 'none' ? undefined : new RegistrySchemas();
  return families.flatMap((family) =>
    services
      .filter(
        ({ service, tenant }) =>
          tenant === family.tenant &&
          isTriedBy(service, family.contract) &&
          family.written.includes(family.source),
      )
      .flatMap((service): ResolvedCanary[] => {
        const name = canaryName(family);
        const message = messageOf(family, environment, service.service.id, shared, registered);
        if (message === undefined) return [];
        const { every, within } = canaries;
        return [{ name, service, family, every, within, schedule: scheduleOf(name, every), message }];
      }),
  );
}

/** Rounds of all canaries at one minute would start all of their pods at once. */
function scheduleOf(name: ObjectName, every: Duration): string {
  const minutes = every / 60_000;
  const first = createHash('sha256').update(name).digest().readUInt32BE(0) % minutes;
  return minutes === 60 ? `${first} * * * *` : `${first}-59/${minutes} * * * *`;
}

/** The first sample that can be sent; undefined where there is none. */
export function sendableSample(
  contract: Contract,
  shared: readonly JsonSchemaFile[],
  keys: KeyEncoding = 'plain-text',
): MessageBytes | undefined {
  for (const { value } of contract.samples) {
    const found = messageBytes(contract, value, shared, keys);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether there is one, as far as its key goes: what else is wrong is reported where it is. */
export function hasSendableKey(contract: Contract, shared: readonly JsonSchemaFile[]): boolean {
  try {
    return contract.samples.some(({ value }) => messageKey(contract, value, shared) !== undefined);
  } catch {
    return true;
  }
}

/** @param registered undefined where there is no registry */
function messageOf(
  family: ResolvedFamily,
  environment: Environment,
  service: string,
  shared: readonly SharedSchema[],
  registered: RegistrySchemas | undefined,
): CanaryMessage | undefined {
  const { contract } = family;
  const { terms } = contract;
  const schemas = registered === undefined ? [] : canarySchemas(family, shared, registered);
  const keys = schemas.some(({ part }) => part === 'key') ? 'by-schema' : 'plain-text';
  const sample = sendableSample(contract, shared, keys);
  if (sample === undefined) return undefined;
  const known: Readonly<Record<string, string>> = {
    ...serviceHeaders(family, environment, service, shared),
    // Without x-sig: a canary has no key to sign with, and a signature that is none would be worse.
    'x-payload-sha256': createHash('sha256').update(sample.value).digest('hex'),
  };
  const headers = terms.headers.flatMap((name): [string, string][] => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  // Kafka's console producer takes a message as a line, its parts divided by tabs.
  const encoding = terms.schema.format === 'json-schema' && schemas.length === 0 ? 'text' : 'base64';
  const written = (bytes: Uint8Array) => Buffer.from(bytes).toString(encoding === 'text' ? 'utf8' : 'base64');
  return {
    encoding,
    schemas,
    key: written(sample.key),
    value: written(sample.value),
    headers: { 'x-canary': 'true', ...Object.fromEntries(headers) },
  };
}
