import { headDangers } from './dangerous-heads.ts';
import { kindDangers } from './dangerous-kinds.ts';
import { topicDangers } from './dangerous-topics.ts';
import type { Mutable } from './fixture.ts';
import type { ObjectDanger } from './object-danger.ts';

export const objectDangers: readonly ObjectDanger[] = [...headDangers, ...topicDangers, ...kindDangers];

/** Edits that cost nothing: a dangerous one beside them is no less dangerous. */
export const harmless: readonly ((object: Mutable) => void)[] = [
  () => undefined,
  (object) => {
    object.metadata.annotations = { ...object.metadata.annotations, 'workstreams.io/purpose': 'other words' };
  },
  (object) => {
    object.metadata.labels = { ...object.metadata.labels, 'workstreams.io/owner': 'others' };
  },
  (object) => {
    object.metadata.finalizers = [...(object.metadata.finalizers ?? []), 'strimzi.io/topic-operator'];
  },
  // It becomes ours, by every sign that we leave.
  (object) => {
    object.metadata.labels = {
      ...object.metadata.labels,
      'app.kubernetes.io/managed-by': 'workstreams',
      'app.kubernetes.io/part-of': 'sorting',
    };
  },
];
