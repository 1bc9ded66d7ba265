import type { Scenario } from './scenarios.ts';

const scanned = 'prod.acme.tracking.evt.parcel-scanned.v1';
const tier = (delay: string) => `prod.acme.tracking.rty.parcel-scanned-${delay}.v1`;
const of = (metric: string, topic: string, namespace = 'parcels-eu') =>
  `workstreams_dispatcher_${metric}{namespace="${namespace}",pod="redelivery-0",topic="${topic}"}`;
const behind = (delay: string) => of('behind_seconds', tier(delay));
/** The other tiers are in time. */
const inTime = { [behind('15m')]: '0x60', [behind('2h')]: '0x60' };
const parcels = { owner: 'tracking', system: 'parcels', source_topic: scanned };

/** For the fixture's production with dispatchers. */
export const dispatcherScenarios: readonly Scenario[] = [
  {
    alert: 'KafkaRetriesBehind',
    what: 'messages of one tier come back more than a minute late; a minute is no news, nor what another system has',
    fires: { ...inTime, [behind('1m')]: '61x60' },
    silent: { ...inTime, [behind('1m')]: '60x60', [of('behind_seconds', tier('1m'), 'other')]: '900x60' },
    after: 15,
    as: { ...parcels, severity: 'ticket', topic: tier('1m') },
  },
  {
    alert: 'KafkaRetriesStuck',
    what: 'messages are five minutes late and none comes back; where some do it is slow and not stuck',
    fires: {
      ...inTime,
      [behind('1m')]: '301x60',
      [of('messages_total', tier('1m'))]: '7x60',
      [of('dead_letters_total', tier('1m'))]: '0x60',
    },
    silent: {
      ...inTime,
      [behind('1m')]: '301x60',
      [of('messages_total', tier('1m'))]: '0+1x60',
      [of('dead_letters_total', tier('1m'))]: '0x60',
    },
    after: 20,
    as: { ...parcels, severity: 'page', topic: tier('1m') },
  },
  {
    alert: 'KafkaRetriesStuck',
    what: 'no dispatcher says anything of one tier; where all are said to be in time nothing is stuck',
    fires: { [behind('1m')]: '0x60', [behind('15m')]: '0x60' },
    silent: { [behind('1m')]: '0x60', ...inTime },
    after: 15,
    as: { ...parcels, severity: 'page', topic: tier('2h') },
  },
  {
    alert: 'KafkaRetriesFailing',
    what: 'writes fail again and again; a few are a broker that starts again, and an old count is past',
    fires: { [of('write_failures_total', scanned)]: '0+1x60' },
    silent: {
      [of('write_failures_total', scanned)]: '9x60',
      [of('write_failures_total', 'other')]: '0+1x60',
    },
    after: 20,
    as: { ...parcels, severity: 'page' },
  },
];
