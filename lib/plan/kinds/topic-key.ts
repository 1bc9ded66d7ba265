import { textAt } from '../../model/plain-object.ts';
import { plainKey } from '../../model/schemas/key-shape.ts';
import type { Fact, Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';

const note = 'metadata.annotations.workstreams.io/key';
const schemaNote = 'metadata.annotations.workstreams.io/key-schema';

/** Of the key that a KafkaTopic repeats of its contract, only the field: the reason is for people. */
export function refineKey(facts: Facts): void {
  const text = facts.get(note);
  if (text === undefined) return;
  try {
    const field = textAt(JSON.parse(String(text)), 'field');
    if (field !== '') facts.set(note, field);
  } catch {
    // Somebody has written it by hand: it is compared as it stands.
  }
}

/** What another key means; undefined for other fields. */
export function judgeKey({ path, before, after }: Changed, scene: Scene): Verdict | undefined {
  if (path !== note && path !== schemaNote) return undefined;
  if (path === note && (before === undefined || after === undefined))
    return safe('only what is noted of the key changes');
  const what =
    path === note
      ? `the key is ${String(after)} instead of ${String(before)}`
      : `keys are written as ${String(after ?? plainKey)} instead of ${String(before ?? plainKey)}: equal keys are other bytes`;
  const order = `${what}: once producers write it, messages about one thing go to another partition than before, and are not read in order across the change`;
  return isCompacted(scene)
    ? destructive(
        `${order}; the topic is compacted: the last value under each earlier key stays, and no later value replaces it`,
      )
    : review(order);
}

/** Growth moves keys; of a topic without a note no one knows whether its messages have some. */
export function morePartitions(after: Fact, scene: Scene): Verdict {
  const { facts } = scene;
  const unless = facts.before.has(note) || facts.after.has(note) ? '' : ' (unless its messages have no key)';
  const values = isCompacted(scene)
    ? '; compaction works within a partition: the last value of a key that moves stays in its old partition for ever, and readers see it beside the new one'
    : '';
  return destructive(
    `keys move${unless}: a key may be written to another of the ${String(after)} partitions than its earlier messages, which are then not read in order${values}; consumer groups rebalance. Kafka never takes partitions away: it cannot be taken back`,
  );
}

/** Whether only the last message of a key counts, before or after. */
function isCompacted({ facts }: Scene): boolean {
  return [facts.before, facts.after].some((side) =>
    String(side.get('spec.config.cleanup.policy') ?? '')
      .split(',')
      .includes('compact'),
  );
}
