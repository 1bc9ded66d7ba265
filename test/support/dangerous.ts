import { catalogOf } from '../../lib/model/catalog.ts';
import { type Contract, contractSchema } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { Risk } from '../../lib/plan/risk.ts';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { fixture, type Mutable } from './fixture.ts';

/** One way to do harm. */
export interface Danger {
  readonly name: string;
  /** The least that the plan must say of it, where it changes anything. */
  readonly least: Risk;
  /** Spoils the terms; false where it does not apply to them. */
  readonly spoil: (terms: Mutable, magnitude: number, random: number) => boolean;
}

const milliseconds = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function shorter(text: string, magnitude: number): string {
  if (text === 'endless') return `${magnitude}d`;
  const length = Number.parseInt(text, 10) * milliseconds[text.at(-1) as 'd'];
  return `${Math.max(1, Math.floor(length / 1000 / (magnitude + 1)))}s`;
}

/** Each number of partitions as another. */
function partitions(terms: Mutable, change: (count: number) => number): boolean {
  const before = JSON.stringify(terms.partitions);
  terms.partitions =
    typeof terms.partitions === 'number'
      ? change(terms.partitions)
      : Object.fromEntries(
          Object.entries(terms.partitions as Record<string, number>).map(([key, count]) => [
            key,
            change(count),
          ]),
        );
  return JSON.stringify(terms.partitions) !== before;
}

export const contractDangers: readonly Danger[] = [
  {
    name: 'fewer partitions',
    least: 'impossible',
    spoil: (terms, magnitude) => partitions(terms, (count) => Math.max(1, count - magnitude)),
  },
  {
    name: 'more partitions',
    least: 'destructive',
    spoil: (terms, magnitude) => partitions(terms, (count) => count + magnitude),
  },
  {
    name: 'a shorter retention',
    least: 'destructive',
    spoil: (terms, magnitude) => {
      if (terms.retention === undefined || terms.cleanup === 'compact') return false;
      terms.retention = shorter(terms.retention as string, magnitude);
      return true;
    },
  },
  {
    name: 'dead letters that go sooner',
    least: 'destructive',
    spoil: (terms, magnitude) => {
      if (terms.deadLetter === undefined) return false;
      terms.deadLetter.retention = shorter('7d', magnitude);
      return true;
    },
  },
  {
    name: 'smaller messages',
    least: 'review',
    spoil: (terms, magnitude) => {
      terms.maxMessageSize = `${1000 + magnitude}B`;
      return true;
    },
  },
  {
    name: 'another cleanup policy',
    least: 'review',
    spoil: (terms, _magnitude, random) => {
      const others = ['delete', 'compact', 'compact,delete'].filter(
        (one) => one !== (terms.cleanup ?? 'delete'),
      );
      terms.cleanup = others[random % others.length];
      return true;
    },
  },
  {
    name: 'compaction switched on',
    least: 'destructive',
    spoil: (terms, _magnitude, random) => {
      if (terms.cleanup !== undefined) return false;
      terms.cleanup = ['compact', 'compact,delete'][random % 2];
      return true;
    },
  },
  {
    name: 'another consumer group',
    least: 'review',
    spoil: (terms, magnitude, random) => {
      if (terms.consumers.length === 0) return false;
      terms.consumers[random % terms.consumers.length].group = `elsewhere-${magnitude}`;
      return true;
    },
  },
  {
    name: 'a consumer less',
    least: 'review',
    spoil: (terms, _magnitude, random) => {
      // A queue without its consumer is no queue: it is not rendered.
      if (terms.consumers.length === 0 || terms.scaling !== undefined) return false;
      terms.consumers.splice(random % terms.consumers.length, 1);
      return true;
    },
  },
  {
    name: 'a producer less',
    least: 'review',
    spoil: (terms, _magnitude, random) => {
      if (terms.producers.length === 0) return false;
      terms.producers.splice(random % terms.producers.length, 1);
      return true;
    },
  },
  {
    name: 'a retry tier less',
    least: 'destructive',
    spoil: (terms, _magnitude, random) => {
      if ((terms.retry?.tiers.length ?? 0) < 2) return false;
      terms.retry.tiers.splice(random % terms.retry.tiers.length, 1);
      return true;
    },
  },
  {
    name: 'personal data told as none',
    least: 'review',
    spoil: (terms) => {
      if (terms.pii === 'none') return false;
      terms.pii = 'none';
      return true;
    },
  },
  {
    name: 'data told as public',
    least: 'review',
    spoil: (terms) => {
      if (terms.classification === 'public') return false;
      terms.classification = 'public';
      return true;
    },
  },
  {
    name: 'a deadline that work does not keep',
    least: 'review',
    spoil: (terms, magnitude) => {
      if (terms.scaling === undefined) return false;
      terms.scaling.deadline = `${magnitude + 1}s`;
      return true;
    },
  },
  {
    name: 'scaled jobs by another name',
    least: 'review',
    spoil: (terms, magnitude) => {
      if (terms.scaling === undefined) return false;
      terms.scaling.name = `other-${magnitude}`;
      return true;
    },
  },
];

type Spoil = Danger['spoil'];
const sets =
  (path: readonly string[], values: (magnitude: number) => readonly unknown[]): Spoil =>
  (terms, magnitude, random) => {
    const inner = path.slice(0, -1).reduce((here: Mutable, key) => here?.[key], terms);
    const key = path.at(-1) ?? '';
    const others = values(magnitude).filter((one) => JSON.stringify(one) !== JSON.stringify(inner?.[key]));
    if (inner === undefined || typeof inner !== 'object' || others.length === 0) return false;
    inner[key] = others[random % others.length];
    return true;
  };

/** Brings one rename to a phase, where its phase is a fitting one. */
function inPhase(terms: Mutable, random: number, fits: (phase: string) => boolean, next: string): boolean {
  const fitting = Object.keys(terms.renames).filter(
    (key) => fits(terms.renames[key]) && terms.renames[key] !== next,
  );
  const key = fitting[random % fitting.length];
  if (key === undefined) return false;
  terms.renames[key] = next;
  return true;
}

export const environmentDangers: readonly Danger[] = [
  {
    name: 'protection taken off',
    least: 'destructive',
    spoil: (terms) =>
      terms.gitops !== 'none' &&
      terms.topics.deletion === 'approval' &&
      sets(['topics', 'deletion'], () => ['allowed'])(terms, 0, 0),
  },
  {
    name: 'a lower cap of retention',
    least: 'destructive',
    spoil: sets(['topics', 'retentionCap'], (magnitude) => [`${magnitude}m`]),
  },
  {
    name: 'another prefix of topics',
    least: 'destructive',
    spoil: sets(['topics', 'env'], () => ['test']),
  },
  {
    name: 'another cluster',
    least: 'destructive',
    spoil: sets(['kafka', 'cluster'], (magnitude) => [`kafka-${magnitude}`]),
  },
  {
    name: 'another namespace of Kafka',
    least: 'destructive',
    spoil: sets(['kafka', 'namespace'], (magnitude) => [`kafka-${magnitude}`]),
  },
  {
    name: 'another replication factor',
    least: 'impossible',
    spoil: (terms, magnitude) => {
      terms.kafka.provision = 'owner';
      terms.kafka.brokers = terms.kafka.replication + magnitude;
      terms.kafka.replication = terms.kafka.brokers;
      return true;
    },
  },
  {
    name: 'fewer replicas in sync',
    least: 'review',
    spoil: (terms) => terms.kafka.minInSync > 1 && sets(['kafka', 'minInSync'], () => [1])(terms, 0, 0),
  },
  {
    name: 'tiered storage on or off',
    least: 'review',
    spoil: (terms) => sets(['kafka', 'tieredStorage'], () => [true, false])(terms, 0, 0),
  },
  { name: 'no quotas', least: 'review', spoil: sets(['kafka', 'quotas'], () => ['none']) },
  {
    name: 'other quotas',
    least: 'review',
    spoil: sets(['kafka', 'quotas', 'requestPercentage'], (magnitude) => [magnitude]),
  },
  {
    name: 'another listener',
    least: 'review',
    spoil: (terms, magnitude, random) =>
      sets(['kafka', 'clientListener'], () =>
        (terms.kafka.listeners as { name: string }[]).map(({ name }) => name),
      )(terms, magnitude, random),
  },
  {
    name: 'another port',
    least: 'review',
    spoil: (terms, magnitude) => sets(['port'], () => [20_000 + magnitude])(terms.kafka.listeners[0], 0, 0),
  },
  {
    name: 'another version of the protocol',
    least: 'review',
    spoil: (terms, magnitude) =>
      terms.queues.jobs === true &&
      sets(['kafka', 'protocolVersion'], () => [`9.${magnitude}.0`])(terms, 0, 0),
  },
  {
    name: 'workloads in another namespace',
    least: 'review',
    spoil: (terms, magnitude) =>
      terms.workloads.credentials.delivery !== 'same-namespace' &&
      sets(['workloads', 'namespaces', 'ledger'], () => [`ledger-${magnitude}`])(terms, 0, 0),
  },
  {
    name: 'names asked for elsewhere',
    least: 'review',
    spoil: sets(['workloads', 'dns', 'namespace'], (magnitude) => [`dns-${magnitude}`]),
  },
  {
    name: 'another image',
    least: 'review',
    spoil: sets(['images', 'placeholder', 'repository'], (magnitude) => [`evil/image-${magnitude}`]),
  },
  {
    name: 'no topics',
    least: 'destructive',
    spoil: (terms) => Boolean(Object.assign(terms.queues, { topics: false, workbench: false, jobs: false })),
  },
  {
    name: 'scaled jobs on or off',
    least: 'review',
    spoil: (terms) => sets(['queues', 'jobs'], () => [true, false])(terms, 0, 0),
  },
  {
    name: 'old topics retired',
    least: 'destructive',
    spoil: (terms, _magnitude, random) => inPhase(terms, random, (phase) => phase !== 'before', 'retired'),
  },
  {
    name: 'writers cut off',
    least: 'review',
    spoil: (terms, magnitude, random) =>
      inPhase(terms, random, (phase) => phase === 'dual', magnitude % 2 === 0 ? 'cutover' : 'drained'),
  },
  {
    name: 'another priority',
    least: 'impossible',
    spoil: sets(['queues', 'executorClasses', 'batch', 'priority'], (magnitude) => [magnitude]),
  },
  {
    name: 'a quota below its need',
    least: 'review',
    spoil: sets(['queues', 'executorClasses', 'batch', 'quota', 'pods'], () => [1]),
  },
  {
    name: 'less memory',
    least: 'review',
    spoil: sets(['queues', 'executorClasses', 'vision', 'resources', 'memory'], (magnitude) => [
      `${magnitude}Mi`,
    ]),
  },
  {
    name: 'egress cut off',
    least: 'review',
    spoil: sets(['queues', 'executorClasses', 'vision', 'egress'], () => [[]]),
  },
  {
    name: 'egress opened',
    least: 'review',
    spoil: sets(['queues', 'executorClasses', 'batch', 'egress'], (magnitude) => [
      [{ why: 'w', cidr: `10.${magnitude % 256}.0.0/16`, except: [], ports: [443] }],
    ]),
  },
  {
    name: 'other nodes',
    least: 'review',
    spoil: sets(['queues', 'executorClasses', 'batch', 'nodeSelector'], (magnitude) => [
      { pool: `p${magnitude}` },
    ]),
  },
];

/** What the system of these contracts renders with them alone. */
export function rendered(contracts: readonly Contract[], environment: Environment): Manifest[] {
  const { catalog } = fixture();
  const wanted = new Set(contracts.map(({ address }) => address.system));
  const resolved = resolve(catalogOf(contracts, catalog.systems, catalog.messages), environment);
  const few = {
    ...resolved,
    systems: resolved.systems.filter(({ declaration }) => wanted.has(declaration.id)),
  };
  return [...renderEnvironment(few)].flatMap(({ manifests }) => manifests);
}

/** A contract with its terms spoilt, or undefined where that does not apply. */
export function spoilt(
  contract: Contract,
  { spoil }: Danger,
  magnitude: number,
  random: number,
): Contract | undefined {
  const terms = structuredClone(contract.source.value) as Mutable;
  return spoil(terms, magnitude, random) ? { ...contract, terms: contractSchema.parse(terms) } : undefined;
}
