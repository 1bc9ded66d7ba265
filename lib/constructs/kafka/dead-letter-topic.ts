import type { KafkaTopic } from '../../../imports/kafka.strimzi.io.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import type { AclPolicy } from './acl-policy.ts';
import type { Granted } from './granted.ts';

export interface GrantOperateOptions {
  /** Consumer group in which dead letters are read. @default the principal's name */
  readonly group?: string;
}

/** Where the messages of a family end that could not be processed. */
export class DeadLetterTopic {
  /** As Kafka names it. */
  readonly topicName: TopicName;
  /** The object in Kafka's namespace. */
  readonly topic: KafkaTopic;
  readonly #grant: (policy: AclPolicy, options: GrantOperateOptions) => Granted;

  /** Made by a `TopicFamily`. */
  constructor(
    topicName: TopicName,
    topic: KafkaTopic,
    grant: (policy: AclPolicy, options: GrantOperateOptions) => Granted,
  ) {
    this.topicName = topicName;
    this.topic = topic;
    this.#grant = grant;
  }

  /**
   * To read dead letters, and to write them to the primary topic again after a fix.
   * @throws InvalidUse as `TopicFamily.grantRead`
   */
  grantOperate(policy: AclPolicy, options: GrantOperateOptions = {}): Granted {
    return this.#grant(policy, options);
  }
}
