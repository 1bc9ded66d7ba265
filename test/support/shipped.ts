import { repository } from './project-copy.ts';
import { stackAt } from './stack-at.ts';

export { type Mutable, renamesAt, systemIn } from './stack-at.ts';

/** The repository as it is shipped: for tests of its own contracts and environments alone. */
export const {
  project: shipped,
  environment: shippedEnvironment,
  environmentWith,
  contractWith,
  resolvedIn,
} = stackAt(repository);
