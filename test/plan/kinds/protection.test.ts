import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const noted = (annotations: Record<string, string>, kind = 'Widget') => thing(kind, {}, { annotations });

const argo = 'argocd.argoproj.io/sync-options';
const flux = 'kustomize.toolkit.fluxcd.io/prune';
const helm = 'helm.sh/resource-policy';

describe('what keeps an object from being removed', () => {
  test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    [
      'Argo CD asks, from now on',
      {},
      { [argo]: 'Prune=confirm,Delete=confirm' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: safe: Argo CD no longer removes the Widget by itself',
      ],
    ],
    [
      'Argo CD never removes it, from now on',
      { [argo]: 'Prune=confirm,Delete=confirm' },
      { [argo]: 'Prune=false, Delete=false' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: safe: Argo CD no longer removes the Widget by itself',
      ],
    ],
    [
      'Argo CD asks instead of never removing it',
      { [argo]: 'Prune=false,Delete=false' },
      { [argo]: 'Prune=confirm,Delete=false' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: review: Argo CD may remove the Widget after somebody confirms',
      ],
    ],
    [
      'Argo CD asks no more',
      { [argo]: 'Prune=confirm,Delete=confirm' },
      {},
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: destructive: the protection is taken off: once the Widget is gone from the folder its controller deletes it, and asks no one',
      ],
    ],
    [
      'Argo CD asks only before it prunes',
      { [argo]: 'Prune=confirm,Delete=confirm' },
      { [argo]: 'Prune=confirm' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: destructive: the protection is taken off: once the Widget is gone from the folder its controller deletes it, and asks no one',
      ],
    ],
    [
      'Argo CD applies it otherwise',
      {},
      { [argo]: 'ServerSideApply=true' },
      ['metadata.annotations.argocd.argoproj.io/sync-options: review: Argo CD applies it in another way'],
    ],
    [
      'Argo CD replaces it',
      {},
      { [argo]: 'Replace=true' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: destructive: Replace=true: Argo CD deletes the Widget and creates it again when it applies it',
      ],
    ],
    [
      'Argo CD replaces it by force',
      {},
      { [argo]: 'Replace=true,Force=true' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: destructive: Replace=true and Force=true: Argo CD deletes the Widget and creates it again when it applies it',
      ],
    ],
    [
      'Argo CD replaced it before',
      { [argo]: 'Replace=true' },
      { [argo]: 'Replace=true,Delete=false,Prune=false' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: safe: Argo CD no longer removes the Widget by itself',
      ],
    ],
    [
      'Argo CD replaces it, and asks before',
      { [argo]: 'Prune=confirm,Delete=confirm' },
      { [argo]: 'Prune=confirm,Delete=confirm,Replace=true' },
      [
        'metadata.annotations.argocd.argoproj.io/sync-options: destructive: Replace=true: Argo CD deletes the Widget and creates it again when it applies it',
      ],
    ],
    [
      'Flux keeps it, from now on',
      {},
      { [flux]: 'disabled' },
      [
        'metadata.annotations.kustomize.toolkit.fluxcd.io/prune: safe: Widget is kept when it is gone from the folder',
      ],
    ],
    [
      'Flux keeps it no more',
      { [flux]: 'disabled' },
      {},
      [
        'metadata.annotations.kustomize.toolkit.fluxcd.io/prune: destructive: the protection is taken off: once the Widget is gone from the folder its controller deletes it, and asks no one',
      ],
    ],
    [
      'Flux is told something else',
      { [flux]: 'disabled' },
      { [flux]: 'enabled' },
      [
        'metadata.annotations.kustomize.toolkit.fluxcd.io/prune: destructive: the protection is taken off: once the Widget is gone from the folder its controller deletes it, and asks no one',
      ],
    ],
    [
      'Helm keeps it, from now on',
      {},
      { [helm]: 'keep' },
      ['metadata.annotations.helm.sh/resource-policy: safe: Widget is kept when its release goes'],
    ],
    [
      'Helm keeps it no more',
      { [helm]: 'keep' },
      {},
      [
        'metadata.annotations.helm.sh/resource-policy: destructive: the protection is taken off: once the Widget is gone from the folder its controller deletes it, and asks no one',
      ],
    ],
    [
      'one protection for another',
      { [flux]: 'disabled' },
      { [argo]: 'Prune=confirm,Delete=confirm' },
      [
        'metadata.annotations.kustomize.toolkit.fluxcd.io/prune: review: one protection of the Widget goes and another stays: is that controller the one that applies it?',
        'metadata.annotations.argocd.argoproj.io/sync-options: safe: Argo CD no longer removes the Widget by itself',
      ],
    ],
    [
      'one of two protections goes',
      { [helm]: 'keep', [flux]: 'disabled' },
      { [flux]: 'disabled' },
      [
        'metadata.annotations.helm.sh/resource-policy: review: one protection of the Widget goes and another stays: is that controller the one that applies it?',
      ],
    ],
    [
      'Helm in place of Flux',
      { [flux]: 'disabled' },
      { [helm]: 'keep' },
      [
        'metadata.annotations.kustomize.toolkit.fluxcd.io/prune: review: one protection of the Widget goes and another stays: is that controller the one that applies it?',
        'metadata.annotations.helm.sh/resource-policy: safe: Widget is kept when its release goes',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(noted(before), noted(after))).toEqual(told);
  });
});
