import type { Default } from '../facts.ts';
import { review, safe, type Verdict } from '../risk.ts';

/** What the API server fills into the spec of a Job. @param spec where that stands, with its last dot */
export const jobDefaults = (spec: string): Default[] => [
  [`${spec}backoffLimit`, 6],
  [`${spec}parallelism`, 1],
  [`${spec}completions`, 1],
];

/** What a field means that every kind has which makes jobs. */
export function judgeJob(path: string): Verdict | undefined {
  if (path.endsWith('JobsHistoryLimit')) return safe('more or fewer finished jobs are kept to be looked at');
  if (path.endsWith('.backoffLimit'))
    return review('a job that fails is tried more or less often before it counts as failed');
  return undefined;
}
