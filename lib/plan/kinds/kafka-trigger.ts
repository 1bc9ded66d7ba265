import type { Manifest } from '../../model/manifest.ts';
import { canonical } from '../../model/catalog.ts';
import { itemsAt, textAt } from '../../model/plain-object.ts';
import type { Default, Facts } from '../facts.ts';
import { review, type Verdict } from '../risk.ts';
import { aligned } from './aligned.ts';
import type { Changed, Scene, Worlds } from './meaning.ts';

/** What KEDA 2.20 takes where a trigger on a Kafka lag says nothing. */
export const triggerDefaults: readonly Default[] = [
  ['.authenticationRef.kind', 'TriggerAuthentication'],
  ['.metadata.allowIdleConsumers', 'false'],
  ['.metadata.excludePersistentLag', 'false'],
  ['.metadata.limitToPartitionsWithLag', 'false'],
  ['.metadata.scaleToZeroOnInvalidOffset', 'false'],
  ['.metadata.activationLagThreshold', '0'],
  ['.metadata.offsetResetPolicy', 'latest'],
  ['.metadata.lagThreshold', '10'],
  ['.metadata.tls', 'disable'],
  ['.metadata.sasl', 'none'],
];

/** The field of a trigger that a path is about, without `metadata.`; undefined for what is not of a trigger. */
export function triggerField(path: string): string | undefined {
  return /^spec\.triggers\[[^\]]+\]\.(?:metadata\.)?(.+)$/.exec(path)?.[1];
}

/** What happens where KEDA cannot measure: jobs do not start, a Deployment keeps its replicas. */
export type Unmeasured = 'no jobs start' | 'the Deployment keeps its replicas';

/** What a change of how KEDA reaches the brokers means; undefined for other fields of a trigger. */
export function judgeConnection(field: string, unmeasured: Unmeasured): Verdict | undefined {
  switch (field) {
    case 'bootstrapServers':
      return review(`the lag is asked for at another address: if it does not answer ${unmeasured}`);
    case 'tls':
    case 'sasl':
    case 'authenticationRef.name':
      return review(`KEDA connects in another way: if that is refused ${unmeasured}`);
    case 'version':
      return review(`KEDA speaks another version of the protocol: above that of the brokers ${unmeasured}`);
    default:
      return undefined;
  }
}

/** Whether the lag of a group on a topic moves an object of the kind after the change. */
export function isMeasured(kind: string, topic: string, group: string, { after }: Worlds): boolean {
  return after
    .ofKind(kind)
    .some((one) => triggersOf(one).some((trigger) => trigger.topic === topic && trigger.group === group));
}

/** The topics and groups whose lag an object follows. */
export function triggersOf(manifest: Manifest): { readonly topic: string; readonly group: string }[] {
  return itemsAt(manifest, 'spec', 'triggers').map(({ item }) => ({
    topic: textAt(item, 'metadata', 'topic'),
    group: textAt(item, 'metadata', 'consumerGroup'),
  }));
}

/**
 * The later object with each trigger where the earlier one has it: their order says nothing, and one that is added in
 * front of the others moves none of them.
 */
export function alignTriggers(before: Manifest, after: Manifest): [Manifest, Manifest] {
  const moved = aligned(before, after, ['spec', 'triggers'], (trigger) => {
    const [type, topic, group] = [
      textAt(trigger, 'type'),
      textAt(trigger, 'metadata', 'topic'),
      textAt(trigger, 'metadata', 'consumerGroup'),
    ];
    return [canonical(trigger), `${type} ${topic} ${group}`, `${type} ${topic}`];
  });
  return [before, moved];
}

/** Whether the trigger of a path is on both sides, or came or went as a whole. */
export function presenceOf(path: string, { facts }: Scene): 'both' | 'added' | 'removed' {
  const trigger = path.slice(0, path.indexOf(']') + 1);
  const has = (side: Facts) => [...side.keys()].some((one) => one.startsWith(`${trigger}.`));
  if (!has(facts.before)) return 'added';
  return has(facts.after) ? 'both' : 'removed';
}

/** `5` of a fact that may be missing: KEDA's own then. */
export function countOf(value: Changed['after'], otherwise: number): number {
  return Number(value ?? otherwise);
}
