import { z } from 'zod';

/**
 * How far a move has come from one topic to another that takes its place: a queue's old name to its new one, or
 * `v<N>` to `v<N+1>`. In their order; the step to `retired` deletes, every other loses nothing.
 */
export const movePhases = ['before', 'dual', 'cutover', 'drained', 'retired'] as const;
export type MovePhase = (typeof movePhases)[number];

/** What holds for a later version that an environment does not speak of: writing its contract changes nothing yet. */
export const unsaidPhase: MovePhase = 'before';

/** A contract's folder below `contracts/`, of a version that has one before it. */
const laterVersion = z
  .string()
  .regex(
    /^[a-z0-9-]+\/[a-zA-Z0-9._-]+\/[a-z]+\/[a-zA-Z0-9._-]+\/v(?:[2-9]|[1-9][0-9]{1,5})$/,
    'a move is named by the folder of the later version, for example rnle/worker/work/commands/v2',
  );

/** By the later version's folder. */
export const movesField = z.record(laterVersion, z.enum(movePhases)).default({});
