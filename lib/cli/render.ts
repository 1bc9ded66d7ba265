import { objectDigest, type Release, releaseText } from '../change/release.ts';
import { manifestText } from '../change/manifest-text.ts';
import { OutputFolder } from '../change/output-folder.ts';
import { type Manifest, manifestId, renderUnit } from '../constructs/render-unit.ts';
import { acrossEnvironments } from '../governance/engine.ts';
import type { Problem } from '../model/problem.ts';
import type { Read } from '../model/yaml-source.ts';
import { type Resolved, resolve } from '../policies/resolve.ts';
import { judge, type Project } from './project.ts';

/** One rendered file. */
export interface RenderedUnit {
  readonly system: string;
  readonly unit: string;
  readonly manifests: readonly Manifest[];
}

/** The units of a resolved environment, one at a time: the caller decides what to keep. */
export function* renderEnvironment(resolved: Resolved, { systems }: Project): Generator<RenderedUnit> {
  for (const system of resolved.systems) {
    const owner = systems.find(({ id }) => id === system.declaration.id);
    for (const { name, build } of owner?.units(system) ?? []) {
      yield { system: system.declaration.id, unit: name, manifests: renderUnit(name, build) };
    }
  }
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
  const found = new Map<string, readonly Problem[]>();
  const total = { files: 0, objects: 0 };
  try {
    for (const environment of project.environments) {
      const resolved = resolve(project.catalog, environment);
      found.set(environment.environment, judge(resolved, project));
      // After the first problem nothing will be put in place: the others are only judged.
      if (right(found)) writeEnvironment(resolved, project, source, output, total);
    }
    if (!right(found)) return { ok: false, problems: acrossEnvironments(found) };
    output.commit(project.environments.map(({ environment }) => environment));
  } finally {
    output.discard();
  }
  return { ok: true, value: total };
}

function writeEnvironment(
  resolved: Resolved,
  project: Project,
  source: string | null,
  output: OutputFolder,
  total: { files: number; objects: number },
): void {
  const { environment } = resolved.environment;
  const objects: Record<string, string> = {};
  for (const { system, unit, manifests } of renderEnvironment(resolved, project)) {
    output.write(`${environment}/${system}/${unit}.k8s.yaml`, manifestText(manifests));
    for (const manifest of manifests) {
      const id = manifestId(manifest);
      if (Object.hasOwn(objects, id)) throw new Error(`two units of ${environment} render ${id}`);
      objects[id] = objectDigest(manifest);
    }
    total.files += 1;
    total.objects += manifests.length;
  }
  const release: Release = { environment, catalog: project.catalog.digest, source, objects };
  output.write(`${environment}/release.json`, releaseText(release));
}

function right(found: ReadonlyMap<string, readonly Problem[]>): boolean {
  return [...found.values()].every((problems) => problems.length === 0);
}
