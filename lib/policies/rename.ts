import type { RenamePhase } from '../model/environment.ts';

/** Which of a queue's two names is in use in a phase of its rename, and for what. */
export interface RenameState {
  /** The KafkaTopics that exist. */
  readonly topics: readonly Name[];
  /** The topics that writers may write. */
  readonly written: readonly Name[];
  /** The topics that a ScaledJob reads. */
  readonly read: readonly Name[];
  /** The old topic is marked: nobody writes it any more. */
  readonly formerDeprecated: boolean;
}

/** `current`: what the contract's address says. `former`: the name it had before. */
type Name = 'current' | 'former';

/**
 * The five phases, in their order (design, WorkRequests naming). The step to `retired` deletes the old
 * topics and is destructive; every other step loses nothing.
 */
export const renameStates: Readonly<Record<RenamePhase, RenameState>> = {
  before: { topics: ['former'], written: ['former'], read: ['former'], formerDeprecated: false },
  dual: {
    topics: ['current', 'former'],
    written: ['current', 'former'],
    read: ['current', 'former'],
    formerDeprecated: false,
  },
  cutover: {
    topics: ['current', 'former'],
    written: ['current'],
    read: ['current', 'former'],
    formerDeprecated: true,
  },
  drained: { topics: ['current', 'former'], written: ['current'], read: ['current'], formerDeprecated: true },
  retired: { topics: ['current'], written: ['current'], read: ['current'], formerDeprecated: false },
};
