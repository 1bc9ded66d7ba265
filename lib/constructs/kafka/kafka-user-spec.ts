import {
  KafkaUserSpecAuthenticationType,
  KafkaUserSpecAuthorizationAclsOperations,
  KafkaUserSpecAuthorizationAclsResourcePatternType,
  KafkaUserSpecAuthorizationAclsResourceType,
  KafkaUserSpecAuthorizationAclsType,
  KafkaUserSpecAuthorizationType,
  type KafkaUserSpec,
} from '../../../imports/kafka.strimzi.io.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import type { ImportedUser } from '../../model/terms/imported-terms.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { Quotas } from '../../policies/quotas.ts';
import type { Acl, Operation, ResourceType } from '../../policies/rights.ts';

/** What of a principal ends in the spec of its KafkaUser. */
type Rendered = Pick<ResolvedPrincipal, 'authentication' | 'acls' | 'quotas' | 'imported'>;

/** A principal as Strimzi's User Operator reads it (KafkaUser v1). */
export function kafkaUserSpec({ imported, authentication, acls, quotas }: Rendered): KafkaUserSpec {
  return {
    ...authenticationOf(imported?.authentication ?? mechanisms[authentication].kafkaUser ?? 'none', imported),
    ...authorizationOf(acls),
    ...(imported?.quotas === undefined
      ? quotaValues(quotas)
      : Object.keys(imported.quotas).length === 0
        ? {}
        : { quotas: { ...imported.quotas } }),
    ...(imported?.secret === undefined ? {} : { template: { secret: { metadata: imported.secret } } }),
  };
}

/** A user that the identity provider names is rendered without: it has rights and quotas, and no Secret. */
function authenticationOf(
  type: keyof typeof authenticationTypes | 'none',
  imported: ImportedUser | undefined,
): KafkaUserSpec {
  if (type === 'none') return {};
  const { password, certificate } = imported ?? {};
  return {
    authentication: {
      type: authenticationTypes[type],
      ...(password === undefined ? {} : { password: { valueFrom: { secretKeyRef: passwordOf(password) } } }),
      ...certificate,
    },
  };
}

function passwordOf({ secret, key, optional }: NonNullable<ImportedUser['password']>) {
  return { name: secret, key, ...(optional === undefined ? {} : { optional }) };
}

function authorizationOf(acls: readonly Acl[]): KafkaUserSpec {
  if (acls.length === 0) return {};
  return {
    authorization: {
      type: KafkaUserSpecAuthorizationType.SIMPLE,
      acls: acls.map(({ type, resource, operations, host }) => ({
        ...(type === 'deny' ? { type: KafkaUserSpecAuthorizationAclsType.DENY } : {}),
        resource: {
          type: resourceTypes[resource.type],
          // The cluster has none.
          ...(resource.name === ''
            ? {}
            : { name: resource.name, patternType: patternTypes[resource.patternType] }),
        },
        operations: operations.map((operation) => operationNames[operation]),
        ...(host === undefined ? {} : { host }),
      })),
    },
  };
}

function quotaValues(quotas: Quotas | undefined): KafkaUserSpec {
  if (quotas === undefined) return {};
  const { producerByteRate, consumerByteRate, requestPercentage } = quotas;
  return {
    quotas: {
      producerByteRate: producerByteRate.value,
      consumerByteRate: consumerByteRate.value,
      requestPercentage: requestPercentage.value,
    },
  };
}

const authenticationTypes = {
  tls: KafkaUserSpecAuthenticationType.TLS,
  'tls-external': KafkaUserSpecAuthenticationType.TLS_HYPHEN_EXTERNAL,
  'scram-sha-512': KafkaUserSpecAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512,
} as const;

const patternTypes = {
  literal: KafkaUserSpecAuthorizationAclsResourcePatternType.LITERAL,
  prefix: KafkaUserSpecAuthorizationAclsResourcePatternType.PREFIX,
} as const;

const resourceTypes: Readonly<Record<ResourceType, KafkaUserSpecAuthorizationAclsResourceType>> = {
  topic: KafkaUserSpecAuthorizationAclsResourceType.TOPIC,
  group: KafkaUserSpecAuthorizationAclsResourceType.GROUP,
  transactionalId: KafkaUserSpecAuthorizationAclsResourceType.TRANSACTIONAL_ID,
  cluster: KafkaUserSpecAuthorizationAclsResourceType.CLUSTER,
};

const operationNames: Readonly<Record<Operation, KafkaUserSpecAuthorizationAclsOperations>> = {
  Read: KafkaUserSpecAuthorizationAclsOperations.READ,
  Create: KafkaUserSpecAuthorizationAclsOperations.CREATE,
  Write: KafkaUserSpecAuthorizationAclsOperations.WRITE,
  Describe: KafkaUserSpecAuthorizationAclsOperations.DESCRIBE,
  Delete: KafkaUserSpecAuthorizationAclsOperations.DELETE,
  Alter: KafkaUserSpecAuthorizationAclsOperations.ALTER,
  AlterConfigs: KafkaUserSpecAuthorizationAclsOperations.ALTER_CONFIGS,
  DescribeConfigs: KafkaUserSpecAuthorizationAclsOperations.DESCRIBE_CONFIGS,
  ClusterAction: KafkaUserSpecAuthorizationAclsOperations.CLUSTER_ACTION,
  IdempotentWrite: KafkaUserSpecAuthorizationAclsOperations.IDEMPOTENT_WRITE,
  All: KafkaUserSpecAuthorizationAclsOperations.ALL,
};
