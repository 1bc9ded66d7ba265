import { z } from 'zod';
import { described } from './described.ts';
import { countField, durationField, groupNameField, idField, sizeField } from './fields.ts';

/** Client libraries whose properties are written. */
export const clientLibraries = ['java', 'librdkafka', 'kafkajs'] as const;
export type ClientLibrary = (typeof clientLibraries)[number];

const producerTerms = z.strictObject({
  acks: described(
    z.enum(['all', 'leader', 'none']).exactOptional(),
    'Replicas that must have a message before it counts as written (`acks`).',
    { default: 'all', examples: ['all'] },
  ),
  idempotent: described(
    z.boolean().exactOptional(),
    'Whether a message that is sent again is written once (`enable.idempotence`, KIP-98).',
    { default: 'true', examples: [true] },
  ),
  transactional: described(
    z.boolean().exactOptional(),
    'Whether it writes in transactions. Needs `transactionalId` of the service; the program adds the number of its instance.',
    { default: 'false', examples: [true] },
  ),
  inFlight: described(
    countField.exactOptional(),
    'Requests without an answer on one connection (`max.in.flight.requests.per.connection`).',
    { default: '5; 1 in transactions', examples: [1] },
  ),
  retries: described(z.int().min(0).exactOptional(), 'Sends after the first one failed (`retries`).', {
    default: 'as many as `deliveryTimeout` allows',
    examples: [10],
  }),
  backoff: described(
    durationField.exactOptional(),
    'Wait before the first repeated send (`retry.backoff.ms`). It doubles each time.',
    { default: '100ms', examples: ['200ms'] },
  ),
  longestBackoff: described(
    durationField.exactOptional(),
    'Longest wait between two sends (`retry.backoff.max.ms`).',
    { default: '1s', examples: ['30s'] },
  ),
  deliveryTimeout: described(
    durationField.exactOptional(),
    'Time until a message is written or reported as failed (`delivery.timeout.ms`).',
    { default: '2m', examples: ['1m'] },
  ),
  requestTimeout: described(
    durationField.exactOptional(),
    'Time that a broker has for its answer (`request.timeout.ms`).',
    { default: '30s', examples: ['15s'] },
  ),
  linger: described(
    durationField.exactOptional(),
    'How long a batch waits for more messages (`linger.ms`).',
    {
      default: '5ms',
      examples: ['20ms'],
    },
  ),
  batchSize: described(sizeField.exactOptional(), 'Largest batch of one partition (`batch.size`).', {
    default: '16KiB',
    examples: ['1MiB'],
  }),
});

const consumerTerms = z.strictObject({
  replicas: described(
    countField.exactOptional(),
    'Members of the group, which the team runs. A rule compares them with the partitions.',
    { default: 'not known, and not compared', examples: [3] },
  ),
  autoCommit: described(
    durationField.exactOptional(),
    'How often the client commits by itself what it gave to the program (`auto.commit.interval.ms`).',
    { default: 'off: the program commits when the work is done', examples: ['5s'] },
  ),
  sessionTimeout: described(
    durationField.exactOptional(),
    'Time without a heartbeat after which a member counts as dead (`session.timeout.ms`).',
    { default: '45s', examples: ['30s'] },
  ),
  heartbeat: described(
    durationField.exactOptional(),
    'Time between two heartbeats (`heartbeat.interval.ms`).',
    {
      default: '3s',
      examples: ['5s'],
    },
  ),
  pollInterval: described(
    durationField.exactOptional(),
    'Longest time between two polls; a member that works longer leaves the group (`max.poll.interval.ms`).',
    { default: '5m', examples: ['10m'] },
  ),
  pollRecords: described(countField.exactOptional(), 'Most records of one poll (`max.poll.records`).', {
    default: '500',
    examples: [100],
  }),
  fetchMin: described(
    sizeField.exactOptional(),
    'Bytes that a broker waits for before it answers (`fetch.min.bytes`).',
    { default: '1B', examples: ['1KiB'] },
  ),
  fetchMax: described(sizeField.exactOptional(), 'Most bytes of one answer (`fetch.max.bytes`).', {
    default: '50MiB',
    examples: ['5MiB'],
  }),
  fetchWait: described(
    durationField.exactOptional(),
    'Longest time that a broker waits for `fetchMin` (`fetch.max.wait.ms`).',
    { default: '500ms', examples: ['200ms'] },
  ),
  offsetReset: described(
    z.enum(['earliest', 'latest']).exactOptional(),
    'Where a group begins that has committed nothing (`auto.offset.reset`). `latest` skips what is in the topic (decision 0002).',
    { default: 'earliest', examples: ['latest'] },
  ),
});

export const clientField = z.strictObject({
  libraries: described(
    z.array(z.enum(clientLibraries)).min(1).exactOptional(),
    'Kafka client libraries of its programs. The ConfigMap of the service has a file for each.',
    { default: '[java]', examples: [['kafkajs', 'librdkafka']] },
  ),
  producers: described(
    z
      .record(
        idField,
        described(producerTerms, 'Settings of the producer with this name; `{}` for every default.'),
      )
      .exactOptional(),
    'Its producers, by name.',
    { default: 'one, `producer`, with every default', examples: [{ bulk: { batchSize: '1MiB' } }] },
  ),
  groups: described(
    z
      .record(
        groupNameField,
        described(consumerTerms, 'Settings of the consumers of this group; `{}` for every default.'),
      )
      .exactOptional(),
    'Settings of its consumers, by consumer group. Contracts decide which groups it has.',
    { default: 'every default in each group', examples: [{ 'shop-billing': { pollRecords: 100 } }] },
  ),
});

/** How a service's workload uses Kafka, where it says more than the defaults. */
export type ClientTerms = Readonly<z.output<typeof clientField>>;
/** Neutral terms; what each library calls them is its renderer's to know. */
export type ProducerTerms = Readonly<z.output<typeof producerTerms>>;
export type ConsumerTerms = Readonly<z.output<typeof consumerTerms>>;
