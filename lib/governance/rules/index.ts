import type { Rule } from '../rule.ts';
import { accessMatchesContract } from './access-matches-contract.ts';
import { adminServesServices } from './admin-serves-services.ts';
import { analysisReports } from './analysis-reports.ts';
import { canaryPerEvent } from './canary-per-event.ts';
import { clientSettingsConsistent } from './client-settings-consistent.ts';
import { compactionMatchesClass } from './compaction-matches-class.ts';
import { dispatcherReplicasWithinPartitions } from './dispatcher-replicas-within-partitions.ts';
import { failureHeadersDescribed } from './failure-headers-described.ts';
import { headersComplete } from './headers-complete.ts';
import { highPiiEncrypted } from './high-pii-encrypted.ts';
import { imagePinned } from './image-pinned.ts';
import { importedNamespaceExternal } from './imported-namespace-external.ts';
import { jobsWithinPartitions } from './jobs-within-partitions.ts';
import { jobsWithinPromises } from './jobs-within-promises.ts';
import { knownContext } from './known-context.ts';
import { knownDeadLetterSchema } from './known-dead-letter-schema.ts';
import { knownEnvironment } from './known-environment.ts';
import { knownExecutorClass } from './known-executor-class.ts';
import { knownMirrorSystem } from './known-mirror-system.ts';
import { knownOperationsTopic } from './known-operations-topic.ts';
import { knownOutcomeRecord } from './known-outcome-record.ts';
import { knownProduceFrom } from './known-produce-from.ts';
import { knownSchemaFormat } from './known-schema-format.ts';
import { knownService } from './known-service.ts';
import { knownTenant } from './known-tenant.ts';
import { loadWithinMessageSize } from './load-within-message-size.ts';
import { meaningfulKey } from './meaningful-key.ts';
import { migrationsInOrder } from './migrations-in-order.ts';
import { monitoringObjectSize } from './monitoring-object-size.ts';
import { namespaceSelectedByName } from './namespace-selected-by-name.ts';
import { networkPeersRequired } from './network-peers-required.ts';
import { noClusterSecret } from './no-cluster-secret.ts';
import { noDuplicateClients } from './no-duplicate-clients.ts';
import { noKeyChange } from './no-key-change.ts';
import { noMetadataEgress } from './no-metadata-egress.ts';
import { noOpenQuestions } from './no-open-questions.ts';
import { noPartitionChange } from './no-partition-change.ts';
import { noPersonalContacts } from './no-personal-contacts.ts';
import { noPinnedValues } from './no-pinned-values.ts';
import { noPlaceholderImage } from './no-placeholder-image.ts';
import { noPrivilegeEscalation } from './no-privilege-escalation.ts';
import { noReservedNames } from './no-reserved-names.ts';
import { noSecretTemplate } from './no-secret-template.ts';
import { noSharedObjects } from './no-shared-objects.ts';
import { noStaleEntries } from './no-stale-entries.ts';
import { noTieringWithCompaction } from './no-tiering-with-compaction.ts';
import { noUnusedException } from './no-unused-exception.ts';
import { noWideKafkaRights } from './no-wide-kafka-rights.ts';
import { oneAutoscalerPerDeployment } from './one-autoscaler-per-deployment.ts';
import { oneConsumerPerCommand } from './one-consumer-per-command.ts';
import { operationsMessageFits } from './operations-message-fits.ts';
import { operatorKeepsJournal } from './operator-keeps-journal.ts';
import { piiAnnotated } from './pii-annotated.ts';
import { prefixRightsContained } from './prefix-rights-contained.ts';
import { processorIsApplication } from './processor-is-application.ts';
import { queriesInPairs } from './queries-in-pairs.ts';
import { registrableSchemas } from './registrable-schemas.ts';
import { replayAllowed } from './replay-allowed.ts';
import { replicasWithinPartitions } from './replicas-within-partitions.ts';
import { requiredContextClasses } from './required-context-classes.ts';
import { restrictedPods } from './restricted-pods.ts';
import { retentionInRange } from './retention-in-range.ts';
import { retriesDispatchedOnce } from './retries-dispatched-once.ts';
import { retryWithinRetention } from './retry-within-retention.ts';
import { samplesRequired } from './samples-required.ts';
import { samplesWithoutSecrets } from './samples-without-secrets.ts';
import { scaleToZeroKeepsOffsets } from './scale-to-zero-keeps-offsets.ts';
import { scaledConsumerConsistent } from './scaled-consumer-consistent.ts';
import { scaledDeploymentConsistent } from './scaled-deployment-consistent.ts';
import { scalerCountsBacklog } from './scaler-counts-backlog.ts';
import { scalerUsesOwnCluster } from './scaler-uses-own-cluster.ts';
import { scalingBeforeAlert } from './scaling-before-alert.ts';
import { schemaCompatible } from './schema-compatible.ts';
import { tenantIsolation } from './tenant-isolation.ts';
import { uniqueApplicationPrefix } from './unique-application-prefix.ts';
import { uniqueGroups } from './unique-groups.ts';
import { uniqueObjectNames } from './unique-object-names.ts';
import { uniquePrincipals } from './unique-principals.ts';
import { uniqueQueueNames } from './unique-queue-names.ts';
import { uniqueSchemaSubject } from './unique-schema-subject.ts';
import { uniqueTopicNames } from './unique-topic-names.ts';
import { validException } from './valid-exception.ts';
import { validKafkaTopic } from './valid-kafka-topic.ts';
import { validKafkaUser } from './valid-kafka-user.ts';
import { validLifecycle } from './valid-lifecycle.ts';
import { validTopicName } from './valid-topic-name.ts';
import { withinPartitionBudget } from './within-partition-budget.ts';
import { withinStorageBudget } from './within-storage-budget.ts';
import { workQueueComplete } from './work-queue-complete.ts';

/** Every rule, by id; a test pins the list. */
export const rules: readonly Rule[] = [
  accessMatchesContract,
  adminServesServices,
  analysisReports,
  canaryPerEvent,
  clientSettingsConsistent,
  compactionMatchesClass,
  dispatcherReplicasWithinPartitions,
  failureHeadersDescribed,
  headersComplete,
  highPiiEncrypted,
  imagePinned,
  importedNamespaceExternal,
  jobsWithinPartitions,
  jobsWithinPromises,
  knownContext,
  knownDeadLetterSchema,
  knownEnvironment,
  knownExecutorClass,
  knownMirrorSystem,
  knownOperationsTopic,
  knownOutcomeRecord,
  knownProduceFrom,
  knownSchemaFormat,
  knownService,
  knownTenant,
  loadWithinMessageSize,
  meaningfulKey,
  migrationsInOrder,
  monitoringObjectSize,
  namespaceSelectedByName,
  networkPeersRequired,
  noClusterSecret,
  noDuplicateClients,
  noKeyChange,
  noMetadataEgress,
  noOpenQuestions,
  noPartitionChange,
  noPersonalContacts,
  noPinnedValues,
  noPlaceholderImage,
  noPrivilegeEscalation,
  noReservedNames,
  noSecretTemplate,
  noSharedObjects,
  noStaleEntries,
  noTieringWithCompaction,
  noUnusedException,
  noWideKafkaRights,
  oneAutoscalerPerDeployment,
  oneConsumerPerCommand,
  operationsMessageFits,
  operatorKeepsJournal,
  piiAnnotated,
  prefixRightsContained,
  processorIsApplication,
  queriesInPairs,
  registrableSchemas,
  replayAllowed,
  replicasWithinPartitions,
  requiredContextClasses,
  restrictedPods,
  retentionInRange,
  retriesDispatchedOnce,
  retryWithinRetention,
  samplesRequired,
  samplesWithoutSecrets,
  scaleToZeroKeepsOffsets,
  scaledConsumerConsistent,
  scaledDeploymentConsistent,
  scalerCountsBacklog,
  scalerUsesOwnCluster,
  scalingBeforeAlert,
  schemaCompatible,
  tenantIsolation,
  uniqueApplicationPrefix,
  uniqueGroups,
  uniqueObjectNames,
  uniquePrincipals,
  uniqueQueueNames,
  uniqueSchemaSubject,
  uniqueTopicNames,
  validException(() => rules.map(({ id }) => id)),
  validKafkaTopic,
  validKafkaUser,
  validLifecycle,
  validTopicName,
  withinPartitionBudget,
  withinStorageBudget,
  workQueueComplete,
];
