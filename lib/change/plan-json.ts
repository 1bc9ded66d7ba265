import type { Fact } from './facts.ts';
import { shown } from './shown.ts';
import type { Problem } from '../model/problem.ts';
import type { Plan } from './plan.ts';
import { isBlocked } from './plan.ts';

/** A plan as JSON, of the shape that docs/change.md describes; what may be a secret is left out. */
export function planJson(plan: Plan, warnings: readonly Problem[] = []): string {
  const { environment, counts, unchanged, objects, usedApprovals, drift, batches, problems } = plan;
  const value = {
    environment,
    blocked: isBlocked(plan),
    counts,
    unchanged,
    objects: objects.map(({ fields, ...object }) => ({
      ...object,
      dangers: undefined,
      fields: fields.map((field) => ({
        ...field,
        before: visible(field.path, field.before),
        after: visible(field.path, field.after),
      })),
    })),
    usedApprovals,
    drift:
      drift === undefined
        ? null
        : {
            ...drift,
            entries: drift.entries.map((entry) => ({
              ...entry,
              fields: entry.fields.map((field) => ({
                ...field,
                baseline: visible(field.path, field.baseline),
                live: visible(field.path, field.live),
              })),
            })),
          },
    batches,
    problems,
    warnings,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Null where there is nothing, which JSON would leave out. */
function visible(path: string, value: Fact | undefined): Fact | null {
  if (value === undefined) return null;
  return shown(path, value) === '(hidden)' ? '(hidden)' : value;
}
