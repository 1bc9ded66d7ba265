import { catalogOf, type Catalog } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Service } from '../../model/terms/service.ts';
import { resolve } from '../../policies/resolve.ts';
import { foundSystem } from '../../systems/found-system.ts';
import type { System } from '../../systems/system.ts';
import type { Project } from '../project.ts';
import { renderEnvironment } from '../render.ts';

/** The catalogue with contracts beside those that are there. */
export function catalogWith(
  { catalog }: Project,
  contracts: readonly Contract[],
  systems: readonly System[],
): Catalog {
  return catalogOf([...catalog.contracts, ...contracts], systems, catalog.messages);
}

/** The systems with one whose names are as found, and its services. */
export function systemsWith(
  systems: readonly System[],
  id: string | undefined,
  services: readonly Service[],
): readonly System[] {
  if (id === undefined) return systems;
  const there = systems.find((one) => one.id === id);
  const made = foundSystem({ id, services: [...services, ...(there?.services ?? [])] });
  return there === undefined ? [...systems, made] : systems.map((one) => (one === there ? made : one));
}

const imported = ['KafkaTopic', 'KafkaUser', 'ScaledJob'];

/** The topics, users and scaled jobs of an environment, as they would be rendered. */
export function renderedIn(
  environment: Environment,
  catalog: Catalog,
  systems: readonly System[],
): Manifest[] {
  return [...renderEnvironment(resolve(catalog, environment), { systems })].flatMap(({ manifests }) =>
    manifests.filter(({ kind }) => imported.includes(kind)),
  );
}
