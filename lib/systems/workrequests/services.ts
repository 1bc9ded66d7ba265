import type { Service } from '../../model/terms/service.ts';

/** Who writes and drains WorkRequests queues (seed: WorkRequests inventory, section 1). */
export const services: readonly Service[] = [
  {
    id: 'transformation-domain',
    purpose: 'Persists requested work of the transformation capability and puts it on its queues',
  },
  {
    id: 'toolrun-executor',
    purpose: 'Runs tools for work requests and records evidence and outcome',
  },
  {
    id: 'agentwork-executor',
    purpose: 'Runs agents for work requests and records evidence and outcome',
  },
];
