import type { Manifest } from '../../model/manifest.ts';
import { textsAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Changed } from './meaning.ts';

const path = 'metadata.finalizers';

/** What API server and operators put into objects of their own accord, and take away when they have cleaned up. */
const own: ReadonlySet<string> = new Set([
  'strimzi.io/topic-operator',
  'finalizer.keda.sh',
  'finalizers.fluxcd.io',
  'kubernetes.io/pvc-protection',
  'kubernetes.io/pv-protection',
  'foregroundDeletion',
  'orphan',
  'customresourcecleanup.apiextensions.k8s.io',
  'service.kubernetes.io/load-balancer-cleanup',
  'batch.kubernetes.io/job-tracking',
  'post-delete-finalizer.argocd.argoproj.io',
  'pre-delete-finalizer.argocd.argoproj.io',
]);

/** An Application with this finalizer takes what it has applied with it. */
const cascade = 'resources-finalizer.argocd.argoproj.io';

/** Whether everything that an Application has applied is deleted with it. */
export function takesAlong(manifest: Manifest): boolean {
  return textsAt(manifest, 'metadata', 'finalizers').some((one) => nameOf(one) === cascade);
}

/** `resources-finalizer.argocd.argoproj.io/background`: how it is done says nothing about what. */
function nameOf(finalizer: string): string {
  return /^[a-z-]+\.argocd\.argoproj\.io(?=\/)/.exec(finalizer)?.[0] ?? finalizer;
}

/** One fact a finalizer that no operator puts there by itself. */
export function refineFinalizers(facts: Facts, manifest: Manifest): void {
  facts.delete(path);
  for (const one of textsAt(manifest, 'metadata', 'finalizers').map(nameOf))
    if (!own.has(one)) facts.set(`${path}[${one}]`, true);
}

/** What a finalizer means that came or went; undefined for other fields. */
export function judgeFinalizer({ path: where, after }: Changed, kind: string): Verdict | undefined {
  if (!where.startsWith(`${path}[`)) return undefined;
  const name = where.slice(path.length + 1, -1);
  if (name === cascade)
    return after === true
      ? destructive(
          `once the ${kind} is deleted everything that it has applied is deleted with it, unless it is protected`,
        )
      : review(`once the ${kind} is deleted, what it has applied stays`);
  return after === true
    ? review(
        `a deleted ${kind} stays until a program removes the finalizer ${name}: without one it stays for ever`,
      )
    : review(`a deleted ${kind} no longer waits for ${name}: what that cleans up stays behind`);
}
