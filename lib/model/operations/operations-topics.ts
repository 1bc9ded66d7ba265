import type { Contract } from '../terms/contract.ts';
import type { OperationsTerms } from '../terms/operations-terms.ts';
import type { SystemDeclaration } from '../terms/system.ts';

/** A topic that `operations` of a system names. */
export interface OperationsTopic {
  readonly as: keyof OperationsTerms;
  readonly topic: string;
  /** Value of its messages as a template; undefined: our own record, and for the journal. */
  readonly message: Readonly<Record<string, unknown>> | undefined;
  /** Where the topic is named in `system.yaml`. */
  readonly path: readonly string[];
  /** The contracts of that topic, the newest version first; several folders may have one name. */
  readonly contracts: readonly Contract[];
}

/** The topics that a system's operators write to, in the order of the file. */
export function operationsTopics(
  { id, operations }: Pick<SystemDeclaration, 'id' | 'operations'>,
  contracts: readonly Contract[],
): OperationsTopic[] {
  if (operations === undefined) return [];
  const of = (topic: string) =>
    contracts
      .filter(({ address }) => address.system === id && address.topic === topic)
      .toSorted((a, b) => b.address.version - a.address.version);
  const { journal } = operations;
  const reports = (['audit', 'metrics'] as const).flatMap((as): OperationsTopic[] => {
    const named = operations[as];
    if (named === undefined) return [];
    const { topic, message } = named;
    return [{ as, topic, message, path: ['operations', as, 'topic'], contracts: of(topic) }];
  });
  return [
    {
      as: 'journal',
      topic: journal,
      message: undefined,
      path: ['operations', 'journal'],
      contracts: of(journal),
    },
    ...reports,
  ];
}
