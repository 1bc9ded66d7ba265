import { at, itemsAt, textsAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

/** Rights on the cluster that anybody may have: they show brokers and their settings, and change nothing. */
const harmlessOnCluster = ['Describe', 'DescribeConfigs'];

export const noWideKafkaRights: ManifestRule = {
  id: 'no-wide-kafka-rights',
  on: 'manifests',
  kinds: ['KafkaUser'],
  what: 'An ACL names what it is about: no `*`, no empty name, no prefix that ends inside a word; on the cluster only Describe and DescribeConfigs.',
  why: 'A right on `*` is a right on the topics of every team; the prefix `team-a` opens `team-a-secret`; who may alter the cluster may read and delete all of it.',
  fix: 'Name the resource, or a prefix that ends with `.`, `_` or `-`; what needs a right on the cluster is an exception with a reason.',
  level: 'error',
  check: () => (manifest) =>
    itemsAt(manifest, 'spec', 'authorization', 'acls').flatMap(({ item, where }): ManifestFinding[] => {
      // A DENY takes away: it may be as wide as it likes.
      if (at(item, 'type') === 'deny') return [];
      const resource = at(item, 'resource');
      if (at(resource, 'type') === 'cluster') {
        const operations = textsAt(item, 'operations').filter((one) => !harmlessOnCluster.includes(one));
        return operations.length === 0
          ? []
          : [
              {
                at: where,
                what: `${operations.join(', ')} on the cluster`,
                fix: 'remove it, or add an exception with a reason',
              },
            ];
      }
      const name = at(resource, 'name');
      const say = (what: string, fix: string) => [{ at: `${where}.resource.name`, what, fix }];
      if (typeof name !== 'string' || name === '') return say('no name', 'name the resource');
      if (name.includes('*')) return say(`"${name}" is everything`, 'name the resource');
      return at(resource, 'patternType') === 'prefix' && !/[._-]$/.test(name)
        ? say(`the prefix "${name}" opens names beside it`, 'end it with ".", "_" or "-"')
        : [];
    }),
};
