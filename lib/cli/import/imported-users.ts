import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import {
  type ImportedAcl,
  type ImportedOperation,
  importedOperations,
  type ImportedQuotas,
} from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { compare } from '../../model/text/problem.ts';
import { parseConsumerGroup } from '../../naming/principal.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import { byName, topicScopes } from '../../policies/access-matrix.ts';
import { type Acl, allows } from '../../policies/rights.ts';
import type { Client } from './imported-contracts.ts';
import type { LeftAlone } from './left-alone.ts';
import type { ServiceIds } from './service-ids.ts';

/** A KafkaUser of somebody, and the service that stands for it. */
export interface LiveUser {
  /** Of the service. */
  readonly id: string;
  readonly manifest: Manifest;
  readonly acls: readonly ImportedAcl[];
}

/** Reads users, each with its service; one with a right that Strimzi does not know is left aside. */
export function readUsers(manifests: readonly Manifest[], ids: ServiceIds, left: LeftAlone): LiveUser[] {
  const readable = manifests
    .toSorted((a, b) => compare(a.metadata.name, b.metadata.name))
    .flatMap((manifest) => {
      const acls: ImportedAcl[] = [];
      for (const { item, where } of itemsAt(manifest, 'spec', 'authorization', 'acls')) {
        const acl = aclOf(item);
        if (acl === undefined) {
          left.addOdd(`${where} is not a right that Strimzi knows`, manifestId(manifest));
          return [];
        }
        acls.push(acl);
      }
      return [{ manifest, acls }];
    });
  const byUser = ids.of(readable.map(({ manifest }) => manifest.metadata.name));
  return readable.map((one) => ({ ...one, id: byUser(one.manifest.metadata.name) }));
}

const resourceTypes = ['topic', 'group', 'transactionalId', 'cluster'] as const;

function aclOf(item: unknown): ImportedAcl | undefined {
  const type = resourceTypes.find((one) => one === at(item, 'resource', 'type'));
  // Strimzi ignores the name of a right on the cluster.
  const name = type === 'cluster' ? '' : textAt(item, 'resource', 'name');
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
      ...(name !== '' && at(item, 'resource', 'patternType') === 'prefix' ? { patternType: 'prefix' } : {}),
    },
    operations: operations.toSorted(compare),
    ...(host === '' || host === '*' ? {} : { host }),
  };
}

/** Who writes a topic and who reads it, by the rights that there are. */
export type ClientsOf = (
  topic: TopicName,
  groups?: readonly string[],
) => { readonly producers: Client[]; readonly consumers: Client[] };

/**
 * Rights are gone through once, for users are many and topics are too. Groups that are known to read the topic go
 * before what its rights let guess.
 */
export function clientsAmong(users: readonly LiveUser[]): ClientsOf {
  const all = users.map((user) => ({ user, rights: user.acls.map(asRight) }));
  const aboutTopic = byName(all, ({ rights }) => rights.flatMap(topicScopes));
  return (topic, known = []) => {
    const concerned = [...new Set(aboutTopic(topic))];
    const able = (operation: ImportedOperation) =>
      concerned.filter(({ rights }) => allows(rights, 'topic', topic, operation));
    return {
      producers: able('Write').map(({ user }) => ({ service: user.id })),
      consumers: able('Read').map(({ user, rights }) => {
        const group = known.find((one) => allows(rights, 'group', one, 'Read')) ?? groupOf(topic, user);
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
