import { z } from 'zod';
import { mechanismTerms } from '../authentication/index.ts';
import { authentications } from '../authentication/mechanism.ts';
import { described } from './described.ts';
import { countField, idField, objectNameField, portField, sizeField } from './fields.ts';
import { quantity } from './object-terms.ts';

const version = z
  .string()
  .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'a version is written as text, for example "4.2.0"');

const listener = z.strictObject({
  name: described(
    idField
      .max(11, 'Strimzi allows 11 characters for a listener')
      .refine((name) => !name.includes('-'), 'Strimzi allows letters and digits only for a listener'),
    'Name of the listener in the Kafka resource: at most 11 letters and digits.',
    { examples: ['tls'] },
  ),
  port: described(
    portField
      .min(9092, 'Strimzi takes 9092 and above, but for 9404 and 9999')
      .refine((number) => number !== 9404 && number !== 9999, 'Strimzi keeps this port for metrics and JMX'),
    'Port of the listener, from 9092 on; Strimzi keeps 9404 and 9999.',
    { examples: [9093] },
  ),
  tls: described(z.boolean(), 'Whether connections are encrypted by TLS.', { examples: [true] }),
  authentication: described(
    z.enum(authentications),
    'How clients authenticate themselves: `none`, `scram-sha-512` (password), `tls` (client certificate), or `oauth` (token of an identity provider).',
    { examples: ['tls'] },
  ),
  ...mechanismTerms,
});

const quotas = z.strictObject({
  headroom: described(
    z.number().min(1, 'below 1 the expected load itself would be slowed down').max(1000),
    'Factor on the expected load that a principal may write, or read: for peaks, and to catch up. 1 to 1000.',
    { examples: [10] },
  ),
  atLeast: described(
    sizeField.refine((size) => size < 2 ** 31, 'Strimzi takes less than 2GiB'),
    'Bytes a second that every principal may write, and read, whatever its contracts expect. Less than 2GiB.',
    { examples: ['1MiB'] },
  ),
  requestPercentage: described(
    z.int().min(1).max(10_000),
    'Time of request handlers that a principal may use, in percent of one of them (KIP-124). 1 to 10000.',
    { examples: [200] },
  ),
});

/** The pool of the one node of a cluster that is rendered here. */
export const nodePool = 'node';

const provision = z.strictObject({
  version: described(version, 'Version of Kafka, as text: one that the Strimzi operator knows.', {
    examples: ['4.2.0'],
  }),
  storage: described(
    z.union([z.literal('ephemeral'), quantity]),
    'Size of the volume, or `ephemeral`: all messages are lost with the pod.',
    { examples: ['ephemeral', '20Gi'] },
  ),
  resources: described(
    z.strictObject({
      cpu: described(quantity, 'CPU that the node requests: cores, or thousandths with m.', {
        examples: ['500m'],
      }),
      memory: described(quantity, 'Memory of the node, as request and limit.', { examples: ['2Gi'] }),
    }),
    'Resources of the node (Kubernetes quantities, as text).',
  ),
});

/** Versions of `kafka.strimzi.io` in which topics and users are the same. */
export const strimziApis = ['v1', 'v1beta2'] as const;

/** The cluster that an environment's topics are in. */
export const kafkaField = z.strictObject({
  namespace: described(objectNameField, 'Namespace of Kafka, where the Strimzi operators watch.', {
    examples: ['kafka'],
  }),
  cluster: described(objectNameField, 'Name of the Kafka resource.', { examples: ['kafka'] }),
  strimziApi: described(
    z.enum(strimziApis).default('v1'),
    'API version of KafkaTopics and KafkaUsers that the cluster serves. Strimzi serves `v1` from 0.49 on, and only `v1` from 1.0 on. With `v1beta2` no mirror and no Kafka cluster are rendered.',
    { examples: ['v1beta2'] },
  ),
  protocolVersion: described(
    version,
    'Version of Kafka’s protocol that KEDA speaks, as text; at most the version of the brokers.',
    { examples: ['3.9.0'] },
  ),
  provision: described(
    z.union([z.literal('owner'), provision]),
    'Who renders the Kafka cluster. `owner`: its owner, whom a ConfigMap tells what the cluster must have. A map: a cluster of one node is rendered here.',
    { examples: ['owner'] },
  ),
  brokers: described(countField, 'Number of brokers.', { examples: [3] }),
  replication: described(countField.max(32_767), 'Replicas of each partition; at most the brokers.', {
    examples: [3],
  }),
  minInSync: described(
    countField,
    'Replicas that must have a message before a write with `acks=all` succeeds (`min.insync.replicas`). Less than `replication`, except where that is 1.',
    { examples: [2] },
  ),
  tieredStorage: described(
    z.boolean(),
    'Whether the cluster has tiered storage. Classes evt and aud, and critical ctl, use it.',
    { examples: [true] },
  ),
  authorization: described(
    z.enum(['none', 'least-privilege']),
    'Whether the brokers check ACLs. `least-privilege`: each principal has the fewest rights for what contracts say.',
    { examples: ['least-privilege'] },
  ),
  quotas: described(
    z.union([z.literal('none'), quotas]),
    'How much of each broker one principal may take, estimated from its contracts; `none`: no limit.',
    { examples: ['none', { headroom: 10, atLeast: '1MiB', requestPercentage: 200 }] },
  ),
  listeners: described(z.array(listener).min(1), 'Listeners of the cluster that clients may use.', {
    examples: [[{ name: 'tls', port: 9093, tls: true, authentication: 'tls' }]],
  }),
  clientListener: described(
    idField,
    'Name of the listener that clients use, unless their service has another `authentication`.',
    { examples: ['tls'] },
  ),
});
