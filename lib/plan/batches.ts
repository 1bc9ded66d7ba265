import type { Action, ObjectChange } from './change.ts';

/** KafkaTopics of one merge. The Topic Operator stops above 1024 queued events (`STRIMZI_MAX_QUEUE_SIZE`). */
const mostTopicsAtOnce = 1000;

/** One merge of several. */
export interface Batch {
  readonly action: Action;
  /** The objects, by id, in the order of their names. */
  readonly topics: readonly string[];
}

/** In which order: what others wait for comes first, what cannot be taken back comes last. */
const order: readonly Action[] = ['create', 'change', 'rename', 'delete'];

/** Batches of a change that touches more topics than the operator takes at once; else none. */
export function batchesOf(changes: readonly ObjectChange[]): Batch[] {
  const topics = changes.filter(({ kind }) => kind === 'KafkaTopic');
  if (topics.length <= mostTopicsAtOnce) return [];
  return order.flatMap((action) => {
    const ids = topics
      .filter((one) => one.action === action)
      .map(({ id }) => id)
      .sort();
    return Array.from({ length: Math.ceil(ids.length / mostTopicsAtOnce) }, (_, index) => ({
      action,
      topics: ids.slice(index * mostTopicsAtOnce, (index + 1) * mostTopicsAtOnce),
    }));
  });
}
