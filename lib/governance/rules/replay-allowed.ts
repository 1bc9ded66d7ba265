import { addressText, type Contract } from '../../model/terms/contract.ts';
import { allowsReplay } from '../../model/terms/replay-terms.ts';
import type { Duty, SystemDeclaration } from '../../model/terms/system.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inSystem } from '../rule.ts';

export const replayAllowed: CatalogRule = {
  id: 'replay-allowed',
  on: 'catalog',
  what: 'A service with the duty `replayer` has it for topics whose contracts allow replay.',
  why: 'Readers get messages that they have had: those that pay, print or mail do it again unless they know them.',
  fix: 'Ask the readers what they do with such a message, and write it into the contract: `replay: { allowed: true, why: … }`. Or take the topic out of the duty.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) => {
      const refusing = catalog.contracts.filter(
        (one) => one.address.system === system.id && !allowsReplay(one),
      );
      return refusing.length === 0 ? [] : dutiesOf(system).flatMap((one) => judged(system, one, refusing));
    }),
};

interface ServiceDuty {
  readonly service: string;
  readonly index: number;
  readonly topics: Duty['topics'];
}

function dutiesOf({ services }: SystemDeclaration): ServiceDuty[] {
  return services.flatMap(({ id, duties = [] }) =>
    duties.flatMap(({ duty, topics }, index) =>
      duty === 'replayer' ? [{ service: id, index, topics }] : [],
    ),
  );
}

function judged(
  system: SystemDeclaration,
  { service, index, topics }: ServiceDuty,
  refusing: readonly Contract[],
): Problem[] {
  const list = ['services', service, 'duties', index, 'topics'];
  return refusing.flatMap((contract) => {
    const { topic } = contract.address;
    const at = topics === 'all' ? -1 : topics.indexOf(topic);
    if (topics !== 'all' && at < 0) return [];
    const says =
      contract.terms.replay === undefined ? 'does not allow replay' : 'says that replay is not allowed';
    return [
      inSystem(
        replayAllowed,
        system,
        at < 0 ? list : [...list, at],
        `${contract.source.file} ${says}: ${service} would write to it again what its readers have had`,
        'add replay: { allowed: true, why: … } to that contract once its readers know such messages, or take the topic out of the duty',
        addressText(contract.address),
      ),
    ];
  });
}
