import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { type Problem, problem } from '../model/text/problem.ts';
import { judgeApprovals } from './approvals.ts';
import type { Need, PlannedChange } from './change.ts';
import { type Batch, batchesOf } from './batches.ts';
import { compareObjects } from './compare.ts';
import { type Drift, driftOf } from './drift.ts';
import type { Risk } from './risk.ts';

export interface PlanInput {
  /** The environment as it will be: its name, its posture on deletion and its approvals. */
  readonly environment: Environment;
  /** What the baseline holds. */
  readonly before: readonly Manifest[];
  /** What is rendered. */
  readonly after: readonly Manifest[];
  /** `2026-12-31`: what approvals are judged by. */
  readonly today: string;
  /** What an export of the cluster holds. @default not compared */
  readonly live?: readonly Manifest[];
  /** Only objects of this system; the approvals of others are left alone then. @default all */
  readonly system?: string;
}

export interface Plan {
  readonly environment: string;
  /** Sorted by risk, the worst first, then by name. */
  readonly objects: readonly PlannedChange[];
  /** Objects by the worst risk of each. */
  readonly counts: Readonly<Record<Risk, number>>;
  /** Objects that do not change. */
  readonly unchanged: number;
  /** Objects that were there and become ours, in the order of their names: labels and annotations alone are no change. */
  readonly adopted: readonly string[];
  readonly usedApprovals: readonly Approval[];
  /** The difference of cluster and baseline; undefined where no export was given. */
  readonly drift: Drift | undefined;
  /** An order of merges where one is too many for the Topic Operator; else empty. */
  readonly batches: readonly Batch[];
  /** What must be mended before anything is merged: approvals unused or expired, a render that is empty. */
  readonly problems: readonly Problem[];
}

/** Compares what is rendered with a baseline, object by object, field by field. */
export function planChange(input: PlanInput): Plan {
  const { environment, today, system, live } = input;
  const after = input.after.filter((one) => system === undefined || systemOf(one) === system);
  // What is not ours yet says nothing of its system: it belongs to the one that takes it over.
  const taken = new Set(after.map(manifestId));
  const before = input.before.filter(
    (one) =>
      system === undefined ||
      systemOf(one) === system ||
      (systemOf(one) === undefined && taken.has(manifestId(one))),
  );
  const compared = compareObjects(before, after, input);
  const approvals = judgeApprovals(compared.changes, environment, today, (object) =>
    system === undefined ? true : [...before, ...after].some((one) => manifestId(one) === object),
  );
  const objects = approvals.changes;
  const counts = { safe: 0, review: 0, destructive: 0, impossible: 0 };
  for (const { risk } of objects) counts[risk] += 1;
  const problems = [...approvals.problems];
  if (after.length === 0 && before.length > 0) {
    problems.push(
      problem(
        environment.source.place([]),
        '',
        `nothing is rendered, and the baseline holds ${before.length} objects`,
        'a render that yields nothing is a mistake; what is to go is removed contract by contract, each with its approvals',
      ),
    );
  }
  return {
    environment: environment.environment,
    objects,
    counts,
    unchanged: compared.unchanged,
    adopted: compared.adopted,
    usedApprovals: approvals.used,
    drift: live === undefined ? undefined : driftOf(before, live, { system, after }),
    batches: batchesOf(objects),
    problems,
  };
}

const blocking: ReadonlySet<Need['state']> = new Set(['missing', 'expired', 'impossible']);

/** Whether it must not be merged: something is impossible, or destructive and not approved. */
export function isBlocked({ objects }: Plan): boolean {
  return objects.some(({ needs }) => needs.some(({ state }) => blocking.has(state)));
}

/** 0 nothing to do, 1 problems, 2 changes or drift, 3 blocked. */
export function planExitCode(plan: Plan): 0 | 1 | 2 | 3 {
  if (plan.problems.length > 0) return 1;
  if (isBlocked(plan)) return 3;
  return plan.objects.length > 0 || (plan.drift?.entries.length ?? 0) > 0 ? 2 : 0;
}

function systemOf({ metadata }: Manifest): string | undefined {
  return metadata.labels?.['app.kubernetes.io/part-of'];
}
