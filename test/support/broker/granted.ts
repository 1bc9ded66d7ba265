import { Connection, describeGroupsV5, metadataV12, ResponseError } from '@platformatic/kafka';
import type { Manifest } from '../../../lib/model/manifest.ts';
import { resourceAccess } from '../../../lib/policies/access-matrix.ts';
import { principalsOf, type Resolved } from '../../../lib/policies/resolve.ts';
import type { Broker, BrokerAcl } from '../broker.ts';

/** `AclOperation` of the protocol: the bit of each operation. */
const bits = {
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  DescribeConfigs: 10,
  AlterConfigs: 11,
};

/** Of each user, what it may do: `topic orders: Alter Read`. */
export type Granted = Readonly<Record<string, readonly string[]>>;

export interface RenderedUser extends Manifest {
  readonly spec: {
    readonly authorization?: {
      readonly acls: readonly {
        readonly type?: string;
        readonly host?: string;
        readonly operations: BrokerAcl['operations'];
        readonly resource: Pick<BrokerAcl, 'patternType' | 'name'> & {
          readonly type: BrokerAcl['resourceType'];
        };
      }[];
    };
  };
}

/** What the broker itself answers that each rendered user may do to each topic and to each group. */
export async function grantedByBroker(
  broker: Broker,
  objects: readonly Manifest[],
  topics: readonly string[],
  groups: readonly string[],
): Promise<Granted> {
  await broker.createTopics(topics);
  const users = objects.filter((one): one is RenderedUser => one.kind === 'KafkaUser');
  await broker.addAcls(users.flatMap(aclsOf));
  const granted: Record<string, string[]> = {};
  for (const { metadata } of users) {
    await broker.addScramUser(metadata.name, 'password');
    granted[metadata.name] = await grantedTo(broker, metadata.name, topics, groups);
  }
  return granted;
}

/** The rights of a rendered KafkaUser. */
export function aclsOf({ metadata, spec }: RenderedUser): BrokerAcl[] {
  return (spec.authorization?.acls ?? []).map(({ type, host, operations, resource }) => {
    if ((type ?? 'allow') !== 'allow' || host !== undefined)
      throw new Error(`${metadata.name} has a right of another kind than the test gives`);
    const { type: resourceType, patternType = 'literal', name } = resource;
    return { principal: `User:${metadata.name}`, operations, resourceType, name, patternType };
  });
}

async function grantedTo(
  broker: Broker,
  username: string,
  topics: readonly string[],
  groups: readonly string[],
): Promise<string[]> {
  const [host = '', port] = broker.clientsBootstrap.split(':');
  const connection = new Connection(username, {
    sasl: { mechanism: 'SCRAM-SHA-512', username, password: 'password' },
  });
  await connection.connect(host, Number(port));
  try {
    const ofTopics = await whole(metadataV12.api.async(connection, [...topics], false, true));
    const ofGroups = await whole(describeGroupsV5.api.async(connection, [...groups], true));
    return [
      ...ofTopics.topics.flatMap(({ name, topicAuthorizedOperations }) =>
        line(`topic ${name ?? ''}`, topicAuthorizedOperations),
      ),
      ...ofGroups.groups.flatMap(({ groupId, authorizedOperations }) =>
        line(`group ${groupId}`, authorizedOperations),
      ),
    ].sort();
  } finally {
    await connection.close();
  }
}

/** The answer, also where it holds that a resource may not be described. */
async function whole<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResponseError) return error['response'] as T;
    throw error;
  }
}

/** Without a right to describe it the broker answers the least number there is. */
function line(what: string, operations: number): string[] {
  const allowed = Object.entries(bits).flatMap(([operation, bit]) =>
    (operations >> bit) & 1 ? [operation] : [],
  );
  return operations < 0 || allowed.length === 0 ? [] : [`${what}: ${allowed.sort().join(' ')}`];
}

/** The same, as `workstreams access` says it: of topics, and of groups that rights name. */
export function grantedByAccess(
  resolved: Resolved,
  topics: readonly string[],
  groups: readonly string[],
): Granted {
  const asked = new Set([...topics.map((name) => `topic ${name}`), ...groups.map((name) => `group ${name}`)]);
  const granted: Record<string, string[]> = {};
  const names = new Map(principalsOf(resolved).map(({ name }) => [`User:CN=${name}`, name as string]));
  for (const name of names.values()) granted[name] = [];
  for (const { type, patternType, name, principal, operations } of resourceAccess(
    principalsOf(resolved),
    topics,
  )) {
    const what = `${type} ${name}`;
    if (patternType !== 'literal' || !asked.has(what)) continue;
    const user = names.get(principal) ?? principal.replace(/^User:/, '');
    granted[user]?.push(`${what}: ${operations.toSorted().join(' ')}`);
  }
  return Object.fromEntries(Object.entries(granted).map(([user, lines]) => [user, lines.sort()]));
}
