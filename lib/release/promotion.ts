import { join } from 'node:path';
import type { Environment } from '../model/terms/environment.ts';
import type { Manifest } from '../model/manifest.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { promotedFrom } from '../model/promotion-order.ts';
import type { EnvironmentFolder } from './environment-folder.ts';
import { type FileChange, fileChange, renderedSuffix } from './owned-files.ts';
import type { OwnersOf } from '../plan/owners.ts';
import { type Plan, planChange, type PlanInput } from '../plan/plan.ts';
import { readBaseline } from './read-manifests.ts';
import { type Release, releaseFile, releaseText, withoutVersions } from './release.ts';

/** An environment as it is rendered, to the last file. */
export interface Rendered {
  readonly release: Release;
  /** By the path below the environment's folder; without the release. */
  readonly files: ReadonlyMap<string, string>;
  readonly manifests: readonly Manifest[];
}

export interface PromotionInput {
  /** The folder that holds one folder an environment. */
  readonly gitops: string;
  readonly environment: Environment;
  readonly target: EnvironmentFolder;
  readonly rendered: Rendered;
  /** `2026-12-31` */
  readonly today: string;
  readonly overwriteDrift: boolean;
  readonly placeOf: NonNullable<PlanInput['placeOf']>;
  /** What CODEOWNERS says, where the environment asks for owners. */
  readonly ownersOf?: OwnersOf;
}

/** What a promotion would do. */
export interface Promotion {
  readonly plan: Plan;
  readonly files: FileChange;
  /** Nothing differs but the commit that it was rendered from. */
  readonly isNothing: boolean;
  readonly warnings: readonly Problem[];
}

/** Whether an environment takes over from another one, by its own file. */
export function orderProblems(environment: Environment, from: string): Problem[] {
  const { environment: name, source } = environment;
  const allowed = promotedFrom(environment);
  if (allowed === from) return [];
  const place = source.place(allowed === undefined ? ['promotion'] : ['promotion', 'from']);
  const [what, fix] =
    allowed === undefined
      ? [
          `a change begins in ${name}: nothing is promoted to it`,
          `render it: workstreams synth --env ${name}`,
        ]
      : [
          `${name} takes over from ${allowed}, not from ${from}`,
          `write --from ${allowed}, and promote to ${allowed} first what is to arrive here`,
        ];
  return [problem(place, 'promotion', what, fix)];
}

/** Whether what the source runs is what was rendered for it. */
export function sourceProblems(source: EnvironmentFolder): Problem[] {
  const { name, release, owned, shown } = source;
  const say = (file: string, what: string, fix: string): Problem =>
    problem({ file: join(shown, file), line: 1, column: 1 }, '', what, fix);
  if (release === undefined) {
    const what = `nothing was rendered here: what ${name} runs is not known`;
    const fix = `render it first: workstreams synth --env ${name} --out <the folder above>`;
    return [say(releaseFile, what, fix)];
  }
  if (release.source?.endsWith('-dirty') === true) {
    const what = `${name} runs what no commit has: its source is ${release.source}`;
    return [say(releaseFile, what, `commit it, render ${name} again, and let it run there first`)];
  }
  const taken = 'what runs here is not what was rendered: take the file back from git, or render it again';
  return [
    ...owned.changed.map((path) => say(path, 'was changed by hand', taken)),
    ...owned.missing.map((path) => say(path, 'was removed by hand', taken)),
  ];
}

/** What the target's folder and cluster would get, and what stands against it. */
export function preparePromotion(input: PromotionInput): Read<Promotion> {
  const { gitops, environment, target, rendered, today, overwriteDrift, placeOf } = input;
  const { name, shown, tree, owned } = target;
  const alike = [...owned.foreign].filter((path) => path.endsWith(renderedSuffix));
  const problems = alike.map((path) =>
    problem(
      { file: join(shown, path), line: 1, column: 1 },
      '',
      'is named like a rendered file, and no release names it',
      'give it another name than .k8s.yaml, or move it elsewhere',
    ),
  );
  if (rendered.manifests.length === 0) {
    const fix = 'a promotion that would leave nothing is a mistake: are the contracts there?';
    problems.push(problem(environment.source.place([]), '', `nothing is rendered for ${name}`, fix));
  }
  const before = tree === undefined ? undefined : readBaseline(gitops, name);
  if (before?.ok === false) problems.push(...before.problems);
  const files = fileChange({
    tree,
    owned,
    rendered: new Map([...rendered.files, [releaseFile, releaseText(rendered.release)]]),
    shown,
    overwriteDrift,
  });
  problems.push(...files.problems);
  if (problems.length > 0) return { ok: false, problems };
  const { manifests, others, warnings } =
    before?.ok === true ? before.value : { manifests: [], others: [], warnings: [] };
  const { ownersOf } = input;
  const plan = planChange({
    environment,
    before: manifests,
    others,
    after: rendered.manifests,
    today,
    placeOf,
    ...(ownersOf === undefined ? {} : { ownersOf }),
  });
  const isNothing = files.removed.length === 0 && isSame(files, target, rendered);
  return { ok: true, value: { plan, files, isNothing, warnings: [...warnings, ...plan.warnings] } };
}

/** The commit alone is not a change: it would open a pull request for each commit. */
function isSame({ write }: FileChange, { release }: EnvironmentFolder, rendered: Rendered): boolean {
  if (write.size === 0) return true;
  if (write.size > 1 || !write.has(releaseFile) || release === undefined) return false;
  const withoutCommits = (one: Release) => releaseText({ ...withoutVersions(one), source: null, parts: {} });
  return withoutCommits(release) === withoutCommits(rendered.release);
}

/** The first digits of a digest, for people. */
export function short(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
