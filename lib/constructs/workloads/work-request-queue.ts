import { Construct } from 'constructs';
import type { Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ConsumerGroup } from '../../naming/principal.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import { type NamingOptions, queueOf } from '../../policies/from-contract.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import { queuePrincipals, readerOf, scalerOf } from '../../policies/queue-principals.ts';
import { outcomesOf, type ResolvedQueue } from '../../policies/queue-settings.ts';
import { holderOf } from '../../policies/roles/holder.ts';
import { InvalidUse } from '../invalid-use.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import type { DeadLetterTopic } from '../kafka/dead-letter-topic.ts';
import type { Granted } from '../kafka/granted.ts';
import { claimName, claimPrefix } from '../kafka/name-claims.ts';
import { type GrantWriteOptions, TopicFamily } from '../kafka/topic-family.ts';
import { type ExecutorOptions, QueueExecutor } from './queue-executor.ts';

export interface WorkRequestQueueProps extends NamingOptions {
  /** A contract of class work with `scaling`, `deadLetter` and one consumer: `contract(address, terms)`. */
  readonly contract: Contract;
  /** Where it is rendered for: `environment(terms)`, with the executor class under `queues`. */
  readonly environment: Environment;
}

/** A queue of a whole catalogue, which is resolved already. */
export interface ResolvedWorkRequestQueueProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** The queue as it is in that environment: one of a resolved system's `queues`. */
  readonly queue: ResolvedQueue;
  /** Its writers, and the reader and the scaler of its executor; none where the environment has no authentication. */
  readonly principals: readonly ResolvedPrincipal[];
}

/**
 * A queue that jobs drain: its topics, and with `addExecutor` the jobs, which KEDA starts by lag. One executor drains
 * it; who writes it is granted that.
 */
export class WorkRequestQueue extends Construct {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** Every name and number of the queue, with its origin. */
  readonly queue: ResolvedQueue;
  /** The topics, for grants beside writing. */
  readonly topics: TopicFamily;
  /** The primary topic, as Kafka names it. */
  readonly topicName: TopicName;
  /** Where jobs put what they could not process. */
  readonly deadLetter: DeadLetterTopic | undefined;
  /** The consumer group of the jobs. */
  readonly group: ConsumerGroup;
  /** Users that contracts name as producers; empty where grants say who writes. */
  readonly writers: readonly AclPolicy[];
  readonly #principals: readonly ResolvedPrincipal[] | undefined;

  /** @throws InvalidTerms where the contract is not a whole queue, or the environment lacks its executor class */
  constructor(scope: Construct, id: string, props: WorkRequestQueueProps | ResolvedWorkRequestQueueProps) {
    super(scope, id);
    const { environment } = props;
    const queue = 'queue' in props ? props.queue : queueOf(props.contract, environment, props);
    this.environment = environment;
    this.queue = queue;
    this.topics = new TopicFamily(this, 'Topics', { environment, family: queue.family });
    this.topicName = this.topics.topicName;
    this.deadLetter = this.topics.deadLetter;
    this.group = queue.group.value;
    this.#principals = 'queue' in props ? props.principals : undefined;
    const executes = [readerOf, scalerOf].map((of) => of(queue, this.#principals ?? []));
    this.writers = (this.#principals ?? [])
      .filter((one) => !executes.includes(one))
      .map((principal) => {
        const { system } = queue.family.contract.address;
        const component = queue.base;
        return new AclPolicy(this, `Writer-${principal.name}`, { environment, system, component, principal });
      });
  }

  /**
   * To write work requests.
   * @throws InvalidUse as `TopicFamily.grantWrite`
   */
  grantWrite(policy: AclPolicy, options: GrantWriteOptions = {}): Granted {
    return this.topics.grantWrite(policy, options);
  }

  /**
   * The jobs that drain the queue. Where the environment starts no jobs nothing is rendered.
   * @throws InvalidUse where the queue has a consumer already, the executor class is another's, the record of
   * outcomes is not the contract's, the image has no digest
   * and the environment pins by digest, or a variable is one of the queue's own
   */
  addExecutor(options: ExecutorOptions = {}): QueueExecutor {
    const { environment, group } = this;
    const queue = this.#withOutcomes(options);
    const { system } = queue.family.contract.address;
    if (this.node.tryFindChild('Executor') !== undefined)
      throw new InvalidUse(this, 'it has an executor already', 'remove one of the two: both would drain it');
    if (queue.readers.length > 0) {
      this.topics.claimConsumer(this, group);
      claimName(this, environment, 'group', group, 'name another group in the contract');
    }
    const principals = this.#principals ?? this.#executing(queue, options);
    return new QueueExecutor(this, 'Executor', {
      environment,
      system,
      queue,
      reader: readerOf(queue, principals),
      scaler: scalerOf(queue, principals),
      options,
    });
  }

  /** @throws InvalidUse where the contract names a record and no topics are given, or other ones */
  #withOutcomes({ outcomes }: ExecutorOptions): ResolvedQueue {
    const { queue } = this;
    const { scaling, consumers } = queue.family.contract.terms;
    const record = scaling?.outcomes;
    if (outcomes === undefined && (record === undefined || queue.outcomes !== undefined || this.#principals))
      return queue;
    const families = outcomes === undefined ? [] : [outcomes.family];
    const found = outcomesOf(record ?? '', consumers[0]?.service ?? '', families);
    if (found !== undefined) return { ...queue, outcomes: found };
    throw new InvalidUse(
      this,
      record === undefined
        ? 'outcomes are given, and scaling.outcomes of the contract names no record'
        : `scaling.outcomes of the contract names ${record}, and its topics are not given`,
      record === undefined ? 'name it in the contract' : 'give `outcomes`, the TopicFamily of that topic',
    );
  }

  /** With what a service would declare in a catalogue. */
  #executing(
    queue: ResolvedQueue,
    { authentication, transactionalId }: ExecutorOptions,
  ): readonly ResolvedPrincipal[] {
    const { environment } = this;
    const { contract, tenant } = queue.family;
    const id = contract.terms.consumers[0]?.service ?? '';
    const declared = {
      id,
      ...(authentication === undefined ? {} : { authentication }),
      ...(transactionalId === undefined ? {} : { transactionalId }),
    };
    if (transactionalId !== undefined) {
      const prefix = `${holderOf(declared, id, tenant).transactionalId}-`;
      claimPrefix(this, environment, 'transactional id', prefix, 'choose another transactional id');
    }
    return queuePrincipals(queue, environment, [declared]);
  }
}
