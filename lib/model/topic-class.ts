import { certain } from '../naming/brand.ts';
import { type Duration, parseDuration } from './text/duration.ts';

/** The ten classes of the OmniNode document and `work`, for queues that one consumer group drains. */
export const topicClasses = [
  'evt',
  'work',
  'cmd',
  'qrs',
  'ctl',
  'rty',
  'dlt',
  'cdc',
  'met',
  'aud',
  'log',
] as const;
export type TopicClass = (typeof topicClasses)[number];

/** What a class allows (OmniNode, Retention and Compaction Matrix; `work`: the decision record). */
export interface ClassPolicy {
  readonly retention: {
    readonly default: Duration;
    /** Absent: no lower end. */
    readonly from?: Duration;
    /** Absent: no upper end. */
    readonly to?: Duration;
    /** The range of a contract that says `critical: true`, where the class has one. */
    readonly critical?: { readonly from: Duration };
  };
  readonly compaction: 'none' | 'optional';
  /** Whether the broker may move old segments to tiered storage, where the environment has it. */
  readonly tiered: 'always' | 'critical' | 'never';
  /** `false` for classes whose topics follow from another contract and have none of their own. */
  readonly declared: boolean;
  readonly shape: string;
}

const time = (text: string): Duration => certain(parseDuration(text));

export const classPolicies: Readonly<Record<TopicClass, ClassPolicy>> = {
  evt: {
    retention: { default: time('7d'), from: time('7d'), to: time('30d'), critical: { from: time('90d') } },
    compaction: 'optional',
    tiered: 'always',
    declared: true,
    shape: 'immutable fact; many consumer groups',
  },
  work: {
    retention: { default: time('7d'), from: time('1d'), to: time('7d') },
    compaction: 'none',
    tiered: 'never',
    declared: true,
    shape: 'one consumer group; dead letter required; scaled by lag',
  },
  cmd: {
    retention: { default: time('3d'), from: time('1h'), to: time('3d') },
    compaction: 'none',
    tiered: 'never',
    declared: true,
    shape: 'intent; one authoritative service',
  },
  qrs: {
    retention: { default: time('24h'), to: time('24h') },
    compaction: 'none',
    tiered: 'never',
    declared: true,
    shape: '-requests and -replies in pairs',
  },
  ctl: {
    retention: { default: time('48h'), to: time('48h') },
    compaction: 'optional',
    tiered: 'critical',
    declared: true,
    shape: 'control plane',
  },
  rty: {
    retention: { default: time('7d'), to: time('7d') },
    compaction: 'none',
    tiered: 'never',
    declared: false,
    shape: 'retry, derived from its source',
  },
  dlt: {
    retention: { default: time('30d'), from: time('30d'), to: time('90d') },
    compaction: 'none',
    tiered: 'never',
    declared: false,
    shape: 'dead letter, derived from its source',
  },
  cdc: {
    retention: { default: time('7d'), from: time('7d'), to: time('14d') },
    compaction: 'optional',
    tiered: 'never',
    declared: true,
    shape: 'storage change',
  },
  met: {
    retention: { default: time('7d'), to: time('7d') },
    compaction: 'optional',
    tiered: 'never',
    declared: true,
    shape: 'metrics',
  },
  aud: {
    retention: { default: time('90d'), from: time('90d') },
    compaction: 'optional',
    tiered: 'always',
    declared: true,
    shape: 'audit',
  },
  log: {
    retention: { default: time('3d'), from: time('3d'), to: time('7d') },
    compaction: 'none',
    tiered: 'never',
    declared: true,
    shape: 'logs',
  },
};

/** A class that a contract may have: the others follow from a source topic. */
export const declaredClasses = topicClasses.filter((name) => classPolicies[name].declared);
