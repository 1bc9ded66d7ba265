import { executorText } from '../../policies/executor.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const noPlaceholderImage: EnvironmentRule = {
  id: 'no-placeholder-image',
  on: 'environment',
  what: 'No queue runs the placeholder where the environment refuses placeholders (`images.placeholders`).',
  why: 'The placeholder commits what it reads and does nothing: work that people wait for would be lost without an error.',
  fix: "Name the executor's image under `images.executors`; until it is built, add an exception for `<executor class>.<executor kind>`.",
  level: 'error',
  check: ({ systems, environment }) =>
    environment.images.placeholders === 'allowed'
      ? []
      : systems
          .flatMap(({ queues }) => queues)
          .filter(({ placeholder, readers }) => placeholder && readers.length > 0)
          .map(({ executor: one, family }) => {
            const executor = executorText(one);
            return inEnvironment(
              noPlaceholderImage,
              environment,
              ['images', 'executors'],
              `the executor ${executor} of ${family.contract.source.file} has no image: the placeholder would drop its work`,
              `add ${executor} with its image, or an exception with the subject ${executor}`,
              executor,
            );
          }),
};
