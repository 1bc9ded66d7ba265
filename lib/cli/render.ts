import { unfinished } from '../release/unfinished.ts';
import { systemFiles } from '../release/file-operations.ts';
import { objectDigest, type Release, releaseFile, releaseText, textDigest } from '../release/release.ts';
import { manifestText } from '../release/manifest-text.ts';
import { OutputFolder } from '../release/output-folder.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { listedSubjects } from '../model/schema-list.ts';
import { addTo } from '../model/groups.ts';
import { isError, type Problem, problem } from '../model/text/problem.ts';
import type { Read } from '../model/text/yaml-source.ts';
import { judgeProject } from './judge.ts';
import type { Project } from './project.ts';

/** Gets what is rendered as long as nothing is wrong, one environment after the other: only that one is held. */
export interface TakeRendered {
  /** `path` is below the environment's folder: `<system>/<unit>.k8s.yaml`. */
  readonly file: (environment: string, path: string, text: string, manifests: readonly Manifest[]) => void;
  /** After the last file of its environment. */
  readonly release: (release: Release) => void;
}

/** Where the contracts come from, as a release says it. */
export type ReleaseOrigin = Pick<Release, 'source' | 'parts' | 'emergencies'>;

/**
 * Renders every environment of the project to files. What is taken may be put in place only when no error is among
 * the problems.
 * @returns all that is wrong, and all warnings
 */
export function renderReleases(project: Project, origin: ReleaseOrigin, take: TakeRendered): Problem[] {
  let objects: Record<string, string>;
  let files: Record<string, string>;
  let schemas: NonNullable<Release['schemas']>;
  return judgeProject(
    project,
    ({ environment }) => {
      objects = {};
      files = {};
      schemas = {};
      return ({ system, unit, manifests }) => {
        const path = `${system}/${unit}.k8s.yaml`;
        const text = manifestText(manifests);
        take.file(environment, path, text, manifests);
        files[path] = textDigest(text);
        for (const manifest of manifests) {
          const id = manifestId(manifest);
          if (Object.hasOwn(objects, id)) throw new Error(`two units of ${environment} render ${id}`);
          objects[id] = objectDigest(manifest);
          for (const { subject, state, schema } of listedSubjects(manifest))
            if (state === 'active') schemas[subject] = { schema };
        }
      };
    },
    ({ environment, schemaRegistry }) => {
      take.release({
        environment,
        catalog: project.catalog.digest,
        ...origin,
        objects,
        ...(schemaRegistry === 'none' ? {} : { schemas }),
        files,
      });
    },
  );
}

/** What was written. */
export interface Synthesized {
  readonly files: number;
  readonly objects: number;
}

/** Says whether an environment may take the place of what stands there; asked before anything is put in place. */
export type Allows = (environment: Environment, manifests: readonly Manifest[]) => boolean;

/**
 * Renders every environment of the project below `outdir`, each with its `release.json`. Writes nothing unless all of
 * it is right.
 * @param source commit of this repository, with `-dirty` behind it where something is not committed; or null
 * @param allows where it says no nothing is written at all. @default always
 */
export function synthesize(
  project: Project,
  outdir: string,
  source: string | null,
  allows?: Allows,
): Read<Synthesized> {
  const begun = unfinished(systemFiles, outdir);
  if (begun.length > 0) return { ok: false, problems: begun };
  const output = new OutputFolder(outdir);
  const total = { files: 0, objects: 0 };
  const kept = new Map<string, Manifest[]>();
  try {
    const errors = renderReleases(
      project,
      { source },
      {
        file: (environment, path, text, manifests) => {
          output.write(`${environment}/${path}`, text);
          total.files += 1;
          total.objects += manifests.length;
          if (allows === undefined) return;
          for (const one of manifests) addTo(kept, environment, one);
        },
        release: (release) => {
          output.write(`${release.environment}/${releaseFile}`, releaseText(release));
        },
      },
    ).filter(isError);
    if (errors.length > 0) return { ok: false, problems: errors };
    const refused = project.environments.filter(
      (one) => allows !== undefined && !allows(one, kept.get(one.environment) ?? []),
    );
    if (refused.length > 0) return { ok: false, problems: refused.map((one) => blockedProblem(one, outdir)) };
    const inTheWay = output.commit(project.environments.map(({ environment }) => environment));
    if (inTheWay.length > 0) return { ok: false, problems: inTheWay };
  } finally {
    output.discard();
  }
  return { ok: true, value: total };
}

function blockedProblem({ environment, source }: Environment, outdir: string): Problem {
  const what = `nothing was written to ${outdir}: what stands there for ${environment} would lose data`;
  const fix = 'approve it in this file (the plan above says how), or take the change back';
  return problem(source.place(['approvals']), 'approvals', what, fix);
}
