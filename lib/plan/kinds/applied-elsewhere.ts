import { destructive, review, type Verdict } from '../risk.ts';

export const stays = 'what it has applied stays, and nothing keeps it in step after that';
export const cascade = 'everything that it has applied is deleted with it, unless it is protected';
export const unasked =
  'what is not in the folder is deleted without asking, also what left it before, unless it is protected: topics with their messages';
export const left = 'what is gone from the folder stays in the cluster';

/** A controller that applies another folder, or to another place. */
export function elsewhere(prunes: boolean): Verdict {
  const what = 'it applies another folder, or to another place: what the old one held';
  return prunes
    ? destructive(`${what} is pruned where it was, unless it is protected`)
    : review(`${what} stays where it was`);
}

/** A controller that gives its objects other names or leaves some of them out. */
export function otherObjects(prunes: boolean, says: string): Verdict {
  return prunes
    ? destructive(`${says}: those of before are pruned, unless they are protected`)
    : review(`${says}: those of before stay beside them`);
}
