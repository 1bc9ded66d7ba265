import { Construct } from 'constructs';
import {
  KafkaUser,
  KafkaUserSpecAuthenticationType,
  KafkaUserSpecAuthorizationAclsOperations,
  KafkaUserSpecAuthorizationAclsResourcePatternType,
  KafkaUserSpecAuthorizationAclsResourceType,
  KafkaUserSpecAuthorizationAclsType,
  KafkaUserSpecAuthorizationType,
} from '../../../imports/kafka.strimzi.io.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { Quotas } from '../../policies/quotas.ts';
import type { Acl, Operation, ResourceType } from '../../policies/rights.ts';
import { metadata, ownPrefix } from '../metadata.ts';

export interface AclPolicyProps {
  /** Where it is rendered for: its authentication and Kafka's namespace. */
  readonly environment: Environment;
  /** The system that the principals belong to. */
  readonly system: string;
  /** The queue or service that they belong to. */
  readonly component: string;
  /** From `principalFor`; none where the environment has no authentication: nothing is rendered then. */
  readonly principals: readonly ResolvedPrincipal[];
}

/**
 * One KafkaUser a principal, with the fewest rights that its roles need and the environment's quotas. They lie in
 * Kafka's namespace.
 */
export class AclPolicy extends Construct {
  readonly users: readonly KafkaUser[];

  constructor(scope: Construct, id: string, props: AclPolicyProps) {
    super(scope, id);
    this.users = props.principals.map((principal) => this.user(principal, props));
  }

  private user(principal: ResolvedPrincipal, { environment, system, component }: AclPolicyProps): KafkaUser {
    return new KafkaUser(this, principal.name, {
      metadata: metadata(environment, {
        kind: 'KafkaUser',
        name: principal.name,
        namespace: environment.kafka.namespace,
        system,
        component,
        labels: {
          ...principal.imported?.labels,
          'strimzi.io/cluster': environment.kafka.cluster,
          [`${ownPrefix}/service`]: principal.service,
        },
        annotations: { ...principal.imported?.annotations, [`${ownPrefix}/purpose`]: principal.purpose },
      }),
      spec: {
        ...authenticationOf(principal),
        ...(principal.acls.length === 0 ? {} : { authorization: authorizationOf(principal.acls) }),
        ...quotasOf(principal),
      },
    });
  }
}

/** A user that the identity provider names is rendered without: it has rights and quotas, and no Secret. */
function authenticationOf({ imported, authentication }: ResolvedPrincipal) {
  const type = imported?.authentication ?? mechanisms[authentication].kafkaUser;
  return type === undefined ? {} : { authentication: { type: authenticationTypes[type] } };
}

function authorizationOf(acls: readonly Acl[]) {
  return {
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
  };
}

function quotasOf({ imported, quotas }: ResolvedPrincipal) {
  if (imported?.quotas !== undefined)
    return Object.keys(imported.quotas).length === 0 ? {} : { quotas: { ...imported.quotas } };
  return quotas === undefined ? {} : { quotas: quotaValues(quotas) };
}

function quotaValues({ producerByteRate, consumerByteRate, requestPercentage }: Quotas) {
  return {
    producerByteRate: producerByteRate.value,
    consumerByteRate: consumerByteRate.value,
    requestPercentage: requestPercentage.value,
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
