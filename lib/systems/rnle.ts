import { serviceSystem } from './service-system.ts';

/** Commands of an assistant, their results, and the workers that process them (seed: RNLE Worker Kafka Topics). */
export const rnle = serviceSystem({
  id: 'rnle',
  grammar: 'dotted-prefix',
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
