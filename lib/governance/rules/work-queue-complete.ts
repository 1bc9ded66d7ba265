import { systemOf } from '../../model/catalog.ts';
import { readersOf, writersOf } from '../../model/contract-clients.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Naming } from '../../naming/naming.ts';
import { executorOf } from '../../policies/executor.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const workQueueComplete: CatalogRule = {
  id: 'work-queue-complete',
  on: 'catalog',
  what: 'A work topic has one consumer, a producer and a dead letter topic; only work topics are scaled, and name their executor.',
  why: 'Two groups would do the work twice; a poison message without a dead letter topic blocks its partition for ever.',
  fix: 'Name exactly one consumer, a producer and a dead letter topic; leave `scaling` out in other classes.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { address, terms } = contract;
      if (address.class !== 'work') {
        return terms.scaling === undefined
          ? []
          : [
              inContract(
                workQueueComplete,
                contract,
                ['scaling'],
                `jobs drain topics of class work, and this is ${address.class}`,
                'remove scaling, or move the contract to class work',
              ),
            ];
      }
      const say = (key: string, what: string, fix: string) =>
        inContract(workQueueComplete, contract, [key], what, fix);
      const readers = readersOf(contract).length;
      const live = terms.lifecycle.state !== 'retired';
      return [
        ...(readers === 1
          ? []
          : [say('consumers', `${readers} consumers on a work topic`, 'name exactly one')]),
        ...(terms.scaling === undefined || terms.consumers.length === readers
          ? []
          : [say('processors', 'jobs drain this queue, and a processor reads it', 'remove scaling')]),
        ...(writersOf(contract).length > 0 || !live
          ? []
          : [say('producers', 'no one writes this work topic', 'name a producer')]),
        ...(terms.deadLetter === undefined
          ? [say('deadLetter', 'a work topic without a dead letter topic', 'add deadLetter with triage')]
          : []),
        ...withoutExecutor(contract, systemOf(catalog, address.system)?.naming),
      ];
    }),
};

/** A queue whose executor neither the contract nor the system's naming says. */
function withoutExecutor(contract: Contract, naming: Naming | undefined): Problem[] {
  if (contract.terms.scaling === undefined || naming?.imported === true) return [];
  // What is wrong with the folder is reported by the rule on names.
  if (naming?.folder('topic', contract.address.topic).ok === false) return [];
  const executor = executorOf(contract, naming);
  return (['executorClass', 'executorKind'] as const)
    .filter((key) => executor[key] === undefined)
    .map((key) =>
      inContract(
        workQueueComplete,
        contract,
        ['scaling', key],
        'is missing: the naming of the system has no such part',
        key === 'executorClass'
          ? "name one of the environments' queues.executorClasses"
          : 'name the executor, as its image is named in images.executors',
      ),
    );
}
