import type { MigrationPhase } from '../model/terms/migration-terms.ts';

/** Which of two topics is in use in a phase of the migration from one to the other, and for what. */
export interface MigrationState {
  /** The KafkaTopics that exist. */
  readonly topics: readonly Side[];
  /** The topics that producers may write. */
  readonly written: readonly Side[];
  /** The topics that consumers read. */
  readonly read: readonly Side[];
  /** The former topic is marked: no one writes to it now. */
  readonly formerDeprecated: boolean;
}

/**
 * `current`: where the migration goes, `former`: where it comes from. Of a renamed queue these are its two names, of a
 * migration to `v<N+1>` the topics of two contracts.
 */
type Side = 'current' | 'former';

/**
 * The five phases, in their order (design, WorkRequests naming). The step to `retired` deletes the former
 * topics and is destructive; every other step loses nothing.
 */
export const migrationStates: Readonly<Record<MigrationPhase, MigrationState>> = {
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
