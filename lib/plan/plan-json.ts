import { approvalValue } from '../model/outputs/approval.ts';
import { problemValue } from '../model/outputs/problem.ts';
import type { Problem } from '../model/text/problem.ts';
import type { PlannedChange } from './change.ts';
import type { Drift } from './drift.ts';
import type { Fact } from './facts.ts';
import { isBlocked, type Plan, planExitCode } from './plan.ts';
import type { PlanOutput } from './plan-output.ts';
import type { Verdict } from './risk.ts';
import { shown } from './shown.ts';

/** A plan as JSON. */
export function planJson(plan: Plan, warnings: readonly Problem[] = []): string {
  return `${JSON.stringify(planValue(plan, warnings), undefined, 2)}\n`;
}

/** A plan as programs get it; what may be a secret is left out. */
export function planValue(plan: Plan, warnings: readonly Problem[]): PlanOutput {
  const { environment, counts, unchanged, adopted, objects, usedApprovals, drift } = plan;
  const { safe, review, destructive, impossible } = counts;
  return {
    schema: 'workstreams.io/plan/v1',
    environment,
    blocked: isBlocked(plan),
    exitCode: planExitCode(plan),
    counts: { safe, review, destructive, impossible },
    unchanged,
    adopted,
    others: plan.others.map(({ path, objects: ids, rendered, unread }) => ({
      path,
      objects: ids,
      rendered,
      unread: unread ?? null,
    })),
    objects: objects.map(objectValue),
    usedApprovals: usedApprovals.map(approvalValue),
    proposedApprovals: plan.proposed.map(({ object, change, count }) => ({
      object,
      change,
      count: count ?? null,
    })),
    drift: drift === undefined ? null : driftValue(drift),
    schemas: plan.schemas.map(({ subject, change, says, contracts }) => ({
      subject,
      change,
      says,
      contracts: [...contracts],
    })),
    batches: plan.batches.map(({ action, topics }) => ({ action, topics })),
    problems: plan.problems.map(problemValue),
    warnings: warnings.map(problemValue),
  };
}

function objectValue(one: PlannedChange): PlanOutput['objects'][number] {
  const { id, kind, name, namespace, system, action, to, risk, says, wayOut, concern, fields, needs } = one;
  return {
    id,
    kind,
    name,
    namespace: namespace ?? null,
    system: system ?? null,
    action,
    to: to ?? null,
    risk,
    says,
    wayOut: wayOut ?? [],
    concern: concern === undefined ? null : concernValue(concern),
    fields: fields.map((field) => ({
      path: field.path,
      before: visible(field.path, field.before),
      after: visible(field.path, field.after),
      risk: field.risk,
      says: field.says,
      wayOut: field.wayOut ?? [],
      from: field.from ?? null,
    })),
    needs: needs.map(({ change, state, approval }) => ({
      change,
      state,
      approval: approval === undefined ? null : approvalValue(approval),
    })),
  };
}

function concernValue(
  concern: NonNullable<PlannedChange['concern']>,
): PlanOutput['objects'][number]['concern'] {
  const { topics, owners, contracts, writers, readers } = concern;
  return { topics, owners, contracts, writers, readers };
}

function driftValue({ entries, notExported }: Drift): PlanOutput['drift'] {
  return {
    entries: entries.map(({ id, what, says, fields }) => ({
      id,
      what,
      says,
      fields: fields.map(({ path, baseline, live, reset, stays }) => ({
        path,
        baseline: visible(path, baseline),
        live: visible(path, live),
        reset: verdictValue(reset),
        stays: verdictValue(stays),
      })),
    })),
    notExported,
  };
}

function verdictValue(verdict: Pick<Verdict, 'risk' | 'says'> | undefined) {
  return verdict === undefined ? null : { risk: verdict.risk, says: verdict.says };
}

/** Null where there is nothing, which JSON would leave out. */
function visible(path: string, value: Fact | undefined): Fact | null {
  if (value === undefined) return null;
  return shown(path, value) === '(hidden)' ? '(hidden)' : value;
}
