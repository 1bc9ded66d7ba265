import { objectDigest, type Release, releaseText } from '../change/release.ts';
import { manifestText } from '../change/manifest-text.ts';
import { OutputFolder } from '../change/output-folder.ts';
import { renderUnit } from '../constructs/render-unit.ts';
import type { Contract } from '../model/contract.ts';
import type { Environment } from '../model/environment.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { acrossEnvironments, checkExceptions, checkResolved, manifestCheck } from '../governance/engine.ts';
import { rules } from '../governance/rules/index.ts';
import { inOrder, isError, type Place, type Problem } from '../model/problem.ts';
import type { Read } from '../model/yaml-source.ts';
import { type Resolved, type ResolvedSystem, resolve } from '../policies/resolve.ts';
import { gitopsFolder, gitopsUnits } from '../systems/gitops.ts';
import { platformUnits } from '../systems/platform.ts';
import type { Project } from './project.ts';

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
  { systems }: Pick<Project, 'systems'>,
): Generator<RenderedUnit> {
  const folders: string[] = [];
  for (const system of resolved.systems) {
    const { id } = system.declaration;
    const owner = systems.find((one) => one.id === id);
    const contracts = contractsByUnit(system);
    const units = owner?.units(system) ?? [];
    if (units.length > 0) folders.push(id);
    for (const { name, build } of units) {
      const { source } = contracts.get(name) ?? resolved.environment;
      const place = () => source.place([]);
      yield { system: id, unit: name, manifests: renderUnit(name, build), place };
    }
  }
  for (const { name, build } of platformUnits(resolved)) {
    const place = () => resolved.environment.source.place(['kafka']);
    yield { system: 'platform', unit: name, manifests: renderUnit(name, build), place };
  }
  for (const { name, build } of gitopsUnits(resolved.environment, folders)) {
    const place = () => resolved.environment.source.place(['gitops']);
    yield { system: gitopsFolder, unit: name, manifests: renderUnit(name, build), place };
  }
}

/** The contract of each unit that is a topic's: such a unit has the name of the topic's object. */
export function contractsByUnit({ families }: ResolvedSystem): ReadonlyMap<string, Contract> {
  return new Map(families.map(({ source, contract }) => [source.object.value, contract]));
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
  const { catalog, view, record } = project;
  const resolved = resolve(catalog, environment);
  const problems = checkResolved(resolved, view, rules, record);
  if (problems.some(isError)) return problems;
  const check = manifestCheck(environment, view, rules, record);
  let right = true;
  for (const unit of renderEnvironment(resolved, project)) {
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
 */
export function judgeProject(
  project: Project,
  take: (environment: Environment) => (unit: RenderedUnit) => void = () => () => {},
): Problem[] {
  const found = new Map<string, readonly Problem[]>();
  let right = true;
  for (const environment of project.environments) {
    // After the first error nothing will be put in place: the others are only judged.
    const problems = judgeEnvironment(environment, project, right ? take(environment) : () => {});
    found.set(environment.environment, problems);
    right &&= !problems.some(isError);
  }
  const exceptions = checkExceptions(project.view, project.record);
  return inOrder([...project.warnings, ...acrossEnvironments(found), ...exceptions]);
}

/** What was written. */
export interface Synthesized {
  readonly files: number;
  readonly objects: number;
}

/**
 * Renders every environment of the project below `outdir`: `<env>/<system>/<unit>.k8s.yaml` and
 * `<env>/release.json`. Writes nothing unless all of it is right.
 * @param source commit of this repository, or null
 */
export function synthesize(project: Project, outdir: string, source: string | null): Read<Synthesized> {
  const output = new OutputFolder(outdir);
  const releases: Release[] = [];
  const total = { files: 0, objects: 0 };
  try {
    const problems = judgeProject(project, ({ environment }) => {
      const objects: Record<string, string> = {};
      releases.push({ environment, catalog: project.catalog.digest, source, objects });
      return ({ system, unit, manifests }) => {
        output.write(`${environment}/${system}/${unit}.k8s.yaml`, manifestText(manifests));
        for (const manifest of manifests) {
          const id = manifestId(manifest);
          if (Object.hasOwn(objects, id)) throw new Error(`two units of ${environment} render ${id}`);
          objects[id] = objectDigest(manifest);
        }
        total.files += 1;
        total.objects += manifests.length;
      };
    }).filter(isError);
    if (problems.length > 0) return { ok: false, problems };
    for (const release of releases) output.write(`${release.environment}/release.json`, releaseText(release));
    output.commit(project.environments.map(({ environment }) => environment));
  } finally {
    output.discard();
  }
  return { ok: true, value: total };
}
