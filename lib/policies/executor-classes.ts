import type { Environment, ExecutorClassTerms } from '../model/terms/environment.ts';
import { compare } from '../model/text/problem.ts';
import type { ResolvedQueue } from './queue-settings.ts';

/** An executor class that jobs of a system run in. */
export interface UsedExecutorClass {
  readonly name: string;
  readonly terms: ExecutorClassTerms;
  /** Its priority and quota are the class's, whoever uses it: the first system that does renders them. */
  readonly rendersLimits: boolean;
  /** No other class and no system's workloads run in its namespace, and Kafka does not. */
  readonly aloneInNamespace: boolean;
}

interface System {
  readonly declaration: { readonly id: string };
  readonly namespace: string;
  readonly queues: readonly ResolvedQueue[];
}

/** The executor classes that have jobs in an environment, by the id of the system; each list by name. */
export function usedExecutorClasses(
  systems: readonly System[],
  { kafka }: Environment,
): ReadonlyMap<string, readonly UsedExecutorClass[]> {
  const bySystem = systems.map(({ declaration, queues }) => ({
    id: declaration.id,
    classes: new Map(
      queues.flatMap(({ readers, executor, executorClass }) =>
        readers.length === 0 || executorClass === undefined
          ? []
          : [[executor.executorClass, executorClass] as const],
      ),
    ),
  }));
  const all = new Map(bySystem.flatMap(({ classes }) => [...classes]));
  const shared = new Set<string>([kafka.namespace, ...systems.map(({ namespace }) => namespace)]);
  const rendered = new Set<string>();
  return new Map(
    bySystem.map(({ id, classes }) => [
      id,
      [...classes]
        .sort(([a], [b]) => compare(a, b))
        .map(([name, terms]): UsedExecutorClass => {
          const rendersLimits = !rendered.has(name);
          rendered.add(name);
          const here = [...all.values()].filter(({ namespace }) => namespace === terms.namespace);
          return {
            name,
            terms,
            rendersLimits,
            aloneInNamespace: here.length === 1 && !shared.has(terms.namespace),
          };
        }),
    ]),
  );
}
