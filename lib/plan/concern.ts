import { platformFolder } from '../model/catalog.ts';
import { addTo } from '../model/groups.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { itemsAt, textAt } from '../model/plain-object.ts';
import { compare } from '../model/text/problem.ts';
import { rightsOf } from './kinds/kafka-user.ts';
import { topicNameOf } from './world.ts';

/** Whom the change of an object concerns, as the manifests say it: also of a topic whose contract is gone. */
export interface Concern {
  /** The topics by their names in Kafka. */
  readonly topics: readonly string[];
  /** `billing, on call billing-primary, #billing` */
  readonly owners: readonly string[];
  /** `contracts/shop/orders/evt/order-placed/v1` */
  readonly contracts: readonly string[];
  /** Services that have the right to write the topic, before the change or after it. */
  readonly writers: readonly string[];
  /** Services that have the right to read it, each with its consumer groups: `invoices (shop-invoices)`. */
  readonly readers: readonly string[];
}

/** So many groups a user of one service has; who has more looks at everything: a canary, a mirror, an operator. */
const mostGroups = 3;

interface Users {
  readonly writers: ReadonlyMap<string, readonly string[]>;
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

interface Asked {
  readonly id: string;
  /** Of a rename. */
  readonly to?: string;
  readonly fields: readonly { readonly path: string }[];
}

/** Asks the objects of both sides whom a change concerns; undefined where it has no owner. */
export function concernsOf(
  before: readonly Manifest[],
  after: readonly Manifest[],
): (change: Asked) => Concern | undefined {
  // Of an object that stays, what is in force says who uses it, and what is rendered who will.
  const objects = [...before, ...after];
  const byId = new Map(objects.map((one) => [manifestId(one), one]));
  const topics = new Map(
    objects.filter(({ kind }) => kind === 'KafkaTopic').map((one) => [topicNameOf(one), one]),
  );
  let users: Users | undefined;
  return ({ id, to, fields }) => {
    const object = byId.get(to ?? id);
    if (object === undefined) return undefined;
    if (object.kind === 'KafkaUser') {
      const about = topicsOfRights(object, fields, topics);
      return about.length === 0 ? undefined : { ...ownersOf(about), writers: [], readers: [] };
    }
    const about = topicsOf(object, topics);
    if (about.length === 0) {
      const owners = [ownerOf(object)].filter((text) => text !== '');
      return owners.length === 0
        ? undefined
        : { topics: [], owners, contracts: [], writers: [], readers: [] };
    }
    users ??= usersOf(objects);
    return concernOf(about, users);
  };
}

function topicsOf(object: Manifest, topics: ReadonlyMap<string, Manifest>): Manifest[] {
  if (object.kind === 'KafkaTopic') return [object];
  return [...new Set(namedTopics(object))].flatMap((name) => topics.get(name) ?? []);
}

function namedTopics(object: Manifest): string[] {
  switch (object.kind) {
    case 'ScaledJob':
    case 'ScaledObject':
      return itemsAt(object, 'spec', 'triggers').map(({ item }) => textAt(item, 'metadata', 'topic'));
    case 'PrometheusRule':
      return itemsAt(object, 'spec', 'groups').map(({ item }) => textAt(item, 'name'));
    default:
      return [];
  }
}

/** The topics of a user's rights: of those that change, else of all that it has. */
function topicsOfRights(
  user: Manifest,
  fields: Asked['fields'],
  topics: ReadonlyMap<string, Manifest>,
): Manifest[] {
  const changed = fields.flatMap(({ path }) => /\bon topic ([^\s\]]+)/.exec(path)?.[1] ?? []);
  const patterns =
    fields.length > 0
      ? changed
      : rightsOf(user)
          .filter(({ type }) => type === 'topic')
          .map(({ pattern, name }) => (pattern === 'prefix' ? `${name}*` : name));
  const found = new Set<Manifest>();
  for (const pattern of new Set(patterns)) {
    const literal = topics.get(pattern);
    if (literal !== undefined) found.add(literal);
    if (!pattern.endsWith('*')) continue;
    for (const [name, topic] of topics) if (name.startsWith(pattern.slice(0, -1))) found.add(topic);
  }
  return [...found];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))].sort(compare);
}

function ownersOf(topics: readonly Manifest[]): Pick<Concern, 'topics' | 'owners' | 'contracts'> {
  return {
    topics: distinct(topics.map(topicNameOf)),
    owners: distinct(topics.map(ownerOf)),
    contracts: distinct(topics.map((one) => folderOf(noteOf(one, 'contract')))),
  };
}

function concernOf(topics: readonly Manifest[], { writers, readers }: Users): Concern {
  const names = topics.map(topicNameOf);
  return {
    ...ownersOf(topics),
    writers: distinct(names.flatMap((name) => writers.get(name) ?? [])),
    readers: distinct(names.flatMap((name) => readers.get(name) ?? [])),
  };
}

function ownerOf(object: Manifest): string {
  const onCall = noteOf(object, 'on-call');
  return [
    object.metadata.labels?.['workstreams.io/owner'] ?? '',
    onCall === '' ? '' : `on call ${onCall}`,
    noteOf(object, 'channel'),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function folderOf(address: string): string {
  return address === '' ? '' : `contracts/${address}`;
}

function noteOf({ metadata }: Manifest, name: string): string {
  return metadata.annotations?.[`workstreams.io/${name}`] ?? '';
}

/** The services that may write and read each topic, by literal rights: a right to a prefix is for those who look at all. */
function usersOf(objects: readonly Manifest[]): Users {
  const writers = new Map<string, string[]>();
  const readers = new Map<string, string[]>();
  for (const user of objects) {
    const service = user.metadata.labels?.['workstreams.io/service'];
    const isPlatform = user.metadata.labels?.['app.kubernetes.io/part-of'] === platformFolder;
    if (user.kind !== 'KafkaUser' || service === undefined || isPlatform) continue;
    const named = (type: string, operation: string) => {
      const those = rightsOf(user).filter(
        (one) => !one.deny && one.type === type && one.pattern === 'literal',
      );
      const held = those.filter((one) => [operation, 'All'].includes(one.operation));
      return [...new Set(held.map(({ name }) => name))];
    };
    const groups = named('group', 'Read');
    if (groups.length > mostGroups) continue;
    const reader = groups.length === 0 ? service : `${service} (${groups.join(', ')})`;
    for (const topic of named('topic', 'Write')) addTo(writers, topic, service);
    for (const topic of named('topic', 'Read')) addTo(readers, topic, reader);
  }
  return { writers, readers };
}
