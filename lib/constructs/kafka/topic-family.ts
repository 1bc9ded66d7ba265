import { Construct } from 'constructs';
import { KafkaTopic } from '../../../imports/kafka.strimzi.io.ts';
import { readersOf } from '../../model/contract-clients.ts';
import { notesOf } from '../../model/contract-notes.ts';
import { keyShape, plainKey } from '../../model/schemas/key-shape.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { allowsReplay } from '../../model/terms/replay-terms.ts';
import type { Contract } from '../../model/terms/contract.ts';
import { parseConsumerGroup } from '../../naming/principal.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import { familyOf, type NamingOptions } from '../../policies/from-contract.ts';
import type { ResolvedFamily, ResolvedTopic } from '../../policies/resolved-topic.ts';
import { scopesOf } from '../../policies/roles/contract-roles.ts';
import { type Declared, type Holder, holderOf } from '../../policies/roles/holder.ts';
import { rolesFor, type Says } from '../../policies/roles/roles.ts';
import { configTexts } from '../../policies/topic-config.ts';
import { InvalidUse } from '../invalid-use.ts';
import { contractLabels, metadata, ownPrefix } from '../metadata.ts';
import type { AclPolicy } from './acl-policy.ts';
import { DeadLetterTopic } from './dead-letter-topic.ts';
import type { Granted } from './granted.ts';
import { asServed } from '../patch.ts';
import { claimName, claimPrefix } from './name-claims.ts';

export interface TopicFamilyProps extends NamingOptions {
  /** What the topic promises: `contract(address, terms)`. */
  readonly contract: Contract;
  /** Where it is rendered for: `environment(terms)`. */
  readonly environment: Environment;
}

/** Topics of a whole catalogue, which are resolved already. */
export interface ResolvedTopicFamilyProps {
  /** Where they are rendered for. */
  readonly environment: Environment;
  /** The contract's topics as they are in that environment: one of a resolved system's `families`. */
  readonly family: ResolvedFamily;
}

export interface GrantWriteOptions {
  /**
   * What its transactional ids begin with, before a dash. Where topic names have a tenant, `<tenant>.` stands before it.
   * @default it writes without transactions
   */
  readonly transactionalId?: string;
}

export interface GrantReadOptions extends GrantWriteOptions {
  /**
   * Consumer group: 1 to 249 of `[a-zA-Z0-9._-]`.
   * @default the group that the contract gives the principal's service, else the principal's name
   */
  readonly group?: string;
}

export interface GrantProcessOptions {
  /** Whether the processor reads the topic or writes its results to it. */
  readonly as: 'source' | 'sink';
  /**
   * `application.id` of Kafka Streams. Where topic names have a tenant, `<tenant>.` stands before it.
   * @default the principal's name
   */
  readonly application?: string;
}

/**
 * The KafkaTopics of one contract: the primary topic, its earlier name during a rename, its retry topics and its dead
 * letter topic. They are in Kafka's namespace, where Strimzi's Topic Operator watches.
 */
export class TopicFamily extends Construct {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** Every name and setting of the topics, with its origin. */
  readonly family: ResolvedFamily;
  /** The objects, that of the primary topic first. */
  readonly topics: readonly KafkaTopic[];
  /** The primary topic, as Kafka names it. */
  readonly topicName: TopicName;
  /** The retry topics, the shortest delay first, as Kafka names them. */
  readonly retryTopicNames: readonly TopicName[];
  /** Undefined where the contract has none. */
  readonly deadLetter: DeadLetterTopic | undefined;
  #soleConsumer: { readonly path: string; readonly group: string } | undefined;

  /** @throws InvalidTerms where the contract's address makes no name */
  constructor(scope: Construct, id: string, props: TopicFamilyProps | ResolvedTopicFamilyProps) {
    super(scope, id);
    const { environment } = props;
    const family = 'family' in props ? props.family : familyOf(props.contract, environment, props);
    this.environment = environment;
    this.family = family;
    this.topicName = family.source.name.value;
    this.retryTopicNames = family.retries.map(({ name }) => name.value);
    const objects = new Map(family.topics.map((topic) => [topic, this.#topic(topic)]));
    this.topics = [...objects.values()];
    const { deadLetter } = family;
    const object = deadLetter && objects.get(deadLetter);
    this.deadLetter =
      object &&
      new DeadLetterTopic(deadLetter.name.value, object, (policy, { group = policy.principalName }) => {
        const holder = this.#holder(policy, {}, group);
        this.#claimGroup(policy, group);
        return { group, ...this.#grant(policy, { as: 'dead letter operator' }, holder) };
      });
  }

  /**
   * To write the topic.
   * @throws InvalidUse where the policy is of another environment or tenant, or another has its transactional ids
   */
  grantWrite(policy: AclPolicy, options: GrantWriteOptions = {}): Granted {
    return this.#grant(policy, { as: 'producer' }, this.#holder(policy, options));
  }

  /**
   * To read the topic in a consumer group, and to write what fails to its retry and dead letter topics.
   * @throws InvalidUse where the policy is of another environment or tenant, the group or the transactional ids belong
   * to another, or a topic of class work would get a second consumer
   */
  grantRead(policy: AclPolicy, { group: wanted, ...options }: GrantReadOptions = {}): Granted {
    const holder = this.#holder(policy, options);
    const clients = readersOf(this.family.contract);
    const named = clients.find(({ service }) => service === policy.service)?.group;
    const group: string = wanted ?? named ?? policy.principalName;
    const other = clients.find((one) => one.group === group && one.service !== policy.service);
    if (other !== undefined) {
      const what = `the contract gives the group ${group} to ${other.service}, and this is ${policy.service}`;
      throw new InvalidUse(policy, what, 'leave the group out, or choose another');
    }
    const sole = this.claimConsumer(policy, group);
    this.#claimGroup(policy, group);
    return { group, ...this.#grant(policy, { as: 'consumer', group, sole }, holder) };
  }

  /**
   * To a Kafka Streams application: to read the topic or to write its results to it, exactly once, and to own the
   * internal topics, the group and the transactional ids of the application.
   * @returns the application's id as `group`
   * @throws InvalidUse as `grantRead`, or where another topic or transactional id begins like the application
   */
  grantProcess(policy: AclPolicy, { as, ...streams }: GrantProcessOptions): Granted {
    const holder = this.#holder(policy, { streams });
    const application = holder.application ?? holder.name;
    if (as === 'source') this.claimConsumer(policy, application);
    this.#claimGroup(policy, application);
    const fix = 'choose another application id';
    claimPrefix(policy, this.environment, 'topic', `${application}-`, fix);
    claimPrefix(policy, this.environment, 'transactional id', `${application}-`, fix);
    this.#grant(policy, { as }, holder);
    return { group: application, transactionalIdPrefix: `${application}-` };
  }

  /**
   * To a retry dispatcher: to read the retry topics in a group of the principal's name, and to write the topic again.
   * @throws InvalidUse as `grantRead`
   */
  grantDispatch(policy: AclPolicy): Granted {
    const holder = this.#holder(policy, {});
    this.#claimGroup(policy, holder.name);
    return { group: holder.name, ...this.#grant(policy, { as: 'dispatcher' }, holder) };
  }

  /**
   * To write history to the topic again, from a store.
   * @throws InvalidUse as `grantWrite`, and where the contract does not allow replay
   */
  grantReplay(policy: AclPolicy): Granted {
    if (!allowsReplay(this.family.contract)) {
      const what = `the contract of ${this.topicName} does not allow replay: readers get messages that they have had`;
      throw new InvalidUse(policy, what, 'add replay: { allowed: true, why: … } to the contract');
    }
    return this.#grant(policy, { as: 'replayer' }, this.#holder(policy, {}));
  }

  /**
   * Says who consumes the topic; for those that bring a principal of their own, as a queue does.
   * @returns whether a topic of this class has one consumer only
   * @throws InvalidUse where it has one already
   */
  claimConsumer(consumer: Construct, group: string): boolean {
    if (this.family.contract.address.class !== 'work') return false;
    const own = { path: consumer.node.path, group };
    this.#soleConsumer ??= own;
    const { path, group: taken } = this.#soleConsumer;
    if (path === own.path && taken === group) return true;
    const what = `${this.topicName} is of class work, and ${path} consumes it already, in the group ${taken}`;
    throw new InvalidUse(consumer, what, 'a work topic has one consumer: use class evt for several');
  }

  #claimGroup(policy: AclPolicy, group: string): void {
    const parsed = parseConsumerGroup(group);
    if (!parsed.ok) throw new InvalidUse(policy, `group: ${parsed.error}`, 'write another group');
    const fix = 'leave the group out, or choose another: members of a group share its partitions';
    claimName(policy, this.environment, 'group', group, fix);
  }

  #holder(policy: AclPolicy, declared: Declared, name: string = policy.principalName): Holder {
    const { environment } = this.environment;
    if (policy.environment.environment !== environment) {
      const what = `it is for environment ${policy.environment.environment}, and ${this.topicName} is in ${environment}`;
      throw new InvalidUse(policy, what, 'make one AclPolicy for each environment');
    }
    return holderOf(declared, name, this.family.tenant);
  }

  #grant(policy: AclPolicy, says: Says, holder: Holder): Granted {
    const scopes = scopesOf(this.family);
    const roles = rolesFor(says, holder, scopes);
    policy.addRoles(roles.length > 0 ? roles : rolesFor({ as: 'resting' }, holder, scopes), this.family);
    if (holder.transactionalId === undefined) return {};
    const prefix = `${holder.transactionalId}-`;
    claimPrefix(policy, this.environment, 'transactional id', prefix, 'choose another transactional id');
    return { transactionalIdPrefix: prefix };
  }

  #topic(topic: ResolvedTopic): KafkaTopic {
    const { environment, family } = this;
    const { contract } = family;
    const left = topic.pinned?.without ?? [];
    const { kafka } = environment;
    claimName(this, environment, 'topic', topic.name.value, 'render a contract once in an environment');
    const object = new KafkaTopic(this, topic.object.value, {
      metadata: metadata(environment, {
        kind: 'KafkaTopic',
        name: topic.object.value,
        namespace: kafka.namespace,
        system: contract.address.system,
        component: topic.role,
        labels: {
          ...topic.pinned?.labels,
          // Without this label Strimzi ignores the object and says nothing.
          'strimzi.io/cluster': kafka.cluster,
          ...contractLabels(contract),
          [`${ownPrefix}/class`]: topic.class,
        },
        annotations: {
          ...topic.pinned?.annotations,
          ...(topic.role === 'source' || topic.role === 'former' ? notes(contract) : {}),
          [`${ownPrefix}/contract`]: family.address,
          [`${ownPrefix}/purpose`]: contract.terms.purpose,
          [`${ownPrefix}/on-call`]: contract.terms.owner.onCall,
          ...(topic.deprecated === undefined ? {} : { [`${ownPrefix}/deprecated`]: topic.deprecated }),
        },
      }),
      spec: {
        topicName: topic.name.value,
        ...(left.includes('partitions') ? {} : { partitions: topic.partitions.value }),
        ...(left.includes('replicas') ? {} : { replicas: topic.replicas.value }),
        config: configTexts(topic),
      },
    });
    return asServed(object, environment);
  }
}

/** Of each contract once: they are the same in every environment and for every tenant. */
const notesOfContracts = new WeakMap<Contract, Record<string, string>>();

/** What the contract says beside the settings; what follows from its topic repeats none of it. */
function notes(contract: Contract): Record<string, string> {
  const known = notesOfContracts.get(contract);
  if (known !== undefined) return known;
  const { terms, keySchema } = contract;
  const shape = keySchema === undefined ? plainKey : keyShape(terms.schema.format, keySchema.value);
  const written = shape === plainKey ? {} : { 'key-schema': shape };
  const found = Object.fromEntries(
    Object.entries({ ...notesOf(terms), ...written }).map(([name, text]) => [`${ownPrefix}/${name}`, text]),
  );
  notesOfContracts.set(contract, found);
  return found;
}
