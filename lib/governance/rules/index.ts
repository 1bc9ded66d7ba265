import type { Rule } from '../rule.ts';
import { accessAsContracted } from './access-as-contracted.ts';
import { baselineClasses } from './baseline-classes.ts';
import { canaryPerEvent } from './canary-per-event.ts';
import { clientSettingsCoherent } from './client-settings-coherent.ts';
import { commandAuthority } from './command-authority.ts';
import { compactionAllowed } from './compaction-allowed.ts';
import { deadLetterSchemaKnown } from './dead-letter-schema-known.ts';
import { exceptionCurrent } from './exception-current.ts';
import { headersComplete } from './headers-complete.ts';
import { highPiiSealed } from './high-pii-sealed.ts';
import { jobsWithinPartitions } from './jobs-within-partitions.ts';
import { keyMeaningful } from './key-meaningful.ts';
import { knownEnvironment } from './known-environment.ts';
import { knownExecutorClass } from './known-executor-class.ts';
import { knownService } from './known-service.ts';
import { knownTenant } from './known-tenant.ts';
import { lifecycleGates } from './lifecycle-gates.ts';
import { ownerReachable } from './owner-reachable.ts';
import { partitionBudget } from './partition-budget.ts';
import { piiAnnotated } from './pii-annotated.ts';
import { queryPairs } from './query-pairs.ts';
import { retentionInRange } from './retention-in-range.ts';
import { samplesPresent } from './samples-present.ts';
import { storageBudget } from './storage-budget.ts';
import { subjectOwn } from './subject-own.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { tieredFits } from './tiered-fits.ts';
import { topicNameGrammar } from './topic-name-grammar.ts';
import { uniqueNames } from './unique-names.ts';
import { uniqueQueueNames } from './unique-queue-names.ts';
import { workQueueWhole } from './work-queue-whole.ts';

/** Every rule, by id; a test pins the list. */
export const rules: readonly Rule[] = [
  accessAsContracted,
  baselineClasses,
  canaryPerEvent,
  clientSettingsCoherent,
  commandAuthority,
  compactionAllowed,
  deadLetterSchemaKnown,
  exceptionCurrent(() => rules.map(({ id }) => id)),
  headersComplete,
  highPiiSealed,
  jobsWithinPartitions,
  keyMeaningful,
  knownEnvironment,
  knownExecutorClass,
  knownService,
  knownTenant,
  lifecycleGates,
  ownerReachable,
  partitionBudget,
  piiAnnotated,
  queryPairs,
  retentionInRange,
  samplesPresent,
  storageBudget,
  subjectOwn,
  tenantIsolation,
  tieredFits,
  topicNameGrammar,
  uniqueNames,
  uniqueQueueNames,
  workQueueWhole,
];
