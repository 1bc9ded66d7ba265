import type { ClientTerms } from '../model/terms/client-terms.ts';
import { duration } from '../model/text/duration.ts';
import { size } from '../model/text/size.ts';
import { namingOf } from '../model/terms/naming-terms.ts';
import { serviceSystem } from './service-system.ts';

/** The document's two producers, its three groups, and its tuned consumer for commands. */
const worker: ClientTerms = {
  libraries: ['kafkajs', 'java', 'librdkafka'],
  producers: {
    'high-throughput': {
      batchSize: size('1MiB'),
      linger: duration('5ms'),
      retries: 10,
      backoff: duration('100ms'),
      longestBackoff: duration('30s'),
    },
    // The document's `retries: 0` is left out: clients refuse it with idempotence. What is sent again within one
    // transaction stays single, and the transaction as a whole is the program's to repeat.
    reliable: { transactional: true, inFlight: 1 },
  },
  groups: {
    'rnle-worker-commands': {
      replicas: 3,
      autoCommit: duration('5s'),
      sessionTimeout: duration('30s'),
      pollRecords: 100,
      fetchMin: size('1KiB'),
      fetchMax: size('5MiB'),
      fetchWait: duration('500ms'),
    },
    // With a minute this group cannot keep the document's own "rebalancing within 30 seconds"; its readers only look.
    'rnle-worker-events': { replicas: 1, autoCommit: duration('10s'), sessionTimeout: duration('1m') },
    'rnle-worker-control': { replicas: 1, autoCommit: duration('1s'), sessionTimeout: duration('30s') },
  },
};

/** Commands of an assistant, their results, and the workers that process them (seed: RNLE Worker Kafka Topics). */
export const rnle = serviceSystem({
  id: 'rnle',
  naming: namingOf('rnle', {
    topic: '{system}.{topic}[.v{version}]',
    segments: {
      topic: {
        pattern: '[a-z][a-z0-9]*([._-][a-z0-9]+)*',
        not: '.*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
      },
    },
  }),
  messages: 'messages',
  services: [
    { id: 'rnle-api', purpose: 'Takes command requests over REST, queues them, hands results back' },
    { id: 'rnle-command-client', purpose: 'External services that send commands' },
    {
      id: 'rnle-worker',
      purpose: 'Processes commands',
      // The document's `rnle-worker-producer`, with a number behind it: of three replicas with one id, two are fenced.
      transactionalId: 'rnle-worker-producer',
      authentication: 'scram-sha-512',
      client: worker,
    },
    { id: 'rnle-result-client', purpose: 'External services that wait for results' },
    { id: 'rnle-operator', purpose: 'Gives orders to workers' },
    {
      id: 'rnle-dead-letter-operator',
      purpose: 'Reads dead letters and writes the original command back',
      duties: [{ duty: 'dead letter operator', topics: 'all' }],
    },
  ],
});
