import { z } from 'zod';
import type { Naming } from '../../naming/naming.ts';
import type { Read, YamlSource } from '../text/yaml-source.ts';
import { namingField, readNaming } from './naming-terms.ts';
import { problem } from '../text/problem.ts';
import { clientField } from './client-terms.ts';
import { everyFormat, type SchemaFormats, schemaRules } from './schema-terms.ts';
import { authenticatedBy } from '../authentication/mechanism.ts';
import { declaredClasses, type TopicClass } from '../topic-class.ts';
import { objectNamePattern } from '../../naming/object-name.ts';
import { parsePrincipalName } from '../../naming/principal.ts';
import { described } from './described.ts';
import { operationsField, type OperationsTerms } from './operations-terms.ts';
import { apiVersionField, groupNameField, idField, lineField, nameField } from './fields.ts';
import { importedUserField } from './imported-terms.ts';

/** What the catalogue knows of a system, from its `system.yaml` or from a program. */
export interface SystemDeclaration {
  readonly id: string;
  readonly purpose: string;
  readonly naming: Naming;
  readonly services: readonly Service[];
  /** Classes of which each context has a topic. */
  readonly contextClasses: readonly TopicClass[];
  readonly schemas: SchemaFormats;
  /** Topics of its own that its operators write to; undefined: they have none. */
  readonly operations?: OperationsTerms;
  /** Asked for places; where a program made the system, they name the call. */
  readonly source: YamlSource;
}

const dutyField = z.strictObject({
  duty: described(
    z.enum(['dispatcher', 'dead letter operator', 'canary', 'replayer']),
    '`dispatcher`: writes messages of retry topics back after the delay. `dead letter operator`: reads dead letters and writes fixed messages back. `canary`: writes test messages to evt topics and reads them back. `replayer`: writes history to topics again.',
    { examples: ['dispatcher'] },
  ),
  topics: described(
    z.union([z.literal('all'), z.array(nameField).min(1)]),
    'Topics of the duty: folders of topics, or `all` of the system.',
    { examples: ['all', ['order-placed']] },
  ),
  from: described(
    z.array(nameField).min(1).exactOptional(),
    'Topics of the system that a `replayer` reads history from, by their folders. It reads them without a consumer group.',
    { default: 'it reads no topic: archives and collections alone', examples: [['order-changed']] },
  ),
});

const rightField = z.strictObject({
  apiGroup: described(z.string(), 'API group of the resources; "" for the core group.', {
    examples: ['', 'batch'],
  }),
  resources: described(z.array(nameField).min(1), 'Resources that it may use.', {
    examples: [['configmaps']],
  }),
  verbs: described(z.array(nameField).min(1), 'What it may do with them.', { examples: [['get', 'list']] }),
  why: described(lineField, 'What it needs the right for.', {
    examples: ['Reads its routing table, which the platform team keeps'],
  }),
});

const clientIdField = z
  .string()
  .meta({ pattern: objectNamePattern.source })
  .superRefine((text, context) => {
    const name = parsePrincipalName(text);
    if (!name.ok) context.issues.push({ code: 'custom', message: name.error, input: text });
  });

const serviceField = z.strictObject({
  purpose: described(lineField, 'What the service does, in one sentence.', { examples: ['Takes orders'] }),
  duties: described(
    z.array(dutyField).exactOptional(),
    'What it does besides reading and writing for contracts. Each duty gives it rights.',
    { default: '[]', examples: [[{ duty: 'dispatcher', topics: 'all' }]] },
  ),
  transactionalId: described(
    groupNameField.exactOptional(),
    'Begin of its transactional ids; a dash and the number of the instance follow. With a tenant in topic names, `<tenant>.` is put before it.',
    { default: 'it writes without transactions', examples: ['order-writer'] },
  ),
  authentication: described(
    z.enum(authenticatedBy).exactOptional(),
    'How it authenticates itself, where the environment has a listener for that.',
    { default: 'as the client listener of the environment asks', examples: ['scram-sha-512'] },
  ),
  clientId: described(
    clientIdField.exactOptional(),
    'Client id that the identity provider has for it already; its KafkaUser gets this name. With a tenant in topic names, `<tenant>--` is put before it. Only for OAuth.',
    { default: 'the name of its objects', examples: ['checkout-backend'] },
  ),
  streams: described(
    z
      .strictObject({
        application: described(
          groupNameField.exactOptional(),
          'Application id (`application.id`): its consumer group, and the begin of its internal topics and transactional ids. With a tenant in topic names, `<tenant>.` is put before it.',
          { default: 'the name of its objects', examples: ['order-totals'] },
        ),
      })
      .exactOptional(),
    'It is a Kafka Streams application, which processes exactly once. Contracts name it under `processors`.',
    { default: 'it is not one' },
  ),
  client: described(
    clientField.exactOptional(),
    'Settings of its Kafka clients. Its ConfigMap holds them as properties files.',
    { default: 'a reliable producer, and consumers that commit when the work is done' },
  ),
  kubernetes: described(
    z.array(rightField).exactOptional(),
    'What its pods may do in Kubernetes, in the namespace of the system.',
    { default: '[]; its pods have no token' },
  ),
  imported: described(
    z
      .record(idField, described(importedUserField, 'Its KafkaUser in the environment with this name.'))
      .exactOptional(),
    'Its KafkaUser as it was in the cluster, by environment. Only in systems with `naming: imported`. Remove a line to let contracts decide.',
    { default: 'its KafkaUser follows from contracts' },
  ),
});

/** A program that writes or reads topics; contracts name it by its id. */
export interface Service extends Readonly<z.output<typeof serviceField>> {
  /** Lowercase kebab, unique in its system. */
  readonly id: string;
}

/** Rights on topics that follow from what a service does, not from a contract naming it. */
export type Duty = Readonly<z.output<typeof dutyField>>;
export type KubernetesRight = Readonly<z.output<typeof rightField>>;

export const systemSchema = z
  .strictObject({
    apiVersion: apiVersionField,
    kind: described(z.literal('System'), 'Kind of the file.'),
    purpose: described(lineField, 'What the system does, in one sentence.', { examples: ['Sells things'] }),
    naming: namingField,
    contextClasses: described(
      z.array(z.enum(declaredClasses)).exactOptional(),
      'Classes of which each context of the system must have a topic. The rule `required-context-classes` reports a context without one.',
      { default: '[]', examples: [['evt', 'aud']] },
    ),
    schemas: described(
      schemaRules.exactOptional(),
      'Formats of the schemas. The rule `known-schema-format` reports a contract with another one.',
      { default: 'every format is allowed', examples: [{ formats: ['avro'], bridges: ['json-schema'] }] },
    ),
    operations: described(
      operationsField.exactOptional(),
      'Topics of the system to which `dead-letters` and `replay` write what they have done. Services with the duty `dead letter operator` or `replayer` get the rights.',
      { default: 'dead letters can be listed and archived, not redriven' },
    ),
    services: described(
      z.record(
        idField,
        described(
          serviceField,
          'Service with this id. Its objects are named `<system>-<service>`; with a tenant in topic names, `<system>-<tenant>--<service>`.',
        ),
      ),
      'Programs that write and read the topics of the system, by their id.',
      { examples: [{ checkout: { purpose: 'Takes orders' } }] },
    ),
  })
  .describe(
    'A system: how it names topics, and its services. The folder is its id: contracts/<system>/system.yaml.',
  );

/** What a system's file says, checked and typed. */
export type SystemTerms = z.output<typeof systemSchema>;

/**
 * The declaration of the system in the folder `id`.
 * @returns the problems of its naming, each at its key
 */
export function declarationOf(id: string, terms: SystemTerms, source: YamlSource): Read<SystemDeclaration> {
  const naming = readNaming(id, terms.naming, source);
  if (!naming.ok) return naming;
  const pinned = Object.entries(terms.services).find(([, service]) => service.imported !== undefined);
  if (pinned !== undefined && !naming.value.imported) {
    const path = ['services', pinned[0], 'imported'];
    const what = 'users of this system follow from its contracts';
    const fix = 'remove it: only systems with `naming: imported` keep users that were there';
    return { ok: false, problems: [problem(source.keyPlace(path), path.join('.'), what, fix)] };
  }
  const services = Object.entries(terms.services).map(
    ([name, service]): Service => ({ id: name, ...service }),
  );
  const { purpose, contextClasses = [], operations } = terms;
  const { formats, bridges = [] } = terms.schemas ?? everyFormat;
  const value = { id, purpose, naming: naming.value, services, contextClasses, source };
  return {
    ok: true,
    value: { ...value, schemas: { formats, bridges }, ...(operations === undefined ? {} : { operations }) },
  };
}
