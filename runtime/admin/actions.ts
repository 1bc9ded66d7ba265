import { archivedLines, discard } from '../dead-letters/archive.ts';
import { recordDisclosure } from '../dead-letters/disclosure.ts';
import { listLetters } from '../dead-letters/list.ts';
import { repairable } from '../dead-letters/place.ts';
import { dryRun, redrive } from '../dead-letters/redrive.ts';
import { showLetters } from '../dead-letters/show.ts';
import {
  changeReplay,
  dryRun as countReplay,
  replaySessions,
  resumeReplay,
  startReplay,
} from '../replay/replays.ts';

/** What the API does: the functions of the commands. A test may take others. */
export const actions = {
  ...{ listLetters, showLetters, dryRun, repairable, redrive, discard, archivedLines, recordDisclosure },
  ...{ countReplay, startReplay, resumeReplay, changeReplay, replaySessions },
};

export type Actions = typeof actions;
