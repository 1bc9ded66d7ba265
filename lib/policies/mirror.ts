import type { Environment } from '../model/terms/environment.ts';
import { compare } from '../model/text/problem.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { principal, type ResolvedPrincipal } from './principals.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import type { ResolvedService } from './resolved-service.ts';
import { scopesToRead } from './roles/contract-roles.ts';
import type { Holder } from './roles/holder.ts';
import { rolesFor } from './roles/roles.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

type MirrorTerms = Exclude<Environment['mirror'], 'none'>;

/** What is mirrored between this region and one other, in one direction: from there to here. */
export interface ResolvedMirror {
  /** Of the KafkaMirrorMaker2, its group and its state. */
  readonly name: ObjectName;
  readonly terms: MirrorTerms;
  /** Topics by name: equal in all regions, for names carry no region. */
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  /** Bytes of the largest message that one of the topics takes. */
  readonly largestMessage: number;
  /** Writes the copies here. */
  readonly writer: ResolvedPrincipal | undefined;
  /** One for each other region, which reads here with it. */
  readonly readers: readonly ResolvedPrincipal[];
}

interface Mirrored {
  readonly declaration: { readonly id: string };
  readonly families: readonly ResolvedFamily[];
  readonly services: readonly ResolvedService[];
}

/**
 * What this region mirrors: names only, from the contracts. A copy is called `<region>.<topic>`, so that no copy is
 * ever taken for an original and mirrored back (decision 0008).
 */
export function resolveMirror(
  environment: Environment,
  systems: readonly Mirrored[],
): ResolvedMirror | undefined {
  const terms = environment.mirror;
  if (terms === 'none') return undefined;
  const chosen = systems.flatMap(({ declaration, families, services }) => {
    const classes: readonly string[] = Object.hasOwn(terms.systems, declaration.id)
      ? (terms.systems[declaration.id] ?? [])
      : [];
    const topics = families.flatMap(({ topics: all, deadLetter, contract }) =>
      classes.includes(contract.address.class)
        ? [
            ...all.filter(({ role }) => role === 'source' || role === 'former'),
            ...(deadLetter !== undefined && classes.includes('dlt') ? [deadLetter] : []),
          ]
        : [],
    );
    return [{ families, topics, groups: groupsOn(topics, services) }];
  });
  const topics = sorted(chosen.flatMap((one) => one.topics.map(({ name }) => name.value)));
  const groups = sorted(chosen.flatMap((one) => one.groups));
  const loads = expectedLoads(chosen.flatMap(({ families }) => families));
  const name = joinObjectName(environment.kafka.cluster, 'mirror');
  const named = (names: readonly string[]) => names.map((one) => ({ name: one }));
  const holder: Holder = { name, transactionalId: undefined, application: undefined };
  const reads = rolesFor({ as: 'mirror', groups }, holder, scopesToRead(named(topics)));
  const writes = rolesFor(
    {
      as: 'mirror writer',
      copies: terms.peers.map(({ region }) => `${region}.`),
      state: [`${name}-`, 'mm2-offset-syncs.'],
      groups,
    },
    holder,
    scopesToRead([]),
  );
  return {
    name,
    terms,
    topics,
    groups,
    largestMessage: Math.max(
      0,
      ...chosen.flatMap((one) => one.topics.map(({ config }) => config['max.message.bytes']?.value ?? 0)),
    ),
    // The copies come as fast as the originals are written: their quota is that of a reader of all of them.
    writer: principal(environment, name, 'mirror', 'copies topics of other regions', writes, undefined)[0],
    readers: terms.peers.flatMap(({ region }) =>
      principal(
        environment,
        joinObjectName('mirror-for', region),
        'mirror',
        `lets the region ${region} copy topics`,
        reads,
        quotasOf(environment, reads, loads),
      ),
    ),
  };
}

function groupsOn(topics: readonly ResolvedTopic[], services: readonly ResolvedService[]): string[] {
  const names = new Set<string>(topics.map(({ name }) => name.value));
  return services.flatMap(({ clients }) => [
    ...clients.consumers
      .filter((one) => one.topics.some((topic) => names.has(topic)))
      .map(({ group }) => group),
    ...(clients.streams?.sources.some((topic) => names.has(topic)) === true
      ? [clients.streams.application]
      : []),
  ]);
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compare);
}
