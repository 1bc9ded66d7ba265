import { renderUnit } from '../constructs/render-unit.ts';
import type { Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import {
  acrossEnvironments,
  checkCatalog,
  checkClusters,
  checkExceptions,
  checkResolved,
  manifestCheck,
} from '../governance/engine.ts';
import type { RenderedObjects } from '../governance/rule.ts';
import { groupBy } from '../model/groups.ts';
import { rules } from '../governance/rules/index.ts';
import { inOrder, isError, type Place, type Problem } from '../model/text/problem.ts';
import { type Resolved, type ResolvedSystem, resolve } from '../policies/resolve.ts';
import { gitopsFolder, platformFolder } from '../model/catalog.ts';
import { gitopsUnits } from '../units/gitops.ts';
import { platformUnits } from '../units/platform.ts';
import { schemaUnits } from '../units/schemas.ts';
import { systemUnits } from '../units/system.ts';
import type { Project } from './project.ts';
import { endProgress, progress } from './progress.ts';
import { registrationProgram } from './registration-program.ts';

/** One rendered file. */
export interface RenderedUnit {
  readonly system: string;
  readonly unit: string;
  readonly manifests: readonly Manifest[];
  /** What it came from: its contract where it is a topic's, else the environment. */
  readonly place: () => Place;
}

/** The units of a resolved environment, one at a time: the caller decides what to keep. */
export function* renderEnvironment(
  resolved: Resolved,
  unitsOf: NonNullable<Project['unitsOf']> = systemUnits,
): Generator<RenderedUnit> {
  const folders: string[] = [];
  for (const system of resolved.systems) {
    const { id } = system.declaration;
    const contracts = contractsByUnit(system);
    const units = [...unitsOf(system), ...schemaUnits(system, registrationProgram)];
    if (units.length > 0) folders.push(id);
    for (const { name, build } of units) {
      const { source } = contracts.get(name) ?? resolved.environment;
      const place = () => source.place([]);
      yield { system: id, unit: name, manifests: renderUnit(name, build), place };
    }
  }
  for (const { name, build } of platformUnits(resolved)) {
    const place = () => resolved.environment.source.place(['kafka']);
    yield { system: platformFolder, unit: name, manifests: renderUnit(name, build), place };
  }
  for (const { name, build } of gitopsUnits(resolved.environment, folders)) {
    const place = () => resolved.environment.source.place(['gitops']);
    yield { system: gitopsFolder, unit: name, manifests: renderUnit(name, build), place };
  }
}

/** The contract of each unit that is a topic's: such a unit has the name of the topic's object. */
export function contractsByUnit({ families }: ResolvedSystem): ReadonlyMap<string, Contract> {
  return new Map(families.map(({ unit, contract }) => [unit, contract]));
}

/**
 * Judges an environment, and renders it where nothing is wrong before that, to judge what is rendered.
 * @param take gets each unit, until one is wrong
 */
function judgeEnvironment(
  environment: Environment,
  project: Project,
  take: (unit: RenderedUnit) => void,
): Problem[] {
  const { catalog, view, record, among = rules } = project;
  progress(`judging ${environment.environment}`);
  const resolved = resolve(catalog, environment);
  const problems = checkResolved(resolved, view, among, record);
  if (problems.some(isError)) return problems;
  const check = manifestCheck(environment, view, among, record);
  let right = true;
  let files = 0;
  for (const unit of renderEnvironment(resolved, project.unitsOf)) {
    files += 1;
    progress(`rendering ${environment.environment}: ${unit.system}, file ${files}`);
    const found = check(unit.manifests, unit.place);
    problems.push(...found);
    right &&= !found.some(isError);
    if (right) take(unit);
  }
  return problems;
}

/**
 * All that is wrong with a project, and all warnings.
 * @param take gets the rendered units of each environment until something is wrong with one of them
 * @param end is told of each environment that was rendered to its end, nothing being wrong
 */
export function judgeProject(
  project: Project,
  take: (environment: Environment) => (unit: RenderedUnit) => void = () => () => {},
  end: (environment: Environment) => void = () => {},
): Problem[] {
  const found = new Map<string, readonly Problem[]>();
  const rendered = new Map<string, Set<string>>();
  const shared = sharedClusters(project);
  let right = true;
  for (const environment of project.environments) {
    // After the first error nothing will be put in place: the others are only judged.
    const taken = right ? take(environment) : () => {};
    const objects = new Set<string>();
    if (shared.has(environment.cluster)) rendered.set(environment.environment, objects);
    const problems = judgeEnvironment(environment, project, (unit) => {
      if (shared.has(environment.cluster)) for (const one of unit.manifests) objects.add(objectId(one));
      taken(unit);
    });
    found.set(environment.environment, problems);
    right &&= !problems.some(isError);
    if (right) end(environment);
  }
  endProgress();
  const { view, record, among } = project;
  const clusters = checkClusters(objectsByCluster(project, rendered), view, among, record);
  const exceptions = checkExceptions(view, record, among);
  return inOrder([...project.warnings, ...acrossEnvironments(found), ...clusters, ...exceptions]);
}

/** The group is part of what an object is, its version is not. */
function objectId(manifest: Manifest): string {
  const group = manifest.apiVersion.includes('/') ? manifest.apiVersion.replace(/\/.*$/, '') : '';
  return group === '' ? manifestId(manifest) : `${manifestId(manifest)} (${group})`;
}

/** The clusters that several environments are on. */
function sharedClusters({ environments, neighbours }: Project): ReadonlySet<string> {
  const all = groupBy([...environments, ...neighbours], ({ cluster }) => cluster);
  return new Set([...all].flatMap(([cluster, those]) => (those.length > 1 ? [cluster] : [])));
}

/** What each environment of a shared cluster renders; those that were not asked for are rendered for it. */
function objectsByCluster(
  { catalog, environments, neighbours, view }: Project,
  rendered: ReadonlyMap<string, ReadonlySet<string>>,
): RenderedObjects[] {
  const asked = environments.flatMap((environment): RenderedObjects[] => {
    const objects = rendered.get(environment.environment);
    return objects === undefined ? [] : [{ environment, objects }];
  });
  const others = neighbours
    // One that cannot be rendered is judged when it is asked for.
    .filter((one) => !checkCatalog({ ...view, environments: [one] }).some(isError))
    .map((environment): RenderedObjects => {
      const units = [...renderEnvironment(resolve(catalog, environment))];
      return { environment, objects: new Set(units.flatMap(({ manifests }) => manifests.map(objectId))) };
    });
  return [...others, ...asked];
}
