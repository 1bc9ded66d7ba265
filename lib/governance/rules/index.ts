import type { Rule } from '../rule.ts';
import { accessAsContracted } from './access-as-contracted.ts';
import { compactionAllowed } from './compaction-allowed.ts';
import { credentialsStay } from './credentials-stay.ts';
import { exceptionCurrent } from './exception-current.ts';
import { exceptionUsed } from './exception-used.ts';
import { imagePinned } from './image-pinned.ts';
import { jobsWithinPartitions } from './jobs-within-partitions.ts';
import { kafkaRightsNarrow } from './kafka-rights-narrow.ts';
import { knownEnvironment } from './known-environment.ts';
import { knownExecutorClass } from './known-executor-class.ts';
import { knownService } from './known-service.ts';
import { knownTenant } from './known-tenant.ts';
import { metadataAddressExcepted } from './metadata-address-excepted.ts';
import { namespaceByName } from './namespace-by-name.ts';
import { networkPeersNamed } from './network-peers-named.ts';
import { noEscalation } from './no-escalation.ts';
import { noPlaceholderImage } from './no-placeholder-image.ts';
import { partitionBudget } from './partition-budget.ts';
import { prefixRightsContained } from './prefix-rights-contained.ts';
import { restrictedPods } from './restricted-pods.ts';
import { retentionInRange } from './retention-in-range.ts';
import { samplesPresent } from './samples-present.ts';
import { scalerTriggerOwn } from './scaler-trigger-own.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { topicNameGrammar } from './topic-name-grammar.ts';
import { uniqueNames } from './unique-names.ts';
import { uniqueObjectNames } from './unique-object-names.ts';
import { uniquePrincipals } from './unique-principals.ts';
import { uniqueQueueNames } from './unique-queue-names.ts';
import { workQueueWhole } from './work-queue-whole.ts';

/** Every rule, by id; a test pins the list. */
export const rules: readonly Rule[] = [
  accessAsContracted,
  compactionAllowed,
  credentialsStay,
  exceptionCurrent(() => rules.map(({ id }) => id)),
  exceptionUsed,
  imagePinned,
  jobsWithinPartitions,
  kafkaRightsNarrow,
  knownEnvironment,
  knownExecutorClass,
  knownService,
  knownTenant,
  metadataAddressExcepted,
  namespaceByName,
  networkPeersNamed,
  noEscalation,
  noPlaceholderImage,
  partitionBudget,
  prefixRightsContained,
  restrictedPods,
  retentionInRange,
  samplesPresent,
  scalerTriggerOwn,
  tenantIsolation,
  topicNameGrammar,
  uniqueNames,
  uniqueObjectNames,
  uniquePrincipals,
  uniqueQueueNames,
  workQueueWhole,
];
