import type { Manifest } from '../model/manifest.ts';
import { at, itemsAt } from '../model/plain-object.ts';

/** Where each kind that starts pods keeps what they are; a ScaledJob's is overlooked by most linters. */
const specPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ScaledJob: ['spec', 'jobTargetRef', 'template', 'spec'],
};

export const kindsWithPods: readonly string[] = Object.keys(specPaths);

/** The pod that an object starts, and where in the object it stands. */
export function podOf(manifest: Manifest): { readonly spec: unknown; readonly where: string } {
  const path = specPaths[manifest.kind] ?? [];
  return { spec: at(manifest, ...path), where: path.join('.') };
}

/** All containers of a pod, with those that start first and those that join later. */
export function containersOf(spec: unknown): { readonly item: unknown; readonly where: string }[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => itemsAt(spec, list));
}
