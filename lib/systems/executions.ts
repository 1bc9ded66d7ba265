import type { KubernetesRight } from '../model/terms/service.ts';
import { namingOf } from '../model/terms/naming-terms.ts';
import { serviceSystem } from './service-system.ts';

/** What a worker needs to run an execution as a pod; nothing on secrets, and no way into a running pod. */
const runsPods: readonly KubernetesRight[] = [
  {
    apiGroup: '',
    resources: ['pods', 'configmaps'],
    verbs: ['create', 'delete', 'get', 'list', 'watch'],
    why: 'An execution is a pod with a config map',
  },
  { apiGroup: '', resources: ['pods/log'], verbs: ['get'], why: 'Its log is part of its events' },
];

/** Code that users run (seed: Kafka topic architecture): a stream of events, and queues of work that is due. */
export const executions = serviceSystem({
  id: 'executions',
  naming: namingOf('executions', {
    topic: '{topic}[_v{version}]',
    segments: { topic: { pattern: '[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)' } },
  }),
  messages: 'messages',
  services: [
    {
      id: 'api',
      purpose: 'Takes code to run and changes of schedules from users and records them as events',
    },
    {
      id: 'coordinator',
      purpose: 'Checks requests, keeps the queue by priority, says when an execution is due',
    },
    {
      id: 'k8s-worker',
      purpose: 'Makes pods and config maps for executions and reports what becomes of them',
      kubernetes: runsPods,
    },
    { id: 'gpu-worker', purpose: 'Does the same on nodes with GPUs', kubernetes: runsPods },
    { id: 'sse', purpose: 'Streams updates to users' },
    { id: 'projection', purpose: 'Keeps views that are quick to read' },
    { id: 'saga-orchestrator', purpose: 'Runs the steps of workflows, issues commands and compensations' },
    {
      id: 'saga-service',
      purpose: 'Starts workflows in the orchestrator and shows their state from MongoDB',
    },
    { id: 'monitoring', purpose: 'Follows the health of executions and schedules' },
    { id: 'event-store', purpose: 'Keeps every event in MongoDB' },
    {
      id: 'replay-service',
      purpose: 'Writes events of the event store to Kafka again',
      duties: [{ duty: 'replayer', topics: ['execution_events'] }],
    },
    {
      id: 'dlq-manager',
      purpose: 'Brings retries and mended dead letters back to where they came from',
      duties: [
        { duty: 'dispatcher', topics: 'all' },
        { duty: 'dead letter operator', topics: 'all' },
      ],
    },
    { id: 'admin-api', purpose: 'Takes what administrators ask of replay and dead letters' },
    { id: 'scheduler', purpose: 'Says when runs of schedules are due' },
    { id: 'schedule-worker', purpose: 'Requests an execution for each run that is due' },
  ],
});
