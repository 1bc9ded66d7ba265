import { Dispatcher } from '../constructs/workloads/dispatcher.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { Unit } from './unit.ts';

/** One a dispatcher of the system. */
export function dispatcherUnits({ declaration, namespace, dispatchers }: ResolvedSystem): Unit[] {
  return dispatchers.map(
    (dispatcher): Unit => ({
      name: dispatcher.name,
      build: (chart) => {
        new Dispatcher(chart, 'Dispatcher', { system: declaration.id, namespace, dispatcher });
      },
    }),
  );
}
