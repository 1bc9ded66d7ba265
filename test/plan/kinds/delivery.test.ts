import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const application = (spec: Record<string, unknown>, metadata: Record<string, unknown> = {}) =>
  thing('Application', { spec }, metadata);
const automated = (values: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  application({ syncPolicy: { automated: { enabled: true, ...values } }, ...rest });
const options = (...syncOptions: string[]) => application({ syncPolicy: { syncOptions } });
const kustomization = (spec: Record<string, unknown>) =>
  thing('Kustomization', { spec: { interval: '1m', ...spec } });

describe('what Argo CD applies', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'from another folder',
      application({ source: { path: 'a' } }),
      application({ source: { path: 'b' } }),
      [
        'spec.source.path: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'from another folder, and prunes',
      automated({ prune: true }, { source: { path: 'a' } }),
      automated({ prune: true }, { source: { path: 'b' } }),
      [
        'spec.source.path: destructive: it applies another folder, or to another place: what the old one held is pruned where it was, unless it is protected',
      ],
    ],
    [
      'from another repository',
      application({ source: { repoURL: 'a' } }),
      application({ source: { repoURL: 'b' } }),
      [
        'spec.source.repoURL: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'to another place',
      application({ destination: { namespace: 'a' } }),
      application({ destination: { namespace: 'b' } }),
      [
        'spec.destination.namespace: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'at another revision',
      application({ source: { targetRevision: 'a' } }),
      application({ source: { targetRevision: 'b' } }),
      ['spec.source.targetRevision: review: it applies another revision of the folder'],
    ],
    [
      'though it is empty',
      automated({}),
      automated({ allowEmpty: true }),
      [
        'spec.syncPolicy.automated.allowEmpty: destructive: a folder that is empty by mistake deletes everything that it has applied',
      ],
    ],
    [
      'unless it is empty',
      automated({ allowEmpty: true }),
      automated({ allowEmpty: false }),
      ['spec.syncPolicy.automated.allowEmpty: review: Argo CD applies the folder in another way'],
    ],
    [
      'and prunes',
      automated({}),
      automated({ prune: true }),
      [
        'spec.syncPolicy.automated.prune: destructive: what is not in the folder is deleted without asking, also what left it before, unless it is protected: topics with their messages',
      ],
    ],
    [
      'and prunes no more',
      automated({ prune: true }),
      automated({}),
      ['spec.syncPolicy.automated.prune: review: what is gone from the folder stays in the cluster'],
    ],
    [
      'and heals',
      automated({}),
      automated({ selfHeal: true }),
      ['spec.syncPolicy.automated.selfHeal: review: what was set by hand is set back'],
    ],
    [
      'and heals no more',
      automated({ selfHeal: true }),
      automated({}),
      ['spec.syncPolicy.automated.selfHeal: review: what is set by hand stays'],
    ],
    [
      'by replacing',
      options('A=true'),
      options('A=true', 'Replace=true'),
      [
        'spec.syncPolicy.syncOptions[Replace=true]: destructive: Argo CD deletes objects and creates them again when it applies them',
      ],
    ],
    [
      'by force',
      options('A=true'),
      options('A=true', 'Force=true'),
      [
        'spec.syncPolicy.syncOptions[Force=true]: destructive: Argo CD deletes objects and creates them again when it applies them',
      ],
    ],
    [
      'no longer by replacing',
      options('A=true', 'Replace=true'),
      options('A=true'),
      ['spec.syncPolicy.syncOptions[Replace=true]: review: Argo CD applies the folder in another way'],
    ],
    [
      'with another option',
      options('A=true'),
      options('A=true', 'B=true'),
      ['spec.syncPolicy.syncOptions[B=true]: review: Argo CD applies the folder in another way'],
    ],
    [
      'with another label',
      application({}),
      application({}, { labels: { squad: 'a' } }),
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    ['newly', undefined, application({}), ['create: review: Argo CD applies another folder']],
    [
      'no more',
      application({}),
      undefined,
      ['delete: review: what it has applied stays, and nothing keeps it in step after that'],
    ],
    [
      'no more, and takes it along',
      application({}, { finalizers: ['other', 'resources-finalizer.argocd.argoproj.io/background'] }),
      undefined,
      ['delete: destructive: everything that it has applied is deleted with it, unless it is protected'],
    ],
    [
      'no more, with a finalizer of others',
      application({}, { finalizers: ['other'] }),
      undefined,
      ['delete: review: what it has applied stays, and nothing keeps it in step after that'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });
});

describe('what Flux applies', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'from another folder',
      kustomization({ path: 'a' }),
      kustomization({ path: 'b' }),
      [
        'spec.path: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'from another folder, and prunes',
      kustomization({ prune: true, path: 'a' }),
      kustomization({ prune: true, path: 'b' }),
      [
        'spec.path: destructive: it applies another folder, or to another place: what the old one held is pruned where it was, unless it is protected',
      ],
    ],
    [
      'from another source',
      kustomization({ sourceRef: { name: 'a' } }),
      kustomization({ sourceRef: { name: 'b' } }),
      [
        'spec.sourceRef.name: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'to another namespace',
      kustomization({ targetNamespace: 'a' }),
      kustomization({ targetNamespace: 'b' }),
      [
        'spec.targetNamespace: review: it applies another folder, or to another place: what the old one held stays where it was',
      ],
    ],
    [
      'and leaves when it goes',
      kustomization({ prune: true }),
      kustomization({ prune: true, deletionPolicy: 'Orphan' }),
      ['spec.deletionPolicy: review: what happens to its objects when it is deleted changes'],
    ],
    [
      'and takes along when it goes',
      kustomization({ prune: true, deletionPolicy: 'Orphan' }),
      kustomization({ prune: true }),
      [
        'spec.deletionPolicy: destructive: once it is deleted everything that it has applied is deleted with it, unless it is protected',
      ],
    ],
    [
      'and leaves no more when it goes, without pruning',
      kustomization({ deletionPolicy: 'Orphan' }),
      kustomization({}),
      ['spec.deletionPolicy: review: what happens to its objects when it is deleted changes'],
    ],
    [
      'by force',
      kustomization({}),
      kustomization({ force: true }),
      ['spec.force: destructive: Flux deletes objects that cannot be changed and creates them again'],
    ],
    [
      'no longer by force',
      kustomization({ force: true }),
      kustomization({}),
      ['spec.force: review: Flux applies the folder in another way'],
    ],
    [
      'and prunes',
      kustomization({}),
      kustomization({ prune: true }),
      [
        'spec.prune: destructive: what is not in the folder is deleted without asking, also what left it before, unless it is protected: topics with their messages',
      ],
    ],
    [
      'and prunes no more',
      kustomization({ prune: true }),
      kustomization({}),
      ['spec.prune: review: what is gone from the folder stays in the cluster'],
    ],
    [
      'more often',
      kustomization({}),
      kustomization({ interval: '2m' }),
      ['spec.interval: review: Flux applies the folder in another way'],
    ],
    [
      'with another label',
      kustomization({}),
      { ...kustomization({}), metadata: { name: 'x', namespace: 'n', labels: { squad: 'a' } } },
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    ['newly', undefined, kustomization({}), ['create: review: Flux applies another folder']],
    [
      'no more',
      kustomization({}),
      undefined,
      ['delete: review: what it has applied stays, and nothing keeps it in step after that'],
    ],
    [
      'no more, and takes it along',
      kustomization({ prune: true }),
      undefined,
      ['delete: destructive: everything that it has applied is deleted with it, unless it is protected'],
    ],
    [
      'no more, and leaves it',
      kustomization({ prune: true, deletionPolicy: 'Orphan' }),
      undefined,
      ['delete: review: what it has applied stays, and nothing keeps it in step after that'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });
});
