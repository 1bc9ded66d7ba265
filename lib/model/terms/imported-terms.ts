import { z } from 'zod';
import { userTypes } from '../authentication/user-type.ts';
import { parseForeignObjectName } from '../../naming/object-name.ts';
import { parseForeignPrincipalName } from '../../naming/principal.ts';
import { described } from './described.ts';
import { dateField, fieldKinds, topicNameField } from './fields.ts';

const objectField = z
  .string()
  .register(fieldKinds, { text: 'the name of a KafkaTopic object' })
  .transform((text, context) => {
    const name = parseForeignObjectName(text);
    if (name.ok) return name.value;
    context.issues.push({ code: 'custom', message: name.error, input: text });
    return z.NEVER;
  });

const textMap = z.record(z.string().min(1).max(317), z.string().max(1000));
const labelsOf = (kind: 'label' | 'annotation') =>
  z.record(
    textMap.keyType,
    described(textMap.valueType, `Value of this ${kind}.`, { examples: ['billing'] }),
  );
const number = z.int().min(1);

const pinnedTopic = z.strictObject({
  object: described(
    objectField.optional(),
    'Name of the KafkaTopic object. Another name over the same topic would delete the topic.',
    { default: 'the name that follows from the topic', examples: ['orders.placed'] },
  ),
  partitions: described(number.optional(), 'Partitions that the topic has in the cluster.', {
    default: '`partitions` of the contract',
    examples: [12],
  }),
  replicas: described(number.max(32_767).optional(), 'Replicas that the topic has in the cluster.', {
    default: '`kafka.replication` of the environment',
    examples: [2],
  }),
  config: described(
    z
      .record(
        textMap.keyType,
        described(textMap.valueType, 'Value of this topic setting, as text.', { examples: ['604800000'] }),
      )
      .optional(),
    'Topic settings that the cluster has, by their Kafka names. They are rendered letter by letter.',
    { default: 'the settings that follow from the contract', examples: [{ 'retention.ms': '604800000' }] },
  ),
  without: described(
    z.array(z.string().min(1)).optional(),
    'What the KafkaTopic leaves to the broker: `partitions`, `replicas`, or names of topic settings.',
    { default: '[]', examples: [['min.insync.replicas']] },
  ),
  labels: described(
    labelsOf('label').optional(),
    'Labels of the KafkaTopic, besides those that are rendered.',
    {
      default: 'no others',
      examples: [{ team: 'billing' }],
    },
  ),
  annotations: described(
    labelsOf('annotation').optional(),
    'Annotations of the KafkaTopic, besides those that are rendered.',
    { default: 'no others', examples: [{ 'example.com/reviewed': '2026-05-01' }] },
  ),
});

const importedIn = z.strictObject({
  since: described(dateField, 'Day of the export from the cluster.', { examples: ['2026-11-21'] }),
  topic: described(
    topicNameField.exactOptional(),
    'Name of the topic in this environment, where it differs by environment. Only in systems with `naming: imported`.',
    { default: '`imported.topic`, or the name of the folder', examples: ['prod.orders'] },
  ),
  pinned: described(
    z
      .record(
        z.string(),
        described(pinnedTopic, 'Values of the topic with this name that stay as they were.'),
      )
      .optional(),
    'Values that the import kept, by the name of the topic, a retry or a dead letter topic. Remove a line to let the contract decide.',
    { default: 'every value follows from the contract' },
  ),
});

export const importedField = described(
  z
    .strictObject({
      topic: described(
        topicNameField.optional(),
        'Name of the topic, where a folder cannot have it. Only in systems with `naming: imported`.',
        { default: 'the name of the folder', examples: ['Orders_Placed'] },
      ),
      in: described(
        z.record(z.string(), described(importedIn, 'The import from this environment.')),
        'Environments that the topic was imported from. The topic exists nowhere else.',
      ),
    })
    .optional(),
  'What `workstreams import` kept from the cluster so that nothing changes. The values are temporary: they should come from contract, class and environment.',
  { default: 'the topic is not imported' },
);

export type PinnedTopic = z.output<typeof pinnedTopic>;

export const importedOperations = [
  'All',
  'Alter',
  'AlterConfigs',
  'ClusterAction',
  'Create',
  'Delete',
  'Describe',
  'DescribeConfigs',
  'IdempotentWrite',
  'Read',
  'Write',
] as const;
export type ImportedOperation = (typeof importedOperations)[number];

const importedAcl = z.strictObject({
  type: described(z.enum(['allow', 'deny']).exactOptional(), 'Whether the right is given or refused.', {
    default: 'allow',
    examples: ['allow'],
  }),
  resource: described(
    z.strictObject({
      type: described(z.enum(['topic', 'group', 'transactionalId', 'cluster']), 'Kind of the resource.', {
        examples: ['topic'],
      }),
      name: described(
        z.string().min(1).exactOptional(),
        'Name of the resource, or what its name begins with.',
        {
          default: 'none; the cluster has no name',
          examples: ['orders'],
        },
      ),
      patternType: described(
        z.enum(['literal', 'prefix']).exactOptional(),
        'Whether `name` is the whole name or the begin of names.',
        { default: 'literal', examples: ['prefix'] },
      ),
    }),
    'What the right is about.',
  ),
  operations: described(z.array(z.enum(importedOperations)), 'Operations of Kafka that it is about.', {
    examples: [['Read', 'Describe']],
  }),
  host: described(z.string().min(1).exactOptional(), 'Host that the client must have.', {
    default: 'every host',
    examples: ['10.0.0.7'],
  }),
});

const userField = z
  .string()
  .register(fieldKinds, { text: 'the name of a KafkaUser' })
  .superRefine((text, context) => {
    const name = parseForeignPrincipalName(text);
    if (!name.ok) context.issues.push({ code: 'custom', message: name.error, input: text });
  });

const rate = z.int().min(0);
const secretText = z.string().min(1).max(253);

/** A service's KafkaUser as it was imported, in one environment. */
export const importedUserField = z.strictObject({
  user: described(userField, 'Name of the KafkaUser. Under another name it would get other credentials.', {
    examples: ['billing'],
  }),
  authentication: described(
    z.enum([...userTypes, 'none']).exactOptional(),
    '`authentication.type` of the KafkaUser; `none`: it has no authentication, for an identity provider names the user.',
    { default: 'what the service or the client listener has', examples: ['scram-sha-512'] },
  ),
  password: described(
    z
      .strictObject({
        secret: described(secretText, 'Name of the Secret, in the namespace of Kafka.', {
          examples: ['billing-password'],
        }),
        key: described(secretText, 'Key of the Secret that holds the password.', { examples: ['password'] }),
        optional: described(z.boolean().exactOptional(), 'Whether the Secret may be missing.', {
          default: 'false',
          examples: [true],
        }),
      })
      .exactOptional(),
    'Where the password comes from (`authentication.password.valueFrom`).',
    { default: 'the User Operator makes one' },
  ),
  certificate: described(
    z
      .strictObject({
        validityDays: described(number.exactOptional(), 'Days for which a certificate is valid.', {
          default: 'that of the clients CA',
          examples: [90],
        }),
        renewalDays: described(number.exactOptional(), 'Days before its end at which it is renewed.', {
          default: 'that of the clients CA',
          examples: [30],
        }),
      })
      .exactOptional(),
    'How long the certificate of the user is valid (`authentication.validityDays` and `renewalDays`).',
    { default: 'as the clients CA says' },
  ),
  secret: described(
    z
      .strictObject({
        labels: described(labelsOf('label').exactOptional(), 'Labels of the Secret.', {
          default: 'no others',
          examples: [{ team: 'billing' }],
        }),
        annotations: described(labelsOf('annotation').exactOptional(), 'Annotations of the Secret.', {
          default: 'no others',
          examples: [{ 'example.com/copy-to': 'billing' }],
        }),
      })
      .exactOptional(),
    'Labels and annotations of the Secret with the credentials (`template.secret.metadata`).',
    { default: 'none of its own' },
  ),
  acls: described(
    z.array(importedAcl).exactOptional(),
    'All rights of the KafkaUser; `[]`: it has no authorization.',
    { default: 'the rights that follow from contracts' },
  ),
  quotas: described(
    z
      .strictObject({
        producerByteRate: described(
          rate.exactOptional(),
          'Bytes a second that it may write to each broker.',
          {
            default: 'no limit',
            examples: [1048576],
          },
        ),
        consumerByteRate: described(
          rate.exactOptional(),
          'Bytes a second that it may read from each broker.',
          {
            default: 'no limit',
            examples: [2097152],
          },
        ),
        requestPercentage: described(
          rate.exactOptional(),
          'Time of request handlers that it may use, in percent of one of them.',
          { default: 'no limit', examples: [100] },
        ),
        controllerMutationRate: described(
          z.number().min(0).exactOptional(),
          'Partitions a second that it may create or delete.',
          { default: 'no limit', examples: [10] },
        ),
      })
      .exactOptional(),
    'All quotas of the KafkaUser; `{}`: it has none.',
    { default: 'the quotas that follow from contracts and `kafka.quotas`' },
  ),
  labels: described(
    labelsOf('label').exactOptional(),
    'Labels of the KafkaUser, besides those that are rendered.',
    {
      default: 'no others',
      examples: [{ team: 'billing' }],
    },
  ),
  annotations: described(
    labelsOf('annotation').exactOptional(),
    'Annotations of the KafkaUser, besides those that are rendered.',
    { default: 'no others', examples: [{ 'example.com/reviewed': '2026-05-01' }] },
  ),
});

/** What a KafkaUser has that contracts and the environment would not give its service. What is absent follows from them. */
export type ImportedUser = Readonly<z.output<typeof importedUserField>>;
/** One right as the KafkaUser has it (KafkaUser v1, `authorization.acls`). */
export type ImportedAcl = z.output<typeof importedAcl>;
export type ImportedQuotas = NonNullable<ImportedUser['quotas']>;
