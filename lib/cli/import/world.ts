import { everyFormat } from '../../model/terms/schema-terms.ts';
import { catalogOf, type Catalog } from '../../model/catalog.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import type { Manifest } from '../../model/manifest.ts';
import { namingOf } from '../../model/terms/naming-terms.ts';
import { programSource } from '../../model/terms/from-program.ts';
import type { Service, SystemDeclaration } from '../../model/terms/system.ts';
import { renderUnit } from '../../constructs/render-unit.ts';
import type { Resolved } from '../../policies/resolve.ts';
import { platformUnits } from '../../units/platform.ts';
import { systemUnits } from '../../units/system.ts';
import type { Project } from '../project.ts';

/** The catalogue with contracts beside, or in the place of, those that are there. */
export function catalogWith(
  { catalog }: Project,
  contracts: readonly Contract[],
  systems: readonly SystemDeclaration[],
): Catalog {
  const replaced = new Set(contracts.map(({ address }) => addressText(address)));
  const kept = catalog.contracts.filter(({ address }) => !replaced.has(addressText(address)));
  return catalogOf([...kept, ...contracts], systems, catalog.messages);
}

/** The systems with one whose naming is `imported`, and its services: those of an id that is there get more users. */
export function systemsWith(
  systems: readonly SystemDeclaration[],
  id: string | undefined,
  services: readonly Service[],
): readonly SystemDeclaration[] {
  if (id === undefined) return systems;
  const there = systems.find((one) => one.id === id);
  const byId = new Map((there?.services ?? []).map((one) => [one.id, one]));
  for (const one of services) {
    const before = byId.get(one.id);
    byId.set(
      one.id,
      before === undefined ? one : { ...before, imported: { ...before.imported, ...one.imported } },
    );
  }
  const made: SystemDeclaration = {
    id,
    purpose: importedPurpose,
    naming: namingOf(id, 'imported'),
    contextClasses: [],
    schemas: everyFormat,
    source: programSource(`system ${id}`, {}),
    ...there,
    services: [...byId.values()],
  };
  return there === undefined ? [...systems, made] : systems.map((one) => (one === there ? made : one));
}

/** What is said of a system that an import makes, until somebody says more. */
export const importedPurpose = 'Topics and users that were in the cluster before their contracts';

const imported = ['KafkaTopic', 'KafkaUser', 'ScaledJob'];

/** The topics, users and scaled jobs of some systems of an environment and of the platform, as they would be rendered. */
export function renderedIn(resolved: Resolved, systems: ReadonlySet<string>): Manifest[] {
  const units = resolved.systems
    .filter(({ declaration }) => systems.has(declaration.id))
    .flatMap((system) => systemUnits(system));
  return [...units, ...platformUnits(resolved)]
    .flatMap(({ name, build }) => renderUnit(name, build))
    .filter(({ kind }) => imported.includes(kind));
}
