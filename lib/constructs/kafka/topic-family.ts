import { Construct } from 'constructs';
import { KafkaTopic } from '../../../imports/kafka.strimzi.io.ts';
import { notesOf } from '../../model/contract-notes.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { ResolvedFamily, ResolvedTopic } from '../../policies/resolved-topic.ts';
import { configTexts } from '../../policies/topic-config.ts';
import { contractLabels, metadata, ownPrefix } from '../metadata.ts';

export interface TopicFamilyProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** The contract's topics as they are in that environment: `familyOf(contract, environment)`. */
  readonly family: ResolvedFamily;
}

/**
 * The KafkaTopics of one contract: the topic, its earlier name while a rename goes on, its retries and its
 * dead letter topic. They lie in Kafka's namespace, where Strimzi's Topic Operator watches.
 */
export class TopicFamily extends Construct {
  readonly topics: readonly KafkaTopic[];

  constructor(scope: Construct, id: string, props: TopicFamilyProps) {
    super(scope, id);
    this.topics = props.family.topics.map((topic) => this.topic(topic, props));
  }

  private topic(topic: ResolvedTopic, { environment, family }: TopicFamilyProps): KafkaTopic {
    const { contract } = family;
    const left = topic.pinned?.without ?? [];
    const { kafka } = environment;
    return new KafkaTopic(this, topic.object.value, {
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
  }
}

/** What the contract says beside the settings; what follows from its topic repeats none of it. */
function notes({ terms }: Contract): Record<string, string> {
  return Object.fromEntries(
    Object.entries(notesOf(terms)).map(([name, text]) => [`${ownPrefix}/${name}`, text]),
  );
}
