import type { Fact, Facts } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';
import { argoSync, fluxPrune, isProtected, optionsOf, strengthOf } from './protection.ts';

/** What servers, controllers and kubectl note in an object. */
const noted =
  /^metadata\.(?:creationTimestamp|deletion.*|finalizers.*|generation|generateName|managedFields.*|ownerReferences.*|resourceVersion|selfLink|uid|(?:annotations|labels)\.(?:kubectl\.kubernetes\.io\/last-applied-configuration|argocd\.argoproj\.io\/(?:tracking-id|instance|refresh)|app\.kubernetes\.io\/instance|deployment\.kubernetes\.io\/revision|kubernetes\.io\/metadata\.name|kustomize\.toolkit\.fluxcd\.io\/(?:name|namespace|checksum)|reconcile\.external-secrets\.io\/.*|scaled(?:job|object)\.keda\.sh\/name|strimzi\.io\/(?:last-.*|generation)))$/;

/** Labels and annotations that people and pages read, and no program acts upon. */
const told =
  /^metadata\.(?:annotations|labels)\.(?:workstreams\.io\/(?:contract|deprecated|on-call|owner|purpose|service|runbook)|app\.kubernetes\.io\/(?:version|managed-by|part-of|component|name)|kubernetes\.io\/description)$/;

/**
 * What a KafkaTopic repeats of its contract for people and for an import: what of it matters here is in other objects,
 * and the rest may be about other environments.
 */
const notes =
  /^metadata\.annotations\.workstreams\.io\/(?:channel|consumers|critical|dead-letter|formerly|headers|key|lifecycle|load|partitions|processors|producers|questions|retention|retry|scaling|schema|service-levels)$/;

export function refineHead(facts: Facts): void {
  for (const path of facts.keys()) {
    if (path === 'metadata') facts.delete(path);
    else if (noted.test(path) || notes.test(path)) facts.delete(path);
  }
  for (const path of ['metadata.labels', 'metadata.annotations']) facts.delete(path);
}

const keep = 'helm.sh/resource-policy';
const annotations = 'metadata.annotations.';
const labels = 'metadata.labels.';

/** What holds for the head of an object of any kind; undefined for what stands below it. */
export function judgeHead(change: Changed, scene: Scene): Verdict | undefined {
  const { path, before, after } = change;
  if (path === 'apiVersion') return apiVersion(String(before), String(after), scene);
  if (!path.startsWith('metadata.')) return undefined;
  if (told.test(path)) return safe('only what people read of it changes');
  if (path.startsWith(annotations)) return annotation(path.slice(annotations.length), change, scene);
  if (path.startsWith(labels)) return label(path.slice(labels.length), change, scene);
  return undefined;
}

function apiVersion(before: string, after: string, { after: { kind } }: Scene): Verdict {
  const groupOf = (text: string) => text.slice(0, text.indexOf('/') + 1);
  if (groupOf(before) === groupOf(after)) {
    return review(
      `the API moves from ${before} to ${after}: the object stays, if the cluster serves ${after}; else the merge fails as a whole`,
    );
  }
  return destructive(
    `a ${kind} of another API: the one of ${before} is deleted with what it stands for, and one of ${after} made`,
  );
}

function annotation(name: string, { before, after }: Changed, { after: now }: Scene): Verdict | undefined {
  const { kind } = now;
  const weaker = strengthOf(name, after) < strengthOf(name, before) || (name === keep && before === 'keep');
  if (weaker && strengthOf(name, after) === 0 && isProtected(now)) {
    return review(
      `one protection of the ${kind} goes and another stays: is that controller the one that applies it?`,
    );
  }
  switch (name) {
    case argoSync:
      return syncOptions(before, after, kind);
    case fluxPrune:
      return strengthOf(name, after) < strengthOf(name, before)
        ? unprotected(kind)
        : safe(`${kind} is kept when it is gone from the folder`);
    case keep:
      return before === 'keep' ? unprotected(kind) : safe(`${kind} is kept when its release goes`);
    case 'argocd.argoproj.io/sync-wave':
      return review(
        'it is applied earlier or later than before: what waits for it, or it for others, may not be there',
      );
    case 'strimzi.io/managed':
      return after === 'false'
        ? review('the operator leaves the topic alone from now on: what changes here does not reach Kafka')
        : review('the operator takes the topic over again: what was set by hand is set back');
    case 'strimzi.io/pause-reconciliation':
    case 'autoscaling.keda.sh/paused':
      return after === 'true'
        ? review('its operator pauses: what changes here has no effect until it goes on')
        : review('its operator goes on: everything that has changed since it paused takes effect at once');
    default:
      return undefined;
  }
}

function syncOptions(before: Fact | undefined, after: Fact | undefined, kind: string): Verdict {
  const now = optionsOf(after);
  const forced = ['Replace=true', 'Force=true'].filter((one) => now.has(one) && !optionsOf(before).has(one));
  if (forced.length > 0) {
    return destructive(
      `${forced.join(' and ')}: Argo CD deletes the ${kind} and makes it anew when it applies it`,
    );
  }
  const [was, is] = [strengthOf(argoSync, before), strengthOf(argoSync, after)];
  if (is < was)
    return is === 0 ? unprotected(kind) : review(`Argo CD may remove the ${kind} after somebody confirms`);
  return is > was
    ? safe(`Argo CD does not remove the ${kind} by itself any more`)
    : review('Argo CD applies it in another way');
}

function unprotected(kind: string): Verdict {
  return destructive(
    `the protection is taken off: once the ${kind} is gone from the folder its controller deletes it, and asks nobody`,
  );
}

function label(name: string, change: Changed, { after: { kind } }: Scene): Verdict | undefined {
  const { before, after } = change;
  if (name === 'strimzi.io/cluster') return clusterLabel(before, after, kind);
  if (name === 'workstreams.io/pii' || name === 'workstreams.io/classification') {
    return review('who may see these data is decided by this label: are the data what it says now?');
  }
  if (name.startsWith('pod-security.kubernetes.io/')) {
    return review(
      'which pods the namespace admits changes: those that do not fit are refused at their next start',
    );
  }
  return undefined;
}

function clusterLabel(before: Fact | undefined, after: Fact | undefined, kind: string): Verdict {
  const thing = kind === 'KafkaTopic' ? 'topic' : kind === 'KafkaUser' ? 'user' : 'node pool';
  if (before === undefined) {
    return review(
      `the operator of cluster ${String(after)} takes the ${thing} over: what differs there is set to what stands here`,
    );
  }
  if (after === undefined) {
    return destructive(
      `without its cluster label Strimzi ignores the object and says nothing: the ${thing} in ${String(before)} is nobody's any more`,
    );
  }
  const says = `the operator of ${String(before)} lets go of the ${thing}, and that of ${String(after)} makes a new, empty one: messages, offsets and credentials stay behind`;
  return kind === 'KafkaNodePool'
    ? impossible('a node pool belongs to its cluster for good: Strimzi refuses to take it into another', [
        'add a node pool with another name to the other cluster',
        'move the partitions, then remove this one',
      ])
    : destructive(says);
}
