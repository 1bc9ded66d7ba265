import { at, textAt } from '../../model/plain-object.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const oneAutoscalerPerDeployment: ManifestRule = {
  id: 'one-autoscaler-per-deployment',
  on: 'manifests',
  kinds: ['Deployment', 'HorizontalPodAutoscaler', 'ScaledObject'],
  what: 'A Deployment has one autoscaler, and no fixed number of replicas beside it.',
  why: 'KEDA makes a HorizontalPodAutoscaler for each ScaledObject: two of them, or a number that a GitOps controller restores, undo each other, and each change makes the consumer group rebalance.',
  fix: 'Remove the second autoscaler, or `spec.replicas` of the Deployment.',
  level: 'error',
  check: () => {
    const scalers = new Map<string, string>();
    const fixed = new Map<string, string>();
    return (manifest) => {
      const id = manifestId(manifest);
      if (manifest.kind === 'Deployment') {
        const replicas = at(manifest, 'spec', 'replicas');
        if (replicas === undefined) return [];
        const target = keyOf(manifest, 'Deployment', manifest.metadata.name);
        fixed.set(target, id);
        const scaler = scalers.get(target);
        return scaler === undefined ? [] : [contested('spec.replicas', scaler)];
      }
      const target = targetOf(manifest);
      const other = scalers.get(target);
      scalers.set(target, other ?? id);
      const deployment = fixed.get(target);
      return [
        ...(other === undefined
          ? []
          : [
              {
                at: 'spec.scaleTargetRef.name',
                what: `${other} scales it too`,
                fix: 'remove one of the two',
              },
            ]),
        ...(deployment === undefined ? [] : [contested('spec.scaleTargetRef.name', deployment)]),
      ];
    };
  },
};

function contested(where: string, other: string): ManifestFinding {
  return {
    at: where,
    what: `the number of replicas is fixed, and scaled by lag: see ${other}`,
    fix: 'remove spec.replicas of the Deployment',
  };
}

function targetOf(manifest: Manifest): string {
  const kind = textAt(manifest, 'spec', 'scaleTargetRef', 'kind');
  return keyOf(
    manifest,
    kind === '' ? 'Deployment' : kind,
    textAt(manifest, 'spec', 'scaleTargetRef', 'name'),
  );
}

function keyOf({ metadata }: Manifest, kind: string, name: string): string {
  return `${kind} ${metadata.namespace ?? ''}/${name}`;
}
