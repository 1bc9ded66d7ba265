import { hostname } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { readEnvironmentFolder } from '../release/environment-folder.ts';
import { unclear, unfinished } from '../release/unfinished.ts';
import { type FileOperations, systemFiles } from '../release/file-operations.ts';
import { Locked, lockFolder } from '../release/folder-lock.ts';
import type { FolderTree } from '../release/folder-tree.ts';
import { type Recovered, recover, UnclearReplacement } from '../release/folder-recovery.ts';
import { ChangedMeanwhile, switchFolder } from '../release/folder-switch.ts';
import { isBlocked } from '../plan/plan.ts';
import { orderProblems, preparePromotion, type Promotion, type Rendered } from '../release/promotion.ts';
import type { PromotedFrom } from '../release/promoted-from.ts';
import type { RegistryCheck } from '../release/registry-check.ts';
import { type Release, releaseFile, releaseText } from '../release/release.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Manifest } from '../model/manifest.ts';
import { inOrder, isError, type Problem, problem, type Read } from '../model/text/problem.ts';
import { type Checkout, checkoutOf } from './gitops-checkout.ts';
import { resolve } from '../policies/resolve.ts';
import { allSubjects, type RegisteredSubject } from '../policies/system-schemas.ts';
import { settingPlaces } from '../reports/setting-places.ts';
import { readOwners } from './owners.ts';
import { loadEnvironments } from '../model/load-environments.ts';
import type { Project } from './project.ts';
import { findSchemas } from './promoted-schemas.ts';
import { promotedContracts } from './promoted-contracts.ts';
import type { Provenance } from '../release/provenance.ts';
import { type ReleaseOrigin, renderReleases } from './render.ts';
import { sourceState, uncommitted } from './source-state.ts';

export interface PromotionRequest {
  readonly root: string;
  readonly from: PromotedFrom;
  readonly to: string;
  /** Folders below `contracts/`: the others stay as the target has them. @default all */
  readonly only?: readonly string[];
  /** The folder that holds one folder an environment. */
  readonly gitops: string;
  /** Plan, and write nothing. */
  readonly dryRun: boolean;
  readonly overwriteDrift: boolean;
  /** How long to wait for another promotion, in milliseconds. */
  readonly wait: number;
  /** `2026-12-31` */
  readonly today: string;
  /** Whether the target's schema registry is asked for what the release needs. @default ask */
  readonly registry?: 'ask' | 'skip';
  /** @default those of the system */
  readonly ops?: FileOperations;
}

export interface PromotionOutcome {
  /**
   * `nothing` to do; `planned`, in a dry run; `written`; `blocked` by the plan, or by a schema that is not registered;
   * `refused`, for the plan has problems.
   * Nothing is written but where it says `written`.
   */
  readonly state: 'nothing' | 'planned' | 'written' | 'blocked' | 'refused';
  readonly promotion: Promotion;
  readonly environment: Environment;
  readonly rendered: Rendered;
  readonly provenance: Provenance;
  /** What the target's schema registry has of the release. */
  readonly registry: RegistryCheck;
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
  const { root, from, to, dryRun, ops = systemFiles } = request;
  const gitops = absolute(request.gitops);
  const environments = loadEnvironments(root, [to]);
  if (!environments.ok) return environments;
  const [environment] = environments.value;
  if (environment === undefined) throw new Error(`no environment ${to}`);
  const wrong = [
    ...(from.kind === 'environment' ? orderProblems(environment, from.name) : []),
    ...folderProblems(ops, gitops, request.gitops),
  ];
  if (wrong.length > 0) return { ok: false, problems: inOrder(wrong) };
  if (dryRun) {
    const begun = unfinished(ops, request.gitops);
    return begun.length > 0
      ? { ok: false, problems: begun }
      : checked(prepare(request, environment, 'nothing'), request);
  }
  return locked<PromotionOutcome>(request, gitops, async () => {
    const recovered = recover(ops, gitops);
    const prepared = await checked(prepare(request, environment, recovered), request);
    if (!prepared.ok || prepared.value.state !== 'planned') return prepared;
    const { promotion, target } = prepared.value;
    const written: PromotionOutcome = { ...prepared.value, state: 'written' };
    before(written);
    switchFolder(ops, gitops, { name: to, from: target.tree, ...promotion.files });
    return { ok: true, value: written };
  });
}

/** Does something while no one else changes the folder; what was left by a killed one, and others, are told. */
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
    if (error instanceof UnclearReplacement) return { ok: false, problems: [unclear(shown, error.folder)] };
    const [what, fix] =
      error instanceof Locked
        ? [
            `another promotion is going on here: ${error.holder}`,
            'wait for its end, or let this one wait: --wait 5m',
          ]
        : error instanceof ChangedMeanwhile
          ? [error.message, 'promote again: what somebody else has changed is planned again']
          : [];
    if (what === undefined || fix === undefined) throw error;
    return { ok: false, problems: [problem({ file: shown, line: 1, column: 1 }, '', what, fix)] };
  } finally {
    release?.();
  }
}

interface Prepared extends PromotionOutcome {
  readonly target: { readonly tree: FolderTree | undefined };
  /** What the release needs in the registry. */
  readonly subjects: () => readonly RegisteredSubject[];
  /** The contracts are those of this checkout. */
  readonly isHere: boolean;
}

/** A promotion with what the target's registry says of it, if someone must ask there. */
async function checked(prepared: Read<Prepared>, { registry }: PromotionRequest): Promise<Read<Prepared>> {
  if (!prepared.ok) return prepared;
  const { environment, state, promotion, rendered, subjects } = prepared.value;
  const { schemaRegistry } = environment;
  if (schemaRegistry === 'none') return prepared;
  const told = (check: Partial<RegistryCheck>, rest: Partial<Prepared> = {}): Read<Prepared> => {
    const all = { ...prepared.value.registry, ...check };
    return { ok: true, value: { ...prepared.value, registry: all, ...rest } };
  };
  if (schemaRegistry.registration.by === 'job') return told({ state: 'job' });
  if (state === 'nothing') return told({ state: 'unchanged' });
  if (registry === 'skip') return told({ state: 'skipped' });
  const asked = await findSchemas(environment, subjects());
  if (!asked.ok) return asked;
  const { found, missing } = asked.value;
  const schemas = { ...rendered.release.schemas, ...Object.fromEntries(found) };
  const release = { ...rendered.release, schemas };
  const write = new Map(promotion.files.write).set(releaseFile, releaseText(release));
  return told(
    { state: 'asked', missing, command: applyCommand(prepared.value) },
    {
      state: missing.length > 0 && state === 'planned' ? 'blocked' : state,
      rendered: { ...rendered, release },
      promotion: { ...promotion, files: { ...promotion.files, write } },
    },
  );
}

/** Of the contracts that are promoted, which this checkout need not have. */
function applyCommand({ environment, rendered, isHere }: Prepared): string {
  const command = `workstreams schemas apply --env ${environment.environment}`;
  const { source } = rendered.release;
  return isHere || source === null ? command : `${command}, in a checkout of ${source.slice(0, 12)}`;
}

/** Reads what is promoted and the target's folder, renders the target, and plans; writes nothing. */
function prepare(request: PromotionRequest, environment: Environment, recovered: Recovered): Read<Prepared> {
  const { root, from, to, gitops, today, overwriteDrift, only = [], ops = systemFiles } = request;
  const state = sourceState(root);
  const dirty = uncommitted(state);
  const target = readEnvironmentFolder(ops, gitops, to);
  if (!target.ok || dirty.length > 0)
    return { ok: false, problems: inOrder([...dirty, ...(target.ok ? [] : target.problems)]) };
  const contracts = promotedContracts({ root, from, only, gitops, ops, state, target: target.value });
  if (!contracts.ok) return { ok: false, problems: inOrder(contracts.problems) };
  const project = contracts.value.load({ root, today, environments: [to] });
  if (!project.ok) return project;
  const rendered = renderTarget(project.value, to, contracts.value.release);
  if (!rendered.ok) return { ok: false, problems: inOrder(rendered.problems) };
  const owners = readOwners({ root, environments: [environment], commit: state.commit });
  if (!owners.ok) return owners;
  const promotion = preparePromotion({
    gitops,
    environment,
    target: target.value,
    rendered: rendered.value,
    today,
    overwriteDrift,
    placeOf: settingPlaces(() => resolve(project.value.catalog, environment)),
    ...(owners.value === undefined ? {} : { ownersOf: owners.value }),
  });
  if (!promotion.ok) return { ok: false, problems: inOrder(promotion.problems) };
  const { plan, isNothing } = promotion.value;
  const running = from.kind === 'environment' ? from.name : to;
  const runs = join(gitops, running, releaseFile);
  const warnings = [
    ...contracts.value.warnings(project.value),
    ...rendered.value.warnings,
    ...promotion.value.warnings,
  ];
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
      promotion: { ...promotion.value, warnings: inOrder(warnings) },
      environment,
      rendered: rendered.value,
      provenance: contracts.value.provenance(environment, plan.usedApprovals),
      registry: { state: 'none', missing: [], command: '' },
      subjects: () => allSubjects(resolve(project.value.catalog, environment).systems),
      isHere:
        rendered.value.release.source === state.commit &&
        Object.keys(rendered.value.release.parts ?? {}).length === 0,
      checkout: checkoutOf(gitops, running, ops.kind(runs) === 'file' ? ops.read(runs) : ''),
      recovered,
      target: target.value,
    },
  };
}

function renderTarget(
  project: Project,
  to: string,
  origin: ReleaseOrigin,
): Read<Rendered & { readonly warnings: readonly Problem[] }> {
  const files = new Map<string, string>();
  const manifests: Manifest[] = [];
  let release: Release | undefined;
  const problems = renderReleases(project, origin, {
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
