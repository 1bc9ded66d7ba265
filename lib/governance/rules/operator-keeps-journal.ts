import type { SystemDeclaration } from '../../model/terms/system.ts';
import { keepsJournal } from '../../policies/operations.ts';
import { type CatalogRule, inSystem } from '../rule.ts';

export const operatorKeepsJournal: CatalogRule = {
  id: 'operator-keeps-journal',
  on: 'catalog',
  what: 'A system with a dead letter operator or a replayer has a journal.',
  why: '`dead-letters redrive`, `dead-letters discard` and `replay` refuse to write without one: after a kill they could not tell what is done.',
  fix: 'Add a compacted topic, and name it under `operations.journal` in the `system.yaml`.',
  level: 'warning',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) => {
      const index = missingAt(system);
      return index < 0
        ? []
        : [
            inSystem(
              operatorKeepsJournal,
              system,
              ['services', system.services[index]?.id ?? '', 'duties'],
              `${system.id} has no journal: redrive, discard and replay will refuse to write`,
              'name a compacted topic under operations.journal',
              system.id,
            ),
          ];
    }),
};

/** The first service that would keep a journal which its system does not have. */
function missingAt({ services, operations, naming }: SystemDeclaration): number {
  return operations !== undefined || naming.imported ? -1 : services.findIndex(keepsJournal);
}
