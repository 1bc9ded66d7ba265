import { dispatchersOf, isDispatched } from '../../policies/dispatchers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const retriesDispatchedOnce: EnvironmentRule = {
  id: 'retries-dispatched-once',
  on: 'environment',
  what: 'Where the environment runs dispatchers (`runtime.dispatcher`), each topic with retries has exactly one service with the duty `dispatcher`.',
  why: 'Without one its retries never come back; with two each message comes back twice.',
  fix: 'Give one service of the system the duty `dispatcher` for the topic.',
  level: 'error',
  check: ({ systems, environment }) =>
    environment.runtime.dispatcher === undefined
      ? []
      : systems
          .filter(({ imported }) => !imported)
          .flatMap(({ declaration, families }) =>
            families.filter(isDispatched).flatMap((family) => {
              const found = dispatchersOf(declaration, family);
              if (found.length === 1) return [];
              const { topic } = family.contract.address;
              return [
                inContract(
                  retriesDispatchedOnce,
                  family.contract,
                  ['retry'],
                  found.length === 0
                    ? `no service of ${declaration.id} dispatches the retries of this topic`
                    : `${found.join(' and ')} dispatch the retries of this topic`,
                  found.length === 0
                    ? `add \`- { duty: dispatcher, topics: [${topic}] }\` to a service in ${declaration.source.file}`
                    : `take the duty \`dispatcher\` of this topic away from all of them but one, in ${declaration.source.file}`,
                ),
              ];
            }),
          ),
};
