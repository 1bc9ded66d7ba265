import type { TopicHead } from '../lib/reports/catalog/model.ts';

/** Services that write a topic: producers, and processors whose results it takes. */
export function writersOf(topic: TopicHead | undefined): readonly number[] {
  return topic === undefined ? [] : [...new Set([...topic.producers, ...topic.sinks])];
}

/** Services that read a topic: consumers, and processors that it feeds. */
export function readersOf(topic: TopicHead | undefined): readonly number[] {
  return topic === undefined ? [] : [...new Set([...topic.consumers, ...topic.sources])];
}
