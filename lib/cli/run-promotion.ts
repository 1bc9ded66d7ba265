import { hostname } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { readEnvironmentFolder, standing, unfinished } from '../release/environment-folder.ts';
import { type FileOperations, systemFiles } from '../release/file-operations.ts';
import { StandingJournal } from '../release/folder-journal.ts';
import { Locked, lockFolder } from '../release/folder-lock.ts';
import type { FolderTree } from '../release/folder-tree.ts';
import { type Recovered, recover } from '../release/folder-recovery.ts';
import { ChangedMeanwhile, switchFolder } from '../release/folder-switch.ts';
import { isBlocked } from '../plan/plan.ts';
import {
  orderProblems,
  preparePromotion,
  type Promotion,
  type Rendered,
  sourceProblems,
} from '../release/promotion.ts';
import { type Release, releaseFile } from '../release/release.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Manifest } from '../model/manifest.ts';
import { inOrder, isError, type Problem, problem, type Read } from '../model/text/problem.ts';
import { type Checkout, checkoutOf } from './gitops-checkout.ts';
import { loadProject, type Project } from './project.ts';
import { renderReleases } from './render.ts';
import { sourceRevision } from './source-revision.ts';

export interface PromotionRequest {
  readonly root: string;
  readonly from: string;
  readonly to: string;
  /** The folder that holds one folder an environment. */
  readonly gitops: string;
  /** Plan, and write nothing. */
  readonly dryRun: boolean;
  readonly overwriteDrift: boolean;
  /** How long to wait for another promotion, in milliseconds. */
  readonly wait: number;
  /** `2026-12-31` */
  readonly today: string;
  /** @default those of the system */
  readonly ops?: FileOperations;
}

export interface PromotionOutcome {
  /**
   * `nothing` to do; `planned`, in a dry run; `written`; `blocked` by the plan; `refused`, for the plan has problems.
   * Nothing is written but where it says `written`.
   */
  readonly state: 'nothing' | 'planned' | 'written' | 'blocked' | 'refused';
  readonly promotion: Promotion;
  readonly environment: Environment;
  readonly rendered: Rendered;
  readonly checkout: Checkout;
  /** What an earlier, interrupted promotion came to. */
  readonly recovered: Recovered;
}

/**
 * Promotes, or says why not.
 * @param before called with a promotion that is about to be written
 * @throws SwitchFailed when writing failed; its state says what stands there
 */
export async function runPromotion(
  request: PromotionRequest,
  before: (outcome: PromotionOutcome) => void,
): Promise<Read<PromotionOutcome>> {
  const { root, from, to, today, dryRun, ops = systemFiles } = request;
  const gitops = absolute(request.gitops);
  const project = loadProject({ root, today, environments: [to] });
  if (!project.ok) return project;
  const [environment] = project.value.environments;
  if (environment === undefined) throw new Error(`no environment ${to}`);
  const wrong = [...orderProblems(environment, from), ...folderProblems(ops, gitops, request.gitops)];
  if (wrong.length > 0) return { ok: false, problems: inOrder(wrong) };
  if (dryRun) {
    const begun = unfinished(ops, request.gitops);
    return begun.length > 0
      ? { ok: false, problems: begun }
      : prepare(request, project.value, environment, 'nothing');
  }
  return locked<PromotionOutcome>(request, gitops, async () => {
    const recovered = recover(ops, gitops);
    const prepared = prepare(request, project.value, environment, recovered);
    if (!prepared.ok || prepared.value.state !== 'planned') return prepared;
    const { promotion, target } = prepared.value;
    const written: PromotionOutcome = { ...prepared.value, state: 'written' };
    before(written);
    switchFolder(ops, gitops, { name: to, from: target.tree, ...promotion.files });
    return { ok: true, value: written };
  });
}

/** Does something while nobody else changes the folder; what was left by a killed one, and others, are told. */
async function locked<T>(
  { gitops: shown, wait, ops = systemFiles }: PromotionRequest,
  gitops: string,
  work: () => Promise<Read<T>>,
): Promise<Read<T>> {
  let release: (() => void) | undefined;
  try {
    const holder = `process ${process.pid} on ${hostname()}`;
    release = await lockFolder({ ops, root: gitops, wait, holder });
    return await work();
  } catch (error) {
    if (error instanceof StandingJournal) return { ok: false, problems: [standing(error)] };
    const [what, fix] =
      error instanceof Locked
        ? [
            `another promotion is going on here: ${error.holder}`,
            'wait for its end, or let this one wait: --wait 5m',
          ]
        : error instanceof ChangedMeanwhile
          ? [error.message, 'promote again: what somebody else has changed is planned anew']
          : [];
    if (what === undefined || fix === undefined) throw error;
    return { ok: false, problems: [problem({ file: shown, line: 1, column: 1 }, '', what, fix)] };
  } finally {
    release?.();
  }
}

interface Prepared extends PromotionOutcome {
  readonly target: { readonly tree: FolderTree | undefined };
}

/** Reads both folders, renders the target, and plans; writes nothing. */
function prepare(
  { root, from, to, gitops, today, overwriteDrift, ops = systemFiles }: PromotionRequest,
  project: Project,
  environment: Environment,
  recovered: Recovered,
): Read<Prepared> {
  const source = readEnvironmentFolder(ops, gitops, from);
  const target = readEnvironmentFolder(ops, gitops, to);
  const rendered = renderTarget(project, to, sourceRevision(root));
  const problems = [source, target, rendered].flatMap((read) => (read.ok ? [] : read.problems));
  if (source.ok) problems.push(...sourceProblems(source.value, project.catalog.digest));
  if (!source.ok || !target.ok || !rendered.ok || problems.length > 0)
    return { ok: false, problems: inOrder(problems) };
  const promotion = preparePromotion({
    gitops,
    environment,
    target: target.value,
    rendered: rendered.value,
    today,
    overwriteDrift,
  });
  if (!promotion.ok) return { ok: false, problems: inOrder(promotion.problems) };
  const { plan, isNothing, warnings } = promotion.value;
  const text = ops.read(join(gitops, from, releaseFile));
  return {
    ok: true,
    value: {
      state:
        plan.problems.length > 0
          ? 'refused'
          : isBlocked(plan)
            ? 'blocked'
            : isNothing
              ? 'nothing'
              : 'planned',
      promotion: { ...promotion.value, warnings: inOrder([...rendered.value.warnings, ...warnings]) },
      environment,
      rendered: rendered.value,
      checkout: checkoutOf(gitops, from, text),
      recovered,
      target: target.value,
    },
  };
}

function renderTarget(
  project: Project,
  to: string,
  source: string | null,
): Read<Rendered & { readonly warnings: readonly Problem[] }> {
  const files = new Map<string, string>();
  const manifests: Manifest[] = [];
  let release: Release | undefined;
  const problems = renderReleases(project, source, {
    file: (_environment, path, text, objects) => {
      files.set(path, text);
      manifests.push(...objects);
    },
    release: (one) => {
      release = one;
    },
  });
  const errors = problems.filter(isError);
  if (errors.length > 0) return { ok: false, problems: errors };
  if (release === undefined) throw new Error(`${to} was not rendered`);
  return { ok: true, value: { release, files, manifests, warnings: problems } };
}

function folderProblems(ops: FileOperations, gitops: string, shown: string): Problem[] {
  const kind = ops.kind(gitops);
  if (kind === 'folder') return [];
  const what =
    kind === 'link'
      ? 'this is a symbolic link'
      : kind === 'nothing'
        ? 'there is no such folder'
        : 'this is no folder';
  const fix = 'name the folder that holds one folder an environment';
  return [problem({ file: shown, line: 1, column: 1 }, '--gitops', what, fix)];
}
