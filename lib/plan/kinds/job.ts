import { review, safe, type Verdict } from '../risk.ts';

/** What the API server fills into the spec of a Job, below `spec.jobTargetRef.` or `spec.jobTemplate.spec.`. */
export const jobDefaults: readonly (readonly [RegExp, unknown])[] = [
  [/^spec\.(?:jobTargetRef|jobTemplate\.spec)\.backoffLimit$/, 6],
  [/^spec\.(?:jobTargetRef|jobTemplate\.spec)\.(?:parallelism|completions)$/, 1],
];

/** What a field means that every kind has which makes jobs. */
export function judgeJob(path: string): Verdict | undefined {
  if (/^spec\.(?:successful|failed)JobsHistoryLimit$/.test(path))
    return safe('more or fewer finished jobs are kept to be looked at');
  if (/^spec\.(?:jobTargetRef|jobTemplate\.spec)\.backoffLimit$/.test(path))
    return review('a job that fails is tried more or less often before it counts as failed');
  return undefined;
}
