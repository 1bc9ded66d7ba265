import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import {
  type ImportedAcl,
  type ImportedOperation,
  importedOperations,
  type ImportedQuotas,
} from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { compare, type Problem, problem } from '../../model/text/problem.ts';
import { isKebab } from '../../naming/segments.ts';
import { shortHash } from '../../naming/object-name.ts';
import { parseConsumerGroup } from '../../naming/principal.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import { byName, topicScopes } from '../../policies/access-matrix.ts';
import { type Acl, allows } from '../../policies/rights.ts';

/** A KafkaUser of somebody, and the service that stands for it. */
export interface LiveUser {
  /** Of the service. */
  readonly id: string;
  readonly manifest: Manifest;
  readonly acls: readonly ImportedAcl[];
}

/**
 * Reads users; each gets the id of a service that no other has.
 * @param taken ids of services that there are
 * @param known ids of the services that stand for users already, by the user's name
 */
export function readUsers(
  manifests: readonly Manifest[],
  taken: readonly string[],
  known: ReadonlyMap<string, string>,
  file: string,
): { readonly users: LiveUser[]; readonly problems: Problem[] } {
  const ids = new Set(taken);
  const problems: Problem[] = [];
  const users = manifests
    .toSorted((a, b) => compare(a.metadata.name, b.metadata.name))
    .map((manifest): LiveUser => {
      const acls = itemsAt(manifest, 'spec', 'authorization', 'acls').flatMap(({ item, where }) => {
        const acl = aclOf(item);
        if (acl !== undefined) return [acl];
        const what = `${where} is no right that Strimzi knows`;
        problems.push(
          problem({ file, line: 1, column: 1 }, manifestId(manifest), what, 'is the export whole?'),
        );
        return [];
      });
      const { name } = manifest.metadata;
      const id = known.get(name) ?? serviceId(name, ids);
      ids.add(id);
      return { id, manifest, acls };
    });
  return { users, problems };
}

/** `orders.app` becomes `orders-app`; where that is taken, or no id, a hash of the name makes it one. */
function serviceId(user: string, taken: ReadonlySet<string>): string {
  const kebab = user.replaceAll(/[.-]+/g, '-');
  const id = isKebab(kebab) && kebab.length <= 63 ? kebab : `user-${shortHash(user)}`;
  return taken.has(id) ? `user-${shortHash(user)}` : id;
}

const resourceTypes = ['topic', 'group', 'transactionalId', 'cluster'] as const;

function aclOf(item: unknown): ImportedAcl | undefined {
  const type = resourceTypes.find((one) => one === at(item, 'resource', 'type'));
  const name = textAt(item, 'resource', 'name');
  const listed = textsAt(item, 'operations');
  // Before its API v1 a right had one operation.
  const wanted = listed.length > 0 ? listed : [textAt(item, 'operation')];
  const operations = wanted.flatMap((one) => importedOperations.find((known) => known === one) ?? []);
  if (type === undefined || operations.length !== wanted.length || (name === '') !== (type === 'cluster'))
    return undefined;
  const host = textAt(item, 'host');
  return {
    ...(at(item, 'type') === 'deny' ? { type: 'deny' } : {}),
    resource: {
      type,
      ...(name === '' ? {} : { name }),
      ...(at(item, 'resource', 'patternType') === 'prefix' ? { patternType: 'prefix' } : {}),
    },
    operations: operations.toSorted(compare),
    ...(host === '' || host === '*' ? {} : { host }),
  };
}

/** Who writes a topic and who reads it, by the rights that there are. */
export type ClientsOf = (topic: TopicName) => {
  readonly producers: { readonly service: string }[];
  readonly consumers: { readonly service: string; readonly group?: string }[];
};

/** Rights are gone through once, for users are many and topics are too. */
export function clientsAmong(users: readonly LiveUser[]): ClientsOf {
  const all = users.map((user) => ({ user, rights: user.acls.map(asRight) }));
  const aboutTopic = byName(all, ({ rights }) => rights.flatMap(topicScopes));
  return (topic) => {
    const concerned = [...new Set(aboutTopic(topic))];
    const able = (operation: ImportedOperation) =>
      concerned.filter(({ rights }) => allows(rights, 'topic', topic, operation)).map(({ user }) => user);
    return {
      producers: able('Write').map(({ id }) => ({ service: id })),
      consumers: able('Read').map((user) => {
        const group = groupOf(topic, user);
        return { service: user.id, ...(group === undefined ? {} : { group }) };
      }),
    };
  };
}

function asRight({ type, resource, operations }: ImportedAcl): Acl {
  const { name = '', patternType = 'literal' } = resource;
  return {
    ...(type === undefined ? {} : { type }),
    resource: { ...resource, name, patternType },
    operations,
  };
}

/** The group in which a user reads a topic: the one that it may use, or of several the one that names the topic. */
function groupOf(topic: TopicName, { acls }: LiveUser): string | undefined {
  const groups = acls
    .filter(
      ({ type, resource, operations }) =>
        type !== 'deny' &&
        resource.type === 'group' &&
        resource.patternType !== 'prefix' &&
        (operations.includes('Read') || operations.includes('All')),
    )
    .flatMap(({ resource: { name = '' } }) => (parseConsumerGroup(name).ok ? [name] : []))
    .toSorted(compare);
  const spelled = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return groups.find((one) => spelled(one).includes(spelled(topic))) ?? groups[0];
}

/** The quotas that a KafkaUser has; an empty map where it has none. */
export function importedQuotas(manifest: Manifest): ImportedQuotas {
  const keys = ['producerByteRate', 'consumerByteRate', 'requestPercentage', 'controllerMutationRate'];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = at(manifest, 'spec', 'quotas', key);
      return typeof value === 'number' ? [[key, value]] : [];
    }),
  );
}
