import type { TopicClass } from '../model/topic-class.ts';
import { capacityOf } from './capacity.ts';
import type { Resolved } from './resolve.ts';

/** What is taken of a cluster, by one topic or by many. */
export interface Amounts {
  readonly topics: number;
  /** Each counted once, however many replicas it has: what the budget is about. */
  readonly partitions: number;
  readonly replicas: number;
  /** On the brokers' disks, replicas counted. */
  readonly localBytes: number;
  /** In tiered storage. */
  readonly tieredBytes: number;
  /** Bytes a second that producers send. */
  readonly written: number;
  /** Bytes a second that consumers and followers fetch. */
  readonly fetched: number;
}

/** What one contract's topic takes in an environment, its retries, dead letters and former name included. */
export interface Demand extends Amounts {
  readonly system: string;
  readonly owner: string;
  /** The source's name. */
  readonly topic: string;
  readonly class: TopicClass;
  readonly critical: boolean;
  /** Those of its topics whose retention has no end. */
  readonly endless: readonly string[];
}

/** What every contract's topics take. */
export function demandsOf({ environment, systems }: Resolved): Demand[] {
  return systems.flatMap(({ declaration, families }) =>
    families.map((family): Demand => {
      const { address, terms } = family.contract;
      const each = capacityOf(family, environment);
      const sum = (of: (one: (typeof each)[number]) => number) =>
        each.reduce((total, one) => total + of(one), 0);
      return {
        system: declaration.id,
        owner: terms.owner.team,
        topic: family.source.name.value,
        class: address.class,
        critical: terms.critical,
        endless: each.filter((one) => one.endless).map(({ topic }) => topic),
        topics: each.length,
        partitions: sum((one) => one.partitions),
        replicas: sum((one) => one.replicas),
        localBytes: sum((one) => one.localBytes),
        tieredBytes: sum((one) => one.remoteBytes),
        written: sum((one) => one.written),
        fetched: sum((one) => one.fetched),
      };
    }),
  );
}

export function totalOf(amounts: readonly Amounts[]): Amounts {
  const sum = (key: keyof Amounts): number => amounts.reduce((total, one) => total + one[key], 0);
  return {
    topics: sum('topics'),
    partitions: sum('partitions'),
    replicas: sum('replicas'),
    localBytes: sum('localBytes'),
    tieredBytes: sum('tieredBytes'),
    written: sum('written'),
    fetched: sum('fetched'),
  };
}
