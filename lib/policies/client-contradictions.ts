import { duration, formatDuration } from '../model/text/duration.ts';
import { formatSize } from '../model/text/size.ts';
import type { ClientSettings, ConsumerSettings, ProducerSettings } from './client-settings.ts';

/** Two settings that cannot both be meant. */
export interface Contradiction {
  /** `producer reliable`, `group billing-invoices` */
  readonly client: string;
  readonly what: string;
  readonly fix: string;
}

/** All contradictions of a service's clients: what a client refuses when it starts, and what loses messages. */
export function contradictionsOf(clients: ClientSettings): Contradiction[] {
  return [
    ...clients.producers.flatMap(ofProducer),
    ...clients.consumers.flatMap(ofConsumer),
    ...(clients.streams === undefined
      ? []
      : told(`application ${clients.streams.application}`, [
          [
            !clients.libraries.includes('java'),
            'Kafka Streams is a Java library, and java is not one of its libraries',
            'add java to libraries, or name the service in producers and consumers',
          ],
        ])),
    ...clients.unknownGroups.map((group) => ({
      client: `group ${group}`,
      what: 'no contract names it for this service',
      fix: `groups are ${clients.consumers.map((one) => one.group).join(', ') || 'none'}: write one of them, or remove it`,
    })),
  ];
}

type Check = readonly [wrong: boolean, what: string, fix: string];

function told(client: string, checks: readonly Check[]): Contradiction[] {
  return checks.flatMap(([wrong, what, fix]) => (wrong ? [{ client, what, fix }] : []));
}

function ofProducer(one: ProducerSettings): Contradiction[] {
  const time = formatDuration;
  const least = one.linger + one.requestTimeout;
  return told(`producer ${one.name}`, [
    [
      one.idempotent && one.acks !== 'all',
      `it is idempotent and waits for acks ${one.acks}`,
      'write acks all, or idempotent false and bear that messages repeat',
    ],
    [
      one.idempotent && one.retries === 0,
      'it is idempotent and never sends again: clients refuse that',
      'leave retries out: the delivery time bounds them, and idempotence keeps what is sent again single',
    ],
    [
      one.idempotent && one.inFlight > 5,
      `it is idempotent with ${one.inFlight} requests in flight`,
      'write 5 or less: brokers remember five batches of a producer',
    ],
    [
      !one.idempotent && one.transactionalId !== undefined,
      'it writes in transactions and is not idempotent',
      'leave idempotent out: transactions need it',
    ],
    [
      !one.idempotent && one.retries !== 0 && one.inFlight > 1,
      `it sends again with ${one.inFlight} requests in flight and is not idempotent: messages change their order`,
      'leave idempotent out, or write inFlight 1',
    ],
    [
      one.deliveryTimeout < least,
      `the delivery time ${time(one.deliveryTimeout)} is below linger and request time, ${time(least)}`,
      `write ${time(least)} or more`,
    ],
    [
      one.longestBackoff < one.backoff,
      `the longest backoff ${time(one.longestBackoff)} is below the first, ${time(one.backoff)}`,
      `write ${time(one.backoff)} or more`,
    ],
    [
      one.batchSize > one.maxRequestSize,
      `batches of ${formatSize(one.batchSize)} are above the ${formatSize(one.maxRequestSize)} that its topics take`,
      `write ${formatSize(one.maxRequestSize)} or less, or raise maxMessageSize of the contracts`,
    ],
  ]);
}

/** What brokers grant (`group.min.session.timeout.ms`, `group.max.session.timeout.ms`). */
const shortestSession = duration('6s');
const longestSession = duration('30m');

function ofConsumer(one: ConsumerSettings): Contradiction[] {
  const time = formatDuration;
  return told(`group ${one.group}`, [
    [
      one.heartbeat * 3 > one.sessionTimeout,
      `a heartbeat each ${time(one.heartbeat)} is more than a third of the session time ${time(one.sessionTimeout)}: two lost ones end it`,
      `write ${time(Math.floor(one.sessionTimeout / 3))} or less`,
    ],
    [
      one.sessionTimeout < shortestSession || one.sessionTimeout > longestSession,
      `brokers refuse the session time ${time(one.sessionTimeout)}`,
      `write from ${time(shortestSession)} to ${time(longestSession)}`,
    ],
    [
      one.pollInterval < one.sessionTimeout,
      `the poll interval ${time(one.pollInterval)} is below the session time ${time(one.sessionTimeout)}`,
      `write ${time(one.sessionTimeout)} or more`,
    ],
    [
      one.fetchMin > one.fetchMax,
      `it waits for ${formatSize(one.fetchMin)} and takes ${formatSize(one.fetchMax)} at most`,
      `write fetchMin ${formatSize(one.fetchMax)} or less`,
    ],
    [
      one.offsetReset === 'latest',
      'it begins at latest: what was written before its first commit is lost without a word',
      'leave offsetReset out: earliest',
    ],
    [
      one.replicas !== undefined && one.replicas > one.partitions,
      `${one.replicas} members share ${one.partitions} partition${one.partitions === 1 ? '' : 's'}: the others idle`,
      `write ${one.partitions} or less, or raise the partitions of the contract`,
    ],
  ]);
}
