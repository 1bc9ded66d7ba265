import type { Manifest } from '../../model/manifest.ts';
import {
  auditLabel,
  enforceLabel,
  podSecurityPrefix,
  strictnessOf,
  warnLabel,
} from '../../model/pod-security.ts';
import { textAt } from '../../model/plain-object.ts';
import type { Fact, Facts } from '../facts.ts';
import { destructive, impossible, review, type Risk, safe, type Verdict } from '../risk.ts';
import { judgeAnnotation } from './annotations.ts';
import { judgeFinalizer, refineFinalizers } from './finalizers.ts';
import type { Changed, Scene } from './meaning.ts';
import { judgeOwner, refineOwners } from './owners.ts';

/** What servers, controllers and kubectl note in an object. */
const noted =
  /^metadata\.(?:creationTimestamp|deletion.*|generation|generateName|managedFields.*|resourceVersion|selfLink|uid|(?:annotations|labels)\.(?:kubectl\.kubernetes\.io\/last-applied-configuration|argocd\.argoproj\.io\/(?:tracking-id|instance|refresh)|app\.kubernetes\.io\/instance|deployment\.kubernetes\.io\/revision|kubernetes\.io\/metadata\.name|kustomize\.toolkit\.fluxcd\.io\/(?:name|namespace|checksum)|reconcile\.external-secrets\.io\/.*|scaled(?:job|object)\.keda\.sh\/name|strimzi\.io\/(?:last-.*|generation)))$/;

/** Labels and annotations that people and pages read, and no program acts upon. */
const told =
  /^metadata\.(?:annotations|labels)\.(?:workstreams\.io\/(?:contract|deprecated|on-call|owner|purpose|service|runbook)|app\.kubernetes\.io\/(?:version|managed-by|part-of|component|name)|kubernetes\.io\/description)$/;

/**
 * What a KafkaTopic repeats of its contract for people and for an import: what of it matters here is in other objects,
 * and the rest may be about other environments.
 */
const notes =
  /^metadata\.annotations\.workstreams\.io\/(?:channel|consumers|critical|dead-letter|formerly|headers|load|partitions|processors|producers|questions|retention|retry|scaling|schema|service-levels)$/;

/** What the contract says of the topic's end, as JSON. */
export const lifecyclePath = 'metadata.annotations.workstreams.io/lifecycle';

export function refineHead(facts: Facts, manifest: Manifest): void {
  refineFinalizers(facts, manifest);
  refineOwners(facts, manifest);
  for (const path of facts.keys()) {
    if (path === 'metadata') facts.delete(path);
    else if (noted.test(path) || notes.test(path)) facts.delete(path);
  }
  for (const path of ['metadata.labels', 'metadata.annotations']) facts.delete(path);
}

const annotations = 'metadata.annotations.';
const labels = 'metadata.labels.';

/** Labels of these are asked for by selectors: none of them is only for people. */
const selected: ReadonlySet<string> = new Set(['Namespace', 'Node', 'Pod']);

/**
 * What holds for the head of an object of any kind; undefined for what stands below it.
 * @param deletion what it costs when the object goes
 */
export function judgeHead(change: Changed, scene: Scene, deletion: () => Risk): Verdict | undefined {
  const { path, before, after } = change;
  const { kind } = scene.after;
  if (path === 'apiVersion') return apiVersion(String(before), String(after), scene);
  if (!path.startsWith('metadata.')) return undefined;
  const isSelected = selected.has(kind) && path.startsWith(labels);
  if (path === lifecyclePath) return lifecycle(after);
  if (told.test(path) && !isSelected) return safe('only what people read of it changes');
  if (path.startsWith(annotations))
    return judgeAnnotation(path.slice(annotations.length), change, scene.after, deletion);
  if (path.startsWith(labels)) {
    const known = label(path.slice(labels.length), change, scene);
    if (known !== undefined || !isSelected) return known;
    return review(
      `policies and listeners that select by labels of the ${kind} let through more, or less: is one of them written for this label?`,
    );
  }
  return judgeFinalizer(change, kind) ?? judgeOwner(change, kind, deletion);
}

/** Nothing stops for it: who writes and reads the topic is reported beside it. */
function lifecycle(after: Fact | undefined): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(String(after));
  } catch {
    return safe('the topic is in use again');
  }
  switch (textAt(value, 'state')) {
    case 'deprecated':
      return safe(
        `deprecated: clients move to ${textAt(value, 'successor')} until ${textAt(value, 'until')}`,
      );
    case 'retired':
      return safe(`retired since ${textAt(value, 'since')}: no one should write or read it`);
    default:
      return safe('the topic is in use again');
  }
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

function label(name: string, change: Changed, { after: { kind } }: Scene): Verdict | undefined {
  const { before, after } = change;
  if (name === 'strimzi.io/cluster') return clusterLabel(before, after, kind);
  if (name === 'workstreams.io/pii' || name === 'workstreams.io/classification') {
    return review('who may see these data is decided by this label: are the data what it says now?');
  }
  return name.startsWith(podSecurityPrefix) ? podSecurity(name, change) : undefined;
}

/** A pod that was admitted stays when the namespace is strict again: what it did until then stays too. */
function podSecurity(name: string, { before, after }: Changed): Verdict {
  if (name === warnLabel || name === auditLabel)
    return safe('only warnings and audit notes about pods change: the same pods are admitted');
  if (name === enforceLabel && strictnessOf(after) < strictnessOf(before))
    return destructive(
      `pods that the level ${String(before)} refuses are admitted from now on (${after === undefined ? 'no level' : String(after)}): they can take rights on their node, and stay when the label is back`,
    );
  return review(
    'which pods the namespace admits changes: those that do not fit are refused at their next start',
  );
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
      `without its cluster label Strimzi ignores the object and says nothing: the ${thing} in ${String(before)} has no owner after that`,
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
