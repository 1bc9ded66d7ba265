import type { Resolved } from './resolve.ts';

/** Whether KEDA measures any lag here: for jobs that drain queues, or for Deployments. */
export function isScaled({ systems }: Pick<Resolved, 'systems'>): boolean {
  return systems.some(
    ({ queues, scalers }) =>
      queues.some(({ readers }) => readers.length > 0) ||
      scalers.some(({ consumers }) => consumers.some(({ topics }) => topics.length > 0)),
  );
}
