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

export interface FoundPod {
  readonly spec: unknown;
  /** Where the pod's spec is in the object: `spec.template.spec`. */
  readonly where: string;
  /** Its labels and annotations, and where they are. */
  readonly metadata: { readonly item: unknown; readonly where: string };
}

/** The pod that an object starts. */
export function podOf(manifest: Manifest): FoundPod {
  const path = specPaths[manifest.kind] ?? [];
  const head = [...path.slice(0, -1), 'metadata'];
  return {
    spec: at(manifest, ...path),
    where: path.join('.'),
    metadata: { item: at(manifest, ...head), where: head.join('.') },
  };
}

/** All containers of a pod, with those that start first and those that join later. */
export function containersOf(spec: unknown): { readonly item: unknown; readonly where: string }[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => itemsAt(spec, list));
}
