// What the command `dead-letters` asks for.
export { analyse } from './analyse.ts';
export { archive, archiveAndSettle, discard } from './archive.ts';
export { isForOperators, placesOf } from './desk.ts';
export { listLetters, type TopicLetters } from './list.ts';
export { type Place, repairable } from './place.ts';
export { type DryRun, dryRun, redrive } from './redrive.ts';
export { Redaction } from './redaction.ts';
export { filterText, type Selection, selectionOf } from './selection.ts';
export type { Request, SessionResult } from './session.ts';
export { type ShownLetter, showLetters } from './show.ts';
export { Expression } from '../operations/expression.ts';
