/**
 * What a change may cost, from least to most:
 * - `safe`: nothing that exists gets worse;
 * - `review`: something behaves in another way, and taking the change back heals it;
 * - `destructive`: taking the change back does not bring back what it costs: messages, a group's position,
 *   credentials, work that runs, or protection from all this;
 * - `impossible`: an operator or the API server refuses it after the merge.
 */
export const risks = ['safe', 'review', 'destructive', 'impossible'] as const;
export type Risk = (typeof risks)[number];

/** The worst of some risks; `safe` where there are none. */
export function worstRisk(found: Iterable<Risk>): Risk {
  let worst = 0;
  for (const one of found) worst = Math.max(worst, risks.indexOf(one));
  return risks[worst] ?? 'impossible';
}

/** What is thought of one change. */
export interface Verdict {
  readonly risk: Risk;
  /** What will happen to data, clients and running jobs; one sentence or two. */
  readonly says: string;
  /** For what is impossible: the steps that lead there. */
  readonly wayOut?: readonly string[];
  /** An approval lifts what is impossible: somebody has done by hand what makes it possible. */
  readonly liftable?: true;
  /** Of what is impossible: what becomes of the other changes of the same object, as the end of a sentence. */
  readonly others?: string;
}

/** What becomes of an object's other changes where one of them is refused. */
export const otherChanges = {
  applied: 'the other changes of this object are applied all the same',
  refused: 'with it the API server refuses every other change of this object',
} as const;

export function safe(says: string): Verdict {
  return { risk: 'safe', says };
}

export function review(says: string): Verdict {
  return { risk: 'review', says };
}

export function destructive(says: string): Verdict {
  return { risk: 'destructive', says };
}

export function impossible(says: string, wayOut: readonly string[], rest?: string): Verdict {
  return { risk: 'impossible', says, wayOut, ...(rest === undefined ? {} : { others: rest }) };
}
