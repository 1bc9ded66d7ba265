import { type Manifest, manifestId } from '../../model/manifest.ts';
import { review, type Verdict } from '../risk.ts';
import { topicNameOf } from '../world.ts';

/** Whether the operator has been told to leave the topic alone: deleting the object then keeps the topic. */
export function isUnmanaged({ metadata }: Manifest): boolean {
  return metadata.annotations?.['strimzi.io/managed'] === 'false';
}

/** Another object over the same topic. */
export function renamedTopic(before: Manifest, after: Manifest): Verdict {
  const topic = topicNameOf(before);
  const moved = before.metadata.namespace !== after.metadata.namespace;
  if (isUnmanaged(before)) {
    return review(
      `the old object is unmanaged, so the topic ${topic} stays when it goes, and ${after.metadata.name} takes it over`,
    );
  }
  const where = moved
    ? `the KafkaTopic moves from namespace ${before.metadata.namespace ?? '(none)'} to ${after.metadata.namespace ?? '(none)'}`
    : `the KafkaTopic gets the name ${after.metadata.name}`;
  return {
    risk: 'destructive',
    says: `${where} over the same topic: deleting the old object deletes ${topic} with all its messages and offsets, and it is made again empty`,
    wayOut: [
      `one commit: annotate ${manifestId(before)} in the GitOps folder with strimzi.io/managed: "false"; wait until its status says Unmanaged`,
      'one commit: remove the old object from the folder and let it be pruned; the topic stays',
      `one commit: add ${manifestId(after)}; it takes the topic over, and this plan no longer shows a change`,
    ],
  };
}
