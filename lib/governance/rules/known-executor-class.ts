import { suggestion } from '../../model/text/nearest.ts';
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
        const name = contract.address.topic.split('.')[0] ?? '';
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
