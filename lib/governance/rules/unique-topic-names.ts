import type { Contract } from '../../model/terms/contract.ts';
import { foldTopicName } from '../../naming/topic-name.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const uniqueTopicNames: EnvironmentRule = {
  id: 'unique-topic-names',
  on: 'environment',
  what: 'No two topics of an environment share a name, a name after "." and "_" fold together, or an object.',
  why: 'Of two KafkaTopics with one topicName Strimzi serves the oldest; folded names collide in metrics; objects overwrite each other.',
  fix: 'Rename one of the two.',
  level: 'error',
  check: ({ systems }) => {
    const topics = systems.flatMap(({ families }) =>
      families.flatMap(({ contract, topics: all }) => all.map((topic) => ({ contract, topic }))),
    );
    const names = new Map<string, { contract: Contract; name: string }>();
    const objects = new Map<string, { contract: Contract; name: string }>();
    return topics.flatMap(({ contract, topic }) => {
      const name = topic.name.value;
      const sameFold = names.get(foldTopicName(name));
      const sameObject = objects.get(topic.object.value);
      names.set(foldTopicName(name), { contract, name });
      objects.set(topic.object.value, { contract, name });
      if (sameFold !== undefined) {
        const what =
          sameFold.name === name
            ? `the topic ${name} is also that of ${sameFold.contract.source.file}`
            : `the topic ${name} and ${sameFold.name} of ${sameFold.contract.source.file} are one after "." and "_" fold together`;
        return [inContract(uniqueTopicNames, contract, [], what, 'rename one of the two')];
      }
      if (sameObject !== undefined) {
        const what = `the object KafkaTopic/${topic.object.value} is also that of ${sameObject.contract.source.file}`;
        return [inContract(uniqueTopicNames, contract, [], what, 'rename one of the two')];
      }
      return [];
    });
  },
};
