import { join } from 'node:path';
import type { Environment } from '../model/terms/environment.ts';
import type { Manifest } from '../model/manifest.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { promotedFrom } from '../model/promotion-order.ts';
import type { EnvironmentFolder } from './environment-folder.ts';
import { type FileChange, fileChange } from './owned-files.ts';
import { type Plan, planChange } from '../plan/plan.ts';
import { readBaseline } from './read-manifests.ts';
import { type Release, releaseFile, releaseText } from './release.ts';

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

/**
 * Whether the catalogue of this repository is the one that the source runs, as it was rendered.
 * @param catalog digest of this repository's catalogue
 */
export function sourceProblems(source: EnvironmentFolder, catalog: string): Problem[] {
  const { name, release, owned, shown } = source;
  const say = (file: string, what: string, fix: string): Problem =>
    problem({ file: join(shown, file), line: 1, column: 1 }, '', what, fix);
  if (release === undefined) {
    const what = `nothing was rendered here: what ${name} runs is not known`;
    return [
      say(releaseFile, what, `render it first: workstreams synth --env ${name} --out <the folder above>`),
    ];
  }
  const taken = 'what runs here is not what was rendered: take the file back from git, or render it anew';
  const byHand = [
    ...owned.changed.map((path) => say(path, 'was changed by hand', taken)),
    ...owned.missing.map((path) => say(path, 'was removed by hand', taken)),
  ];
  if (release.catalog === catalog) return byHand;
  const anew = `render ${name} from this one, and let it run there first`;
  const fix = release.source === null ? anew : `check out ${release.source} in this repository, or ${anew}`;
  return [
    ...byHand,
    say(
      releaseFile,
      `${name} runs catalogue ${short(release.catalog)}, and this repository has ${short(catalog)}`,
      fix,
    ),
  ];
}

/** What the target's folder and cluster would get, and what stands against it. */
export function preparePromotion(input: PromotionInput): Read<Promotion> {
  const { gitops, environment, target, rendered, today, overwriteDrift } = input;
  const { name, shown, tree, owned } = target;
  const alike = [...owned.foreign].filter((path) => path.endsWith('.k8s.yaml'));
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
  const baseline = before?.ok === true ? before.value : { manifests: [], warnings: [] };
  const plan = planChange({ environment, before: baseline.manifests, after: rendered.manifests, today });
  const isNothing = files.removed.length === 0 && isSame(files, target, rendered);
  return { ok: true, value: { plan, files, isNothing, warnings: baseline.warnings } };
}

/** The commit alone is no change: a pull request for each commit would be read by nobody. */
function isSame({ write }: FileChange, { release }: EnvironmentFolder, rendered: Rendered): boolean {
  if (write.size === 0) return true;
  if (write.size > 1 || !write.has(releaseFile) || release === undefined) return false;
  return releaseText({ ...release, source: rendered.release.source }) === releaseText(rendered.release);
}

/** The first digits of a digest, for people. */
export function short(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
