import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.ts';
import { stackAt } from './stack-at.ts';
import { StackCopy } from './stack-copy.ts';

export { type Mutable, renamesAt, systemIn } from './stack-at.ts';

/** The repository as it is shipped: for tests of its own contracts and environments alone. */
export const {
  project: shipped,
  environment: shippedEnvironment,
  environmentWith,
  contractWith,
  resolvedIn,
} = stackAt(repository);

/** The queues of the repository alone, in a folder of their own that a test may spoil: small, to be rendered often. */
export function queuesCopy(): StackCopy {
  const copy = new StackCopy();
  for (const folder of ['contracts/workrequests', 'environments'])
    cpSync(join(repository, folder), copy.path(folder), { recursive: true });
  for (const name of readdirSync(copy.path('environments'))) {
    const file = `environments/${name}`;
    // Entries of other systems; every line stays where it was.
    const own = copy
      .read(file)
      .replaceAll(/^ {4}([a-z]+): (?:\1-[a-z]+|\[[a-z, ]+\])$/gm, '    #')
      .replace(/^ {2}systems:$/m, '  systems: {}')
      // Queues have no dead letter operator.
      .replace(/^ {2}(?:admin|analysis): .*$/gm, '  #');
    copy.write(file, own);
  }
  return copy;
}
