import { compare } from '../model/text/problem.ts';

/** What Strimzi's ACLs can be about (KafkaUser v1, `authorization.acls[].resource.type`). */
export type ResourceType = 'topic' | 'group' | 'transactionalId' | 'cluster';
export type Operation =
  | 'Read'
  | 'Create'
  | 'Write'
  | 'Describe'
  | 'Delete'
  | 'Alter'
  | 'AlterConfigs'
  | 'DescribeConfigs'
  | 'ClusterAction'
  | 'IdempotentWrite'
  | 'All';
/** One of them, and not all at once: what a right comes to. */
export type SingleOperation = Exclude<Operation, 'All'>;

/** A named thing, or (`prefix`) all whose names begin so. */
export interface ResourcePattern {
  readonly type: ResourceType;
  readonly name: string;
  readonly patternType: 'literal' | 'prefix';
}

export interface Acl {
  /** No role of ours denies; a right that a program adds may. @default allow */
  readonly type?: 'allow' | 'deny';
  readonly resource: ResourcePattern;
  readonly operations: readonly Operation[];
  /** The only host that it is about; who judges rights takes it for any. @default from everywhere */
  readonly host?: string;
}

/** A topic or a consumer group: one by its name, or all below a prefix that ends at a separator. */
export type Scope = { readonly name: string } | { readonly prefix: string };

/**
 * What a principal is to a topic. Each turns into the fewest rights that work (`rightsOf`); Read and Write
 * imply Describe, and no one but the mirror, for its copies, may Create: topics are managed.
 */
export type Role =
  /** Writes, idempotent (KIP-679: no cluster right is needed since Kafka 2.8). */
  | { readonly role: 'producer'; readonly topic: Scope }
  /**
   * Writes in transactions; with `group` it commits the offsets of what it read in the same transaction, for
   * which it is also a consumer of what it reads.
   */
  | {
      readonly role: 'transactional producer';
      readonly topic: Scope;
      readonly transactionalId: Scope;
      readonly group?: Scope;
    }
  | { readonly role: 'consumer'; readonly topic: Scope; readonly group: Scope }
  /** A consumer whose topic no one else may consume; the access matrix checks it. */
  | { readonly role: 'sole consumer'; readonly topic: Scope; readonly group: Scope }
  /**
   * Kafka Streams, exactly once: reads sources in the group of its application, writes sinks in transactions, and owns
   * the internal topics and the transactional ids that begin with `<application>-`.
   */
  | {
      readonly role: 'processor';
      readonly sources: readonly Scope[];
      readonly sinks: readonly Scope[];
      readonly application: string;
    }
  /** Reads from the record of a queue which messages are done, without a group. */
  | { readonly role: 'outcome reader'; readonly topic: Scope }
  /** KEDA: asks for end offsets and committed offsets. */
  | { readonly role: 'scaler'; readonly topic: Scope; readonly group: Scope }
  /** Has lost what it did to the end of a migration, and keeps its user: one that is deleted comes back with another password. */
  | { readonly role: 'resting'; readonly topic: Scope }
  /** Reads back the test messages that it writes as a producer. */
  | { readonly role: 'canary'; readonly topic: Scope; readonly group: Scope }
  /** Looks at messages without being one of the topic's consumers, in groups of its own. */
  | { readonly role: 'observer'; readonly topic: Scope; readonly group: Scope }
  /** Another region's MirrorMaker: reads what it mirrors, its settings, and how far each group has come. */
  | { readonly role: 'mirror'; readonly topic: Scope; readonly groups: readonly Scope[] }
  /**
   * This region's MirrorMaker: makes and writes the copies, which begin with the other region's name, keeps its own
   * state, and moves the groups on.
   */
  | {
      readonly role: 'mirror writer';
      readonly copies: readonly Scope[];
      readonly state: readonly Scope[];
      readonly group: Scope;
      readonly groups: readonly Scope[];
    }
  /**
   * Writes history again; `from` where it reads the history from a topic and not from a store, without a group where it keeps
   * its place itself.
   */
  | {
      readonly role: 'replayer';
      readonly to: Scope;
      readonly from?: { readonly topic: Scope; readonly group?: Scope };
    }
  /**
   * Reads a retry topic when its time has come and writes to the source again, or after the last attempt to the dead letter
   * topic.
   */
  | {
      readonly role: 'dispatcher';
      readonly retry: Scope;
      readonly source: Scope;
      readonly deadLetter?: Scope;
      readonly group: Scope;
    }
  /** Reads the dead letters and writes those that were fixed to where they came from. */
  | {
      readonly role: 'dead letter operator';
      readonly deadLetter: Scope;
      readonly source: Scope;
      readonly group: Scope;
    }
  /** Keeps in the journal of its system how far it has come, and reports what it did, in one transaction with it. */
  | {
      readonly role: 'journal keeper';
      readonly journal: Scope;
      readonly reports: readonly Scope[];
      /** Retry topics whose messages it counts, without reading them. */
      readonly counted: readonly Scope[];
      readonly transactionalId: Scope;
    };

export type RoleName = Role['role'];

const acl = (type: ResourceType, scope: Scope, ...operations: Operation[]): Acl => ({
  resource:
    'name' in scope
      ? { type, name: literal(scope.name), patternType: 'literal' }
      : { type, name: separated(scope.prefix), patternType: 'prefix' },
  operations,
});

/**
 * What MirrorMaker does with copies and with its own state: it makes them, with the partitions and settings of the
 * original, and keeps both equal. It never deletes.
 */
const mirrorOperations = ['Alter', 'AlterConfigs', 'Create', 'DescribeConfigs', 'Read', 'Write'] as const;

/**
 * The rights of one role.
 * @throws Error on a name that is empty or `*`, or a prefix that ends inside a word: it would open the
 * names of neighbours (`team-a` also opens `team-a-secret`, so `team-a.` is asked for).
 */
export function rightsOf(role: Role): Acl[] {
  switch (role.role) {
    case 'producer':
      return [acl('topic', role.topic, 'Write')];
    case 'transactional producer':
      return [
        acl('topic', role.topic, 'Write'),
        acl('transactionalId', role.transactionalId, 'Write'),
        ...(role.group === undefined ? [] : [acl('group', role.group, 'Read')]),
      ];
    case 'consumer':
    case 'sole consumer':
    case 'observer':
    case 'canary':
      return [acl('topic', role.topic, 'Read'), acl('group', role.group, 'Read')];
    case 'mirror':
      return [
        acl('topic', role.topic, 'Read', 'DescribeConfigs'),
        ...role.groups.map((group) => acl('group', group, 'Describe')),
      ];
    case 'mirror writer':
      return [
        ...[...role.copies, ...role.state].map((topic) => acl('topic', topic, ...mirrorOperations)),
        acl('group', role.group, 'Read'),
        ...role.groups.map((group) => acl('group', group, 'Read')),
      ];
    case 'processor':
      return [
        ...role.sources.map((source) => acl('topic', source, 'Read')),
        ...role.sinks.map((sink) => acl('topic', sink, 'Write')),
        acl('topic', { prefix: `${role.application}-` }, 'All'),
        acl('group', { name: role.application }, 'Read'),
        acl('transactionalId', { prefix: `${role.application}-` }, 'Write'),
      ];
    case 'outcome reader':
      return [acl('topic', role.topic, 'Read')];
    case 'scaler':
      return [acl('topic', role.topic, 'Describe'), acl('group', role.group, 'Describe')];
    case 'resting':
      return [acl('topic', role.topic, 'Describe')];
    case 'replayer':
      return [
        ...(role.from === undefined
          ? []
          : [
              acl('topic', role.from.topic, 'Read'),
              ...(role.from.group === undefined ? [] : [acl('group', role.from.group, 'Read')]),
            ]),
        acl('topic', role.to, 'Write'),
      ];
    case 'dispatcher':
      return [
        acl('topic', role.retry, 'Read'),
        acl('topic', role.source, 'Write'),
        ...(role.deadLetter === undefined ? [] : [acl('topic', role.deadLetter, 'Write')]),
        acl('group', role.group, 'Read'),
      ];
    case 'dead letter operator':
      return [
        acl('topic', role.deadLetter, 'Read'),
        acl('topic', role.source, 'Write'),
        acl('group', role.group, 'Read'),
      ];
    case 'journal keeper':
      return [
        acl('topic', role.journal, 'Read', 'Write'),
        ...role.reports.map((topic) => acl('topic', topic, 'Write')),
        ...role.counted.map((topic) => acl('topic', topic, 'Describe')),
        acl('transactionalId', role.transactionalId, 'Write'),
      ];
  }
}

/** The rights of several roles, one entry a resource, in a fixed order. */
export function mergedRights(roles: readonly Role[]): Acl[] {
  const byResource = new Map<string, { resource: ResourcePattern; operations: Set<Operation> }>();
  for (const { resource, operations } of roles.flatMap(rightsOf)) {
    const key = resourceKey(resource);
    const entry = byResource.get(key) ?? { resource, operations: new Set() };
    for (const operation of operations) entry.operations.add(operation);
    byResource.set(key, entry);
  }
  return [...byResource.entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { resource, operations }]) => ({ resource, operations: withoutImplied(operations) }));
}

/** Describe goes without saying where Read, Write or All stands (Kafka's `AclAuthorizer`). */
function withoutImplied(operations: ReadonlySet<Operation>): Operation[] {
  if (operations.has('All')) return ['All'];
  const implied = operations.has('Read') || operations.has('Write');
  return [...operations].filter((one) => one !== 'Describe' || !implied).sort(compare);
}

function resourceKey({ type, patternType, name }: ResourcePattern): string {
  return `${type} ${patternType} ${name}`;
}

function literal(name: string): string {
  if (name === '' || name.includes('*'))
    throw new Error(`a right on ${JSON.stringify(name)} would be a right on everything`);
  return name;
}

function separated(prefix: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*[._-]$/.test(prefix)) {
    throw new Error(
      `the prefix ${JSON.stringify(prefix)} must end with ".", "_" or "-", or it opens names beside it`,
    );
  }
  return prefix;
}

/** The literal name that is about every resource (`ResourcePattern.WILDCARD_RESOURCE`). */
export const everything = '*';

/** What can be done to each kind of resource, as Kafka lists it (`AclEntry.supportedOperations`); in our order. */
export const operationsOf = {
  topic: ['Read', 'Write', 'Create', 'Delete', 'Describe', 'Alter', 'DescribeConfigs', 'AlterConfigs'],
  group: ['Read', 'Delete', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  transactionalId: ['Write', 'Describe'],
  cluster: [
    'Create',
    'Describe',
    'Alter',
    'DescribeConfigs',
    'AlterConfigs',
    'ClusterAction',
    'IdempotentWrite',
  ],
} as const satisfies Readonly<Record<ResourceType, readonly Operation[]>>;

/** What an ALLOW of an operation brings with it (Kafka's `StandardAuthorizerData`); a DENY brings nothing. */
const impliedBy: Readonly<Partial<Record<Operation, readonly Operation[]>>> = {
  Describe: ['Read', 'Write', 'Delete', 'Alter'],
  DescribeConfigs: ['AlterConfigs'],
};

/**
 * What the rights allow on a resource, as the broker would judge it: any DENY that is about it wins over every ALLOW,
 * however exact; a DENY of Read takes Read alone, and leaves the Describe that an ALLOW of Read implies. Of a prefix: what
 * they allow on every name that begins so.
 */
export function operationsOn(acls: readonly Acl[], resource: ResourcePattern): SingleOperation[] {
  const said = { allow: new Set<Operation>(), deny: new Set<Operation>() };
  for (const { type = 'allow', resource: pattern, operations } of acls) {
    if (!covers(pattern, resource)) continue;
    for (const operation of operations) said[type].add(operation);
  }
  return operationsOf[resource.type].filter(
    (operation) =>
      ![operation, 'All' as const].some((one) => said.deny.has(one)) &&
      [operation, 'All' as const, ...(impliedBy[operation] ?? [])].some((one) => said.allow.has(one)),
  );
}

/** Whether a right on a pattern is about a name, or about every name with a prefix. */
function covers(pattern: ResourcePattern, { type, patternType, name }: ResourcePattern): boolean {
  if (pattern.type !== type) return false;
  if (pattern.patternType === 'prefix') return name.startsWith(pattern.name);
  return pattern.name === everything || (patternType === 'literal' && pattern.name === name);
}

/** Whether the rights allow an operation on the resource of this name (`operationsOn`). */
export function allows(
  acls: readonly Acl[],
  type: ResourceType,
  name: string,
  operation: Operation,
): boolean {
  return operationsOn(acls, { type, name, patternType: 'literal' }).some((one) => one === operation);
}

/** The topics that a role writes. */
export function writtenScopes(role: Role): readonly Scope[] {
  switch (role.role) {
    case 'producer':
    case 'transactional producer':
      return [role.topic];
    case 'processor':
      return role.sinks;
    case 'replayer':
      return [role.to];
    case 'dispatcher':
      return role.deadLetter === undefined ? [role.source] : [role.source, role.deadLetter];
    case 'dead letter operator':
      return [role.source];
    case 'journal keeper':
      return [role.journal, ...role.reports];
    case 'consumer':
    case 'sole consumer':
    case 'outcome reader':
    case 'scaler':
    case 'resting':
    case 'observer':
    case 'canary':
    case 'mirror':
      return [];
    case 'mirror writer':
      return role.copies;
  }
}

/** The topics whose messages a role reads. */
export function readScopes(role: Role): readonly Scope[] {
  switch (role.role) {
    case 'consumer':
    case 'sole consumer':
    case 'outcome reader':
    case 'observer':
    case 'canary':
    case 'mirror':
      return [role.topic];
    case 'processor':
      return role.sources;
    case 'replayer':
      return role.from === undefined ? [] : [role.from.topic];
    case 'dispatcher':
      return [role.retry];
    case 'dead letter operator':
      return [role.deadLetter];
    case 'journal keeper':
      return [role.journal];
    case 'producer':
    case 'transactional producer':
    case 'scaler':
    case 'resting':
    case 'mirror writer':
      return [];
  }
}
