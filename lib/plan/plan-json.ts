import type { Problem } from '../model/text/problem.ts';
import type { Fact } from './facts.ts';
import { isBlocked, type Plan, planExitCode } from './plan.ts';
import type { Drift } from './drift.ts';
import type { PlannedChange } from './change.ts';
import { shown } from './shown.ts';

/** A plan as JSON, of the shape that docs/change.md describes; what may be a secret is left out. */
export function planJson(plan: Plan, warnings: readonly Problem[] = []): string {
  const { environment, counts, unchanged, adopted, objects, usedApprovals, drift, batches, problems } = plan;
  const value = {
    environment,
    blocked: isBlocked(plan),
    exitCode: planExitCode(plan),
    counts,
    unchanged,
    adopted,
    objects: objects.map(objectValue),
    usedApprovals,
    drift: drift === undefined ? null : driftValue(drift),
    batches,
    problems,
    warnings,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function objectValue(one: PlannedChange) {
  const { id, kind, name, namespace, system, action, to, risk, says, wayOut, fields, needs } = one;
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
    fields: fields.map((field) => ({
      path: field.path,
      before: visible(field.path, field.before),
      after: visible(field.path, field.after),
      risk: field.risk,
      says: field.says,
      wayOut: field.wayOut ?? [],
    })),
    needs,
  };
}

function driftValue({ entries, notExported }: Drift) {
  return {
    entries: entries.map(({ id, what, says, fields }) => ({
      id,
      what,
      says,
      fields: fields.map(({ path, baseline, live, reset }) => ({
        path,
        baseline: visible(path, baseline),
        live: visible(path, live),
        reset: reset ?? null,
      })),
    })),
    notExported,
  };
}

/** Null where there is nothing, which JSON would leave out. */
function visible(path: string, value: Fact | undefined): Fact | null {
  if (value === undefined) return null;
  return shown(path, value) === '(hidden)' ? '(hidden)' : value;
}
