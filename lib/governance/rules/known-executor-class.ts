import { systemOf } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { executorOf } from '../../policies/queue-settings.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownExecutorClass: CatalogRule = {
  id: 'known-executor-class',
  on: 'catalog',
  asksEnvironments: true,
  what: 'The executor class of a scaled queue is described in every environment.',
  why: 'Its quota, placement, priority and network rights stand there; without them its jobs would run unbounded.',
  fix: 'Describe the class under `workrequests.executorClasses` of every environment.',
  level: 'error',
  check: ({ catalog, environments }) =>
    catalog.contracts
      .filter(({ terms }) => terms.scaling !== undefined)
      .flatMap((contract) => {
        const naming = systemOf(catalog, contract.address.system)?.naming;
        // What is wrong with the folder is said by the rule on names.
        if (naming?.folder('topic', contract.address.topic).ok !== true) return [];
        const name = executorOf(contract, naming)?.executorClass;
        if (name === undefined) {
          const what =
            'neither the contract nor the naming of its system says which executor drains the queue';
          const fix = "add {executorClass} and {executorKind} to the naming's parts, or remove scaling";
          return [inContract(knownExecutorClass, contract, ['scaling'], what, fix)];
        }
        return environments
          .filter(({ workrequests }) => !Object.hasOwn(workrequests.executorClasses, name))
          .map(({ environment, workrequests }) =>
            inContract(
              knownExecutorClass,
              contract,
              ['scaling'],
              `the executor class "${name}" of the folder ${contract.address.topic} is not in environments/${environment}.yaml`,
              `${suggestion(name, Object.keys(workrequests.executorClasses))}; classes stand under workrequests.executorClasses`,
            ),
          );
      }),
};
