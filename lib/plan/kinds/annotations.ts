import type { Manifest } from '../../model/manifest.ts';
import type { Fact } from '../facts.ts';
import { destructive, review, type Risk, safe, type Verdict } from '../risk.ts';
import type { Changed } from './meaning.ts';
import { argoSync, fluxPrune, isProtected, optionsOf, strengthOf } from './protection.ts';

const keep = 'helm.sh/resource-policy';
const argoHook = 'argocd.argoproj.io/hook';
const helmHook = 'helm.sh/hook';
const hookPolicies = ['argocd.argoproj.io/hook-delete-policy', 'helm.sh/hook-delete-policy'] as const;

/**
 * What an annotation means that programs act upon, on an object of any kind; undefined for those that are not known
 * here.
 * @param deletion what it costs when the object goes
 */
export function judgeAnnotation(
  name: string,
  change: Changed,
  now: Manifest,
  deletion: () => Risk,
): Verdict | undefined {
  const { before, after } = change;
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
    case argoHook:
    case helmHook:
    case hookPolicies[0]:
    case hookPolicies[1]:
      return hook(now, deletion);
    case 'argocd.argoproj.io/sync-wave':
      return review(
        'it is applied earlier or later than before: what waits for it, or it for others, may not be there',
      );
    case 'argocd.argoproj.io/deletion-approved':
      return after === undefined
        ? review('deletions that wait for a confirmation wait on')
        : destructive(
            'it confirms deletions: Argo CD carries out those that wait, also of protected objects',
          );
    case 'argocd.argoproj.io/skip-reconcile':
      return after === 'true'
        ? review('Argo CD leaves the Application alone: nothing that is merged is applied')
        : review('Argo CD goes on: everything that was merged in the meantime is applied at once');
    case 'argocd.argoproj.io/compare-options':
      return review('Argo CD reports differences of this object in another way, or not at all');
    default:
      return strimzi(name, change, kind) ?? flux(name, after, kind) ?? keda(name, after);
  }
}

function strimzi(name: string, { before, after }: Changed, kind: string): Verdict | undefined {
  const on = after === 'true';
  switch (name) {
    case 'strimzi.io/managed':
      return after === 'false'
        ? review('the operator leaves the topic alone from now on: what changes here does not reach Kafka')
        : review('the operator takes the topic over again: what was set by hand is set back');
    case 'strimzi.io/pause-reconciliation':
      return paused(on);
    case 'strimzi.io/delete-pod-and-pvc':
      return on
        ? destructive('Strimzi deletes the pod with its disks: what is on them alone is lost')
        : review('the pod and its disks stay');
    case 'strimzi.io/skip-broker-scaledown-check':
      return on
        ? destructive(
            'Strimzi no longer refuses to remove brokers that hold partitions: what is on them alone is lost',
          )
        : review('Strimzi refuses again to remove brokers that hold partitions');
    case 'strimzi.io/force-replace':
      return on
        ? destructive(
            'Strimzi makes a new key for this authority: clients that trust the old certificate, or have one from it, are refused until they have new ones',
          )
        : review('the key of this authority stays');
    case 'strimzi.io/force-renew':
      return review('Strimzi renews the certificate now: pods that hold it restart');
    case 'strimzi.io/manual-rolling-update':
      return review('Strimzi restarts the pods one by one');
    case 'strimzi.io/rebalance':
    case 'strimzi.io/rebalance-auto-approval':
      return review(
        'Cruise Control moves partitions between brokers, or stops: brokers and network carry it',
      );
    case 'strimzi.io/connector-offsets':
      return after === 'reset' || after === 'alter'
        ? destructive(
            'the positions of the connector are set again: it skips data, or copies them a second time',
          )
        : review('the positions of the connector are listed, or that ends');
    case 'strimzi.io/restart':
    case 'strimzi.io/restart-task':
      return review(`the ${kind} restarts`);
    case 'strimzi.io/remove-node-ids':
    case 'strimzi.io/next-node-ids':
      return review(
        `which nodes come or go when the pool is scaled changes: ${String(before ?? '(any)')} becomes ${String(after ?? '(any)')}`,
      );
    default:
      return undefined;
  }
}

function flux(name: string, after: Fact | undefined, kind: string): Verdict | undefined {
  switch (name) {
    case 'kustomize.toolkit.fluxcd.io/reconcile':
      return after === 'disabled'
        ? review(`Flux leaves the ${kind} alone: nothing that is merged is applied to it`)
        : review(`Flux applies the ${kind} again: what was set by hand is set back`);
    case 'kustomize.toolkit.fluxcd.io/force':
      return after === 'enabled' || after === 'Enabled'
        ? destructive(`Flux deletes the ${kind} and creates it again where a field cannot be changed`)
        : review(`where a field of the ${kind} cannot be changed Flux reports it, and deletes nothing`);
    case 'kustomize.toolkit.fluxcd.io/ssa':
      return review(`Flux applies the ${kind} in another way: fields that others set are kept, or set back`);
    case 'kustomize.toolkit.fluxcd.io/substitute':
      return review(`Flux replaces \${…} in the ${kind}, or leaves it as it is written`);
    default:
      return undefined;
  }
}

function keda(name: string, after: Fact | undefined): Verdict | undefined {
  return name === 'autoscaling.keda.sh/paused' ? paused(after === 'true') : undefined;
}

function paused(on: boolean): Verdict {
  return on
    ? review('its operator pauses: what changes here has no effect until it goes on')
    : review('its operator goes on: everything that has changed since it paused takes effect at once');
}

/** Argo CD reads hooks of Helm like its own; one that says nothing else is deleted before it is created again. */
function hook({ kind, metadata }: Manifest, deletion: () => Risk): Verdict {
  const { annotations = {} } = metadata;
  const phase = annotations[argoHook] ?? annotations[helmHook];
  if (phase === undefined) return review(`the ${kind} is applied with the others, and stays`);
  if (phase === 'Skip') return review(`Argo CD no longer applies the ${kind}`);
  const policies = optionsOf(annotations[hookPolicies[0]] ?? annotations[hookPolicies[1]] ?? '');
  const when = /succe/i.test([...policies].join())
    ? 'when the sync has succeeded'
    : /fail/i.test([...policies].join()) && policies.size === 1
      ? 'when the sync fails'
      : 'before each sync, and creates it again';
  const says = `the ${kind} is a hook (${phase}): Argo CD deletes it ${when}, also where it is protected from pruning`;
  return deletion() === 'destructive' ? destructive(says) : review(says);
}

function syncOptions(before: Fact | undefined, after: Fact | undefined, kind: string): Verdict {
  const now = optionsOf(after);
  const forced = ['Replace=true', 'Force=true'].filter((one) => now.has(one) && !optionsOf(before).has(one));
  if (forced.length > 0) {
    return destructive(
      `${forced.join(' and ')}: Argo CD deletes the ${kind} and creates it again when it applies it`,
    );
  }
  const [was, is] = [strengthOf(argoSync, before), strengthOf(argoSync, after)];
  if (is < was)
    return is === 0 ? unprotected(kind) : review(`Argo CD may remove the ${kind} after somebody confirms`);
  return is > was
    ? safe(`Argo CD no longer removes the ${kind} by itself`)
    : review('Argo CD applies it in another way');
}

function unprotected(kind: string): Verdict {
  return destructive(
    `the protection is taken off: once the ${kind} is gone from the folder its controller deletes it, and asks no one`,
  );
}
