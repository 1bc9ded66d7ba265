import { namingOf } from '../model/terms/naming-terms.ts';
import { serviceSystem } from './service-system.ts';

/** Agents, their tools and memories (seed: Event Streams & Data Contracts). */
export const somastack = serviceSystem({
  id: 'somastack',
  naming: namingOf('somastack', {
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
    { id: 'gateway', purpose: 'Takes conversations, asks for tools, delegates, audits, remembers' },
    { id: 'tool-executor', purpose: 'Runs tools' },
    { id: 'scheduler', purpose: 'Delegates tasks at set times' },
    { id: 'delegation-worker', purpose: 'Works off delegated tasks' },
    { id: 'analytics-pipeline', purpose: 'Keeps and evaluates the audit trail' },
    { id: 'memory-ingestion', purpose: 'Stores memories' },
    {
      id: 'dead-letter-operator',
      purpose: 'Writes mended dead letters back, for the on-call',
      duties: [{ duty: 'dead letter operator', topics: 'all' }],
    },
  ],
});
