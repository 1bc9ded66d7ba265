import type { Rule } from '../rule.ts';
import { accessAsContracted } from './access-as-contracted.ts';
import { clientSettingsCoherent } from './client-settings-coherent.ts';
import { compactionAllowed } from './compaction-allowed.ts';
import { exceptionCurrent } from './exception-current.ts';
import { jobsWithinPartitions } from './jobs-within-partitions.ts';
import { knownEnvironment } from './known-environment.ts';
import { knownExecutorClass } from './known-executor-class.ts';
import { knownService } from './known-service.ts';
import { knownTenant } from './known-tenant.ts';
import { partitionBudget } from './partition-budget.ts';
import { retentionInRange } from './retention-in-range.ts';
import { samplesPresent } from './samples-present.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { topicNameGrammar } from './topic-name-grammar.ts';
import { uniqueNames } from './unique-names.ts';
import { uniqueQueueNames } from './unique-queue-names.ts';
import { workQueueWhole } from './work-queue-whole.ts';

/** Every rule, by id; a test pins the list. */
export const rules: readonly Rule[] = [
  accessAsContracted,
  clientSettingsCoherent,
  compactionAllowed,
  exceptionCurrent(() => rules.map(({ id }) => id)),
  jobsWithinPartitions,
  knownEnvironment,
  knownExecutorClass,
  knownService,
  knownTenant,
  partitionBudget,
  retentionInRange,
  samplesPresent,
  tenantIsolation,
  topicNameGrammar,
  uniqueNames,
  uniqueQueueNames,
  workQueueWhole,
];
