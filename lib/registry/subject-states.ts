import type { SchemasPlan } from './schemas-plan.ts';
import type { SubjectPlan } from './subject-plan.ts';

/** What becomes of a subject. */
export const subjectStates = ['blocked', 'new', 'change', 'same', 'retired', 'open'] as const;
export type SubjectState = (typeof subjectStates)[number];

export function stateOf({ subject, contents, changes, blocked }: SubjectPlan): SubjectState {
  if (blocked.length > 0) return 'blocked';
  if (changes.length > 0) return contents === undefined ? 'new' : 'change';
  return subject.state === 'active' ? 'same' : subject.state;
}

export function countsOf({ subjects }: SchemasPlan): Readonly<Record<SubjectState, number>> {
  const counts = { new: 0, change: 0, blocked: 0, same: 0, retired: 0, open: 0 };
  for (const one of subjects) counts[stateOf(one)] += 1;
  return counts;
}
