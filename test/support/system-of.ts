import { programSource } from '../../lib/model/terms/from-program.ts';
import { namingOf } from '../../lib/model/terms/naming-terms.ts';
import type { Service, SystemDeclaration } from '../../lib/model/terms/system.ts';
import { everyFormat } from '../../lib/model/terms/schema-terms.ts';
import type { NamingDeclaration } from '../../lib/naming/naming-terms.ts';

/** A system of which a test says how it names topics, and its services. */
export function systemOf(
  id: string,
  naming: NamingDeclaration,
  services: readonly Service[] = [],
): SystemDeclaration {
  const purpose = 'A system of a test';
  return {
    id,
    purpose,
    naming: namingOf(id, naming),
    services,
    contextClasses: [],
    schemas: everyFormat,
    source: programSource(`system ${id}`, {}),
  };
}
