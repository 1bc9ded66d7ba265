import type { Rule } from '../rule.ts';
import { accessAsContracted } from './access-as-contracted.ts';
import { applicationNamesOwn } from './application-names-own.ts';
import { baselineClasses } from './baseline-classes.ts';
import { canaryPerEvent } from './canary-per-event.ts';
import { clientSettingsCoherent } from './client-settings-coherent.ts';
import { commandAuthority } from './command-authority.ts';
import { compactionAllowed } from './compaction-allowed.ts';
import { credentialsStay } from './credentials-stay.ts';
import { deadLetterSchemaKnown } from './dead-letter-schema-known.ts';
import { exceptionCurrent } from './exception-current.ts';
import { exceptionUsed } from './exception-used.ts';
import { failureHeadersDescribed } from './failure-headers-described.ts';
import { headersComplete } from './headers-complete.ts';
import { highPiiEncrypted } from './high-pii-encrypted.ts';
import { imagePinned } from './image-pinned.ts';
import { internalNames } from './internal-names.ts';
import { jobsWithinPartitions } from './jobs-within-partitions.ts';
import { kafkaRightsNarrow } from './kafka-rights-narrow.ts';
import { kafkaTopicAccepted } from './kafka-topic-accepted.ts';
import { kafkaUserAccepted } from './kafka-user-accepted.ts';
import { keyMeaningful } from './key-meaningful.ts';
import { knownContext } from './known-context.ts';
import { knownEnvironment } from './known-environment.ts';
import { knownExecutorClass } from './known-executor-class.ts';
import { knownMirrorSystem } from './known-mirror-system.ts';
import { knownService } from './known-service.ts';
import { knownTenant } from './known-tenant.ts';
import { lifecycleGates } from './lifecycle-gates.ts';
import { loadFitsMessage } from './load-fits-message.ts';
import { metadataAddressExcepted } from './metadata-address-excepted.ts';
import { migrationsInOrder } from './migrations-in-order.ts';
import { monitoringObjectFits } from './monitoring-object-fits.ts';
import { namespaceByName } from './namespace-by-name.ts';
import { networkPeersNamed } from './network-peers-named.ts';
import { noDuplicateClients } from './no-duplicate-clients.ts';
import { noEscalation } from './no-escalation.ts';
import { noLeftovers } from './no-leftovers.ts';
import { noPinnedValues } from './no-pinned-values.ts';
import { noPlaceholderImage } from './no-placeholder-image.ts';
import { noSharedObjects } from './no-shared-objects.ts';
import { noTieringWithCompaction } from './no-tiering-with-compaction.ts';
import { oneAutoscalerPerDeployment } from './one-autoscaler-per-deployment.ts';
import { openQuestion } from './open-question.ts';
import { ownerReachable } from './owner-reachable.ts';
import { partitionBudget } from './partition-budget.ts';
import { piiAnnotated } from './pii-annotated.ts';
import { prefixRightsContained } from './prefix-rights-contained.ts';
import { processorIsApplication } from './processor-is-application.ts';
import { produceFromKnown } from './produce-from-known.ts';
import { queryPairs } from './query-pairs.ts';
import { replicasWithinPartitions } from './replicas-within-partitions.ts';
import { restrictedPods } from './restricted-pods.ts';
import { retentionInRange } from './retention-in-range.ts';
import { samplesPresent } from './samples-present.ts';
import { samplesWithoutSecrets } from './samples-without-secrets.ts';
import { scaleToZeroKeepsOffsets } from './scale-to-zero-keeps-offsets.ts';
import { scaledConsumerSettings } from './scaled-consumer-settings.ts';
import { scaledDeploymentConsistent } from './scaled-deployment-consistent.ts';
import { scalerCountsBacklog } from './scaler-counts-backlog.ts';
import { scalerTriggerOwn } from './scaler-trigger-own.ts';
import { scalingBeforeAlert } from './scaling-before-alert.ts';
import { schemaCompatible } from './schema-compatible.ts';
import { storageBudget } from './storage-budget.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { topicNameGrammar } from './topic-name-grammar.ts';
import { uniqueGroups } from './unique-groups.ts';
import { uniqueNames } from './unique-names.ts';
import { uniqueObjectNames } from './unique-object-names.ts';
import { uniquePrincipals } from './unique-principals.ts';
import { uniqueQueueNames } from './unique-queue-names.ts';
import { uniqueSchemaSubject } from './unique-schema-subject.ts';
import { workQueueComplete } from './work-queue-complete.ts';

/** Every rule, by id; a test pins the list. */
export const rules: readonly Rule[] = [
  accessAsContracted,
  applicationNamesOwn,
  baselineClasses,
  canaryPerEvent,
  clientSettingsCoherent,
  commandAuthority,
  compactionAllowed,
  credentialsStay,
  deadLetterSchemaKnown,
  exceptionCurrent(() => rules.map(({ id }) => id)),
  exceptionUsed,
  failureHeadersDescribed,
  headersComplete,
  highPiiEncrypted,
  imagePinned,
  internalNames,
  jobsWithinPartitions,
  kafkaRightsNarrow,
  kafkaTopicAccepted,
  kafkaUserAccepted,
  keyMeaningful,
  knownContext,
  knownEnvironment,
  knownExecutorClass,
  knownMirrorSystem,
  knownService,
  knownTenant,
  lifecycleGates,
  loadFitsMessage,
  metadataAddressExcepted,
  migrationsInOrder,
  monitoringObjectFits,
  namespaceByName,
  networkPeersNamed,
  noDuplicateClients,
  noEscalation,
  noLeftovers,
  noPinnedValues,
  noPlaceholderImage,
  noSharedObjects,
  noTieringWithCompaction,
  oneAutoscalerPerDeployment,
  openQuestion,
  ownerReachable,
  partitionBudget,
  piiAnnotated,
  prefixRightsContained,
  processorIsApplication,
  produceFromKnown,
  queryPairs,
  replicasWithinPartitions,
  restrictedPods,
  retentionInRange,
  samplesPresent,
  samplesWithoutSecrets,
  scaleToZeroKeepsOffsets,
  scaledConsumerSettings,
  scaledDeploymentConsistent,
  scalerCountsBacklog,
  scalerTriggerOwn,
  scalingBeforeAlert,
  schemaCompatible,
  storageBudget,
  tenantIsolation,
  topicNameGrammar,
  uniqueGroups,
  uniqueNames,
  uniqueObjectNames,
  uniquePrincipals,
  uniqueQueueNames,
  uniqueSchemaSubject,
  workQueueComplete,
];
