import { catalogOf, type Catalog } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Manifest } from '../../model/manifest.ts';
import { namingOf } from '../../model/terms/naming-terms.ts';
import { programSource } from '../../model/terms/from-program.ts';
import type { Service, SystemDeclaration } from '../../model/terms/system.ts';
import { resolve } from '../../policies/resolve.ts';
import type { Project } from '../project.ts';
import { renderEnvironment } from '../render.ts';

/** The catalogue with contracts beside those that are there. */
export function catalogWith(
  { catalog }: Project,
  contracts: readonly Contract[],
  systems: readonly SystemDeclaration[],
): Catalog {
  return catalogOf([...catalog.contracts, ...contracts], systems, catalog.messages);
}

/** The systems with one whose naming is `imported`, and its services. */
export function systemsWith(
  systems: readonly SystemDeclaration[],
  id: string | undefined,
  services: readonly Service[],
): readonly SystemDeclaration[] {
  if (id === undefined) return systems;
  const there = systems.find((one) => one.id === id);
  const made: SystemDeclaration = {
    id,
    purpose: importedPurpose,
    naming: namingOf(id, 'imported'),
    contextClasses: [],
    source: programSource(`system ${id}`, {}),
    ...there,
    services: [...services, ...(there?.services ?? [])],
  };
  return there === undefined ? [...systems, made] : systems.map((one) => (one === there ? made : one));
}

/** What is said of a system that an import makes, until somebody says more. */
export const importedPurpose = 'Topics and users that were in the cluster before their contracts';

const imported = ['KafkaTopic', 'KafkaUser', 'ScaledJob'];

/** The topics, users and scaled jobs of an environment, as they would be rendered. */
export function renderedIn(environment: Environment, catalog: Catalog): Manifest[] {
  return [...renderEnvironment(resolve(catalog, environment))].flatMap(({ manifests }) =>
    manifests.filter(({ kind }) => imported.includes(kind)),
  );
}
