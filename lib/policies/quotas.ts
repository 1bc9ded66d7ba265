import type { Environment } from '../model/terms/environment.ts';
import { readScopes, type Role, type Scope, writtenScopes } from './rights.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { fromFile, type Setting, setting } from './setting.ts';

/** What one principal may ask of each broker before it is slowed down (KIP-13, KIP-124; KafkaUser v1, `quotas`). */
export interface Quotas {
  /** Bytes a second. */
  readonly producerByteRate: Setting<number>;
  /** Bytes a second. */
  readonly consumerByteRate: Setting<number>;
  /** Percent of one request handler's time. */
  readonly requestPercentage: Setting<number>;
}

/** Bytes a second that contracts expect of a topic, and what counts as one stream of messages. */
export interface Load {
  readonly bytesPerSecond: number;
  /** A message that fails is in one of its retry topics or in the dead letter topic: together they carry it once. */
  readonly stream: string;
}

/** Kafka's quotas are numbers of 32 bits in Strimzi's CRD. */
const largest = 2 ** 31 - 1;

/**
 * Quotas from what contracts expect: the load of all that the roles write (or read), times the environment's
 * headroom, and never less than its least rate. They are per broker, and a topic may lie on one broker alone, so
 * each broker grants the whole. Rights on prefixes are given to those who only look: they get the least rate.
 *
 * @param loads of the topics that the roles may be about (`expectedLoads`)
 * @returns undefined where the environment sets no quotas
 */
export function quotasOf(
  { kafka, topics, source }: Environment,
  roles: readonly Role[],
  loads: ReadonlyMap<string, Load>,
): Quotas | undefined {
  const { quotas } = kafka;
  if (quotas === 'none') return undefined;
  const origin = (note: string) => fromFile('environment', source, ['kafka', 'quotas'], note);
  const rate = (scopes: readonly Scope[]): Setting<number> => {
    const expected = expectedRate(scopes, loads) * topics.loadFactor;
    const wanted = Math.ceil(expected * quotas.headroom);
    return wanted > quotas.atLeast
      ? setting(
          Math.min(wanted, largest),
          origin(`${quotas.headroom} times the ${Math.ceil(expected)} bytes/s of the contracts`),
        )
      : setting(quotas.atLeast, origin('the least rate'));
  };
  return {
    producerByteRate: rate(roles.flatMap(writtenScopes)),
    consumerByteRate: rate(roles.flatMap(readScopes)),
    requestPercentage: setting(quotas.requestPercentage, origin('')),
  };
}

/** What is expected of each topic, by its name. */
export function expectedLoads(families: readonly ResolvedFamily[]): Map<string, Load> {
  const loads = new Map<string, Load>();
  for (const { address, contract, source, former, retries, deadLetter, tenant } of families) {
    const { messagesPerSecond, bytesPerMessage } = contract.terms.load;
    const bytesPerSecond = messagesPerSecond * bytesPerMessage;
    const stream = `${tenant ?? ''} ${address}`;
    // While a queue moves, each message is written to one of its two names.
    for (const topic of [source, former]) {
      if (topic !== undefined) loads.set(topic.name.value, { bytesPerSecond, stream });
    }
    for (const topic of [...retries, deadLetter]) {
      if (topic !== undefined) loads.set(topic.name.value, { bytesPerSecond, stream: `${stream} failed` });
    }
  }
  return loads;
}

function expectedRate(scopes: readonly Scope[], loads: ReadonlyMap<string, Load>): number {
  const streams = new Map<string, number>();
  for (const scope of scopes) {
    const load = 'name' in scope ? loads.get(scope.name) : undefined;
    if (load !== undefined) streams.set(load.stream, load.bytesPerSecond);
  }
  return [...streams.values()].reduce((sum, one) => sum + one, 0);
}
