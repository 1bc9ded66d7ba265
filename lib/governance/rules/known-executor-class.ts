import { systemOf } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { executorOf } from '../../policies/executor.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownExecutorClass: CatalogRule = {
  id: 'known-executor-class',
  on: 'catalog',
  asksEnvironments: true,
  what: 'The executor class of a queue is described in every environment that starts jobs.',
  why: 'Its quota, placement, priority and network rights stand there; without them its jobs would run unbounded.',
  fix: 'Describe the class under `queues.executorClasses` of each environment with `jobs: true`.',
  level: 'error',
  check: ({ catalog, environments }) =>
    catalog.contracts
      .filter(({ terms }) => terms.scaling !== undefined)
      .flatMap((contract) => {
        const naming = systemOf(catalog, contract.address.system)?.naming;
        const { executorClass: name } = executorOf(contract, naming);
        // A queue that names none is not whole: that is another rule's.
        if (name === undefined) return [];
        return environments
          .filter(({ queues }) => queues.jobs && !Object.hasOwn(queues.executorClasses, name))
          .map(({ environment, queues }) =>
            inContract(
              knownExecutorClass,
              contract,
              ['scaling'],
              `the executor class "${name}" is not in environments/${environment}.yaml`,
              `${suggestion(name, Object.keys(queues.executorClasses))}; classes are described under queues.executorClasses`,
            ),
          );
      }),
};
