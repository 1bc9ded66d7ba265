import type { OperationsTerms } from '../model/terms/operations-terms.ts';
import type { Service } from '../model/terms/system.ts';
import { isAbout } from './roles/duty-roles.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import type { Holder } from './roles/holder.ts';
import type { Role } from './rights.ts';

/** The topics of a system, and of one tenant, that its operators write to. */
export interface ResolvedOperations {
  readonly journal: ResolvedFamily;
  readonly audit: ResolvedFamily | undefined;
  readonly metrics: ResolvedFamily | undefined;
}

/**
 * The topics that `operations` of a system names, each in its newest version here.
 * @param families of the system, of one tenant where names have tenants
 * @returns undefined where the system names no journal, or the journal is not in this environment
 */
export function resolveOperations(
  terms: OperationsTerms | undefined,
  families: readonly ResolvedFamily[],
): ResolvedOperations | undefined {
  const newest = (topic: string | undefined): ResolvedFamily | undefined =>
    families
      .filter(({ contract, topics }) => contract.address.topic === topic && topics.length > 0)
      .toSorted((a, b) => b.contract.address.version - a.contract.address.version)[0];
  const journal = newest(terms?.journal);
  return journal && { journal, audit: newest(terms?.audit?.topic), metrics: newest(terms?.metrics?.topic) };
}

/** Whether a service writes dead letters or history again: what it does is kept in the journal. */
export function keepsJournal({ duties = [] }: Pick<Service, 'duties'>): boolean {
  return duties.some(({ duty }) => duty === 'dead letter operator' || duty === 'replayer');
}

/** What the transactional ids of a keeper of the journal begin with. */
export function operationsPrefix({ transactionalId, name }: Holder): string {
  return `${transactionalId ?? name}-`;
}

/**
 * The rights of a keeper of the journal: none for other services, and where there is no journal.
 * @param families of the system, of the same tenant
 */
export function journalRoles(
  service: Service,
  holder: Holder,
  operations: ResolvedOperations | undefined,
  families: readonly ResolvedFamily[],
): Role[] {
  if (operations === undefined || !keepsJournal(service)) return [];
  const { journal, audit, metrics } = operations;
  const analysed = (service.duties ?? []).filter(({ duty }) => duty === 'dead letter operator');
  const counted =
    metrics === undefined ? [] : families.filter((family) => analysed.some((duty) => isAbout(duty, family)));
  return [
    {
      role: 'journal keeper',
      journal: { name: journal.source.name.value },
      reports: [audit, metrics].flatMap((one) =>
        one === undefined ? [] : [{ name: one.source.name.value }],
      ),
      counted: counted.flatMap(({ retries }) => retries.map(({ name }) => ({ name: name.value }))),
      transactionalId: { prefix: operationsPrefix(holder) },
    },
  ];
}
