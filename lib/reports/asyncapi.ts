import { createHash } from 'node:crypto';
import { canonical, type Catalog, messagesOf } from '../model/catalog.ts';
import type { JsonSchemaFile } from '../model/terms/contract.ts';
import { mechanisms } from '../model/authentication/index.ts';
import { bootstrapServers, type Environment, onListener } from '../model/terms/environment.ts';
import { compare } from '../model/text/problem.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { ResolvedFamily, ResolvedTopic } from '../policies/resolved-topic.ts';
import { configLines } from '../policies/topic-config.ts';
import { operationsOf } from './asyncapi-operations.ts';
import { isMap } from '../model/schemas/schema-keywords.ts';
import { headerSchema, requiredHeaders, type Schema, SchemaBundle } from './asyncapi-schemas.ts';
import { wholeAvro } from '../model/schemas/avro-link.ts';
import { protoImports } from '../model/schemas/protobuf/schema.ts';
import { payloadName, schemaText } from '../model/schemas/schema-text.ts';
import type { SchemaFormat } from '../model/terms/schema-terms.ts';

const bindingVersion = '0.5.0';

/**
 * One system in one environment as an AsyncAPI 3.0 document, plain JSON: servers by listener, a channel a topic with
 * Kafka's bindings, messages with key, headers, payload and samples, and an operation for each service that sends to
 * a channel or receives from it. The version is a digest of the document, so that it changes when the document does.
 */
export function asyncApiDocument(catalog: Catalog, system: ResolvedSystem): Schema {
  const { declaration, environment, families } = system;
  const shared = messagesOf(catalog, declaration.id);
  const bundle = new SchemaBundle(shared);
  const messages = new Map<string, Schema>();
  const channels = new Map<string, Schema>();
  for (const family of families) {
    for (const topic of family.topics) {
      const message = messageName(family, topic);
      if (!messages.has(message)) messages.set(message, messageOf(family, topic, { shared, bundle }));
      channels.set(topic.object.value, channelOf(family, topic, message));
    }
  }
  const owners = [...new Set(families.map(({ contract }) => contract.terms.owner.team))].sort(compare);
  const info = {
    title: `${declaration.id} in ${environment.environment}`,
    description: `Kafka topics of ${declaration.id} in the environment ${environment.environment}, from their contracts.`,
    tags: [declaration.id, environment.environment].map((name) => ({ name })),
    'x-owners': owners,
  };
  const document = {
    id: `urn:workstreams:${environment.environment}:${declaration.id}`,
    defaultContentType: 'application/json',
    servers: serversOf(environment),
    channels: inOrder(channels),
    operations: operationsOf(system, messageName),
    components: {
      securitySchemes: securitySchemes(environment),
      messages: inOrder(messages),
      schemas: bundle.schemas(),
    },
  };
  const version = createHash('sha256')
    .update(canonical([info, document]))
    .digest('hex')
    .slice(0, 12);
  return { asyncapi: '3.0.0', info: { ...info, version: `0.0.0-${version}` }, ...document };
}

function inOrder(map: ReadonlyMap<string, Schema>): Record<string, Schema> {
  return Object.fromEntries([...map].sort(([a], [b]) => compare(a, b)));
}

function serversOf(environment: Environment): Schema {
  return Object.fromEntries(
    environment.kafka.listeners.map((listener) => {
      const { name, tls } = listener;
      const seen = onListener(environment, name);
      const security = mechanisms[listener.authentication].asyncapi(listener);
      return [
        name,
        {
          host: bootstrapServers(seen),
          protocol: tls ? 'kafka-secure' : 'kafka',
          summary: `Listener ${name} of the cluster ${environment.kafka.cluster}`,
          ...(security === undefined
            ? {}
            : { security: [{ $ref: `#/components/securitySchemes/${security.name}` }] }),
          bindings: { kafka: { bindingVersion } },
        },
      ];
    }),
  );
}

function securitySchemes(environment: Environment): Schema {
  const used = environment.kafka.listeners.flatMap(
    (listener) => mechanisms[listener.authentication].asyncapi(listener) ?? [],
  );
  return Object.fromEntries(
    used.map(({ name, scheme }): [string, Schema] => [name, scheme]).sort(([a], [b]) => compare(a, b)),
  );
}

function channelOf(family: ResolvedFamily, topic: ResolvedTopic, message: string): Schema {
  const { contract, tenant, address } = family;
  const { terms } = contract;
  const own = topic.role === 'source' || topic.role === 'former';
  const label = (name: string, value: string): Schema => ({ name: `${name}:${value}` });
  return {
    address: topic.name.value,
    summary: own ? terms.purpose : `${topic.role} of ${family.source.name.value}`,
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
    tags: [
      label('class', topic.class),
      label('owner', terms.owner.team),
      label('classification', terms.classification),
      ...(tenant === undefined ? [] : [label('tenant', tenant)]),
    ],
    bindings: {
      kafka: {
        topic: topic.name.value,
        partitions: topic.partitions.value,
        replicas: topic.replicas.value,
        topicConfiguration: topicConfiguration(topic),
        bindingVersion,
      },
    },
    'x-contract': address,
    ...(topic.role === 'source' ? { 'x-subject': terms.schema.subject ?? `${topic.name.value}-value` } : {}),
    'x-role': topic.role,
    'x-class': topic.class,
    'x-owner': terms.owner,
    'x-classification': terms.classification,
    'x-pii': terms.pii,
    'x-critical': terms.critical,
    'x-lifecycle': terms.lifecycle,
    ...(topic.deprecated === undefined ? {} : { 'x-deprecated': topic.deprecated }),
  };
}

/** As the bindings have it: policies as a list, numbers as numbers; what they do not name stays text. */
function topicConfiguration(topic: ResolvedTopic): Schema {
  return Object.fromEntries(
    configLines(topic).map(({ name, text }) => {
      if (name === 'cleanup.policy') return [name, topic.config[name]?.value ?? text];
      return [name, boundNumbers.has(name) && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text];
    }),
  );
}

/** Numbers in the bindings' schema (Kafka binding 0.5.0, topicConfiguration). */
const boundNumbers: ReadonlySet<string> = new Set([
  'delete.retention.ms',
  'max.message.bytes',
  'retention.bytes',
  'retention.ms',
]);

/** `prism.policy-updated.v1`, `prism.policy-updated.v1.dead-letter`: tenants share their messages. */
function messageName({ contract }: ResolvedFamily, { role }: ResolvedTopic): string {
  const { context, topic, version } = contract.address;
  const base = `${context}.${contract.address.class}.${topic}.v${version}`;
  return role === 'retry' ? `${base}.retry` : role === 'dead-letter' ? `${base}.dead-letter` : base;
}

/** A schema as it is in a document. */
interface InDocument {
  readonly contentType: string;
  /** @param name under which a JSON Schema is added to the document's own */
  readonly payload: (schema: unknown, name: string, bundling: Bundling) => Schema;
}

/** Avro and Protobuf stand there as they are, under the names by which AsyncAPI 3 knows them. */
const inDocument: Readonly<Record<SchemaFormat, InDocument>> = {
  'json-schema': {
    contentType: 'application/json',
    payload: (schema, name, { bundle }) => bundle.add(name, schema),
  },
  avro: {
    contentType: 'application/vnd.apache.avro',
    payload: (schema, _name, { shared }) => ({
      schemaFormat: 'application/vnd.apache.avro+json;version=1.9.0',
      schema: wholeAvro(
        schema,
        shared.map(({ value }) => value),
      ),
    }),
  },
  protobuf: {
    contentType: 'application/x-protobuf',
    payload: (schema) => ({
      schemaFormat: 'application/vnd.google.protobuf;version=3',
      schema: schemaText(schema),
    }),
  },
};

/** Imported files have no place of their own in a document. */
function importsOf(schema: unknown, shared: readonly JsonSchemaFile[]): Schema {
  const imports = protoImports(
    schema,
    shared.map(({ value }) => value),
  );
  if (imports.length === 0) return {};
  return { 'x-protobuf-imports': Object.fromEntries(imports.map(({ path, proto }) => [path, proto])) };
}

interface Bundling {
  readonly shared: readonly JsonSchemaFile[];
  readonly bundle: SchemaBundle;
}

function messageOf(family: ResolvedFamily, topic: ResolvedTopic, { shared, bundle }: Bundling): Schema {
  const { contract, source } = family;
  const { terms } = contract;
  const base = messageName(family, source);
  const failed = topic.role === 'retry' || topic.role === 'dead-letter';
  const headers = [...terms.headers, ...(failed ? requiredHeaders('FailureHeaders', shared) : [])];
  const other = topic.role === 'dead-letter' ? terms.deadLetter?.schema : undefined;
  // What a dead letter is written as, where that is not as its source.
  const wrapped = shared.find(({ value }) => isMap(value) && other !== undefined && value['$id'] === other);
  const { format } = terms.schema;
  const { contentType, payload: payloadOf } = inDocument[format];
  const payload =
    (wrapped === undefined || other === undefined ? undefined : bundle.shared(other)) ??
    payloadOf(contract.valueSchema.value, `${base}.value`, { shared, bundle });
  // Kafka's binding takes a JSON Schema alone for the key.
  const key =
    contract.keySchema === undefined || format !== 'json-schema'
      ? undefined
      : bundle.add(`${base}.key`, contract.keySchema.value);
  return {
    name: messageName(family, topic),
    title: payloadName((wrapped ?? contract.valueSchema).value) || base,
    summary: failed ? `A message of ${base} that failed` : terms.purpose,
    contentType,
    ...(headers.length === 0
      ? {}
      : {
          headers: {
            type: 'object',
            required: headers,
            properties: Object.fromEntries(
              headers.map((name) => [name, bundle.inline(headerSchema(name, shared))]),
            ),
          },
        }),
    payload,
    ...(wrapped === undefined ? importsOf(contract.valueSchema.value, shared) : {}),
    ...(headers.includes('x-correlation-id')
      ? { correlationId: { location: '$message.header#/x-correlation-id' } }
      : {}),
    // A sample is about the source's schema.
    ...(contract.samples.length === 0 || failed
      ? {}
      : {
          examples: contract.samples.map(({ file, value }) => ({
            name: (file.split('/').at(-1) ?? file).replace(/\.json$/, ''),
            payload: value,
          })),
        }),
    bindings: { kafka: { ...(key === undefined ? {} : { key }), bindingVersion } },
    'x-key': terms.key,
    'x-compatibility': terms.schema.compatibility,
    ...(terms.bridge === undefined ? {} : { 'x-bridge': terms.bridge }),
    ...(terms.replay === undefined ? {} : { 'x-replay': terms.replay }),
  };
}
