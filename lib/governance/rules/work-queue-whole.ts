import { readersOf, writersOf } from '../../model/contract-clients.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const workQueueWhole: CatalogRule = {
  id: 'work-queue-whole',
  on: 'catalog',
  what: 'A work topic has one consumer, a producer and a dead letter topic; only work topics are scaled.',
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
                workQueueWhole,
                contract,
                ['scaling'],
                `jobs drain topics of class work, and this is ${address.class}`,
                'remove scaling, or move the contract to class work',
              ),
            ];
      }
      const say = (key: string, what: string, fix: string) =>
        inContract(workQueueWhole, contract, [key], what, fix);
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
          : [say('producers', 'nobody writes this work topic', 'name a producer')]),
        ...(terms.deadLetter === undefined
          ? [say('deadLetter', 'a work topic without a dead letter topic', 'add deadLetter with triage')]
          : []),
      ];
    }),
};
