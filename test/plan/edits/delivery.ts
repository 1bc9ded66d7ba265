import { base, type Edits } from './edit.ts';

const argo = { apiVersion: 'argoproj.io/v1alpha1' };
const prunes = { syncPolicy: { automated: { prune: true } } };
const app = base(
  'Application',
  { source: { repoURL: 'r', path: 'p' }, destination: { namespace: 'd' } },
  argo,
);
const pruning = base(
  'Application',
  { source: { repoURL: 'r', path: 'p' }, destination: { namespace: 'd' }, ...prunes },
  argo,
);
const source = (path: string, more: object = {}) => ({ repoURL: 'r', path, ...more });
const sources = (...list: unknown[]) => ({ source: null, sources: list });
const several = base('Application', { sources: [source('p'), source('q')], ...prunes }, argo);
const automated = (more: object) => ({ syncPolicy: { automated: more } });
const options = (...syncOptions: string[]) => ({ syncPolicy: { syncOptions } });
const cascade = 'resources-finalizer.argocd.argoproj.io';
const set = base(
  'ApplicationSet',
  {
    generators: [{ list: { elements: [{ env: 'a' }] } }],
    template: { metadata: { name: 'x' }, spec: { source: { path: 'p' } } },
  },
  argo,
);
const flux = base(
  'Kustomization',
  { path: 'p', prune: true, sourceRef: { kind: 'GitRepository', name: 'x' } },
  { apiVersion: 'kustomize.toolkit.fluxcd.io/v1' },
);
const release = base(
  'HelmRelease',
  { chart: { spec: { chart: 'c', version: '1' } } },
  { apiVersion: 'helm.toolkit.fluxcd.io/v2' },
);
const repository = base(
  'GitRepository',
  { url: 'u', ref: { branch: 'main' } },
  { apiVersion: 'source.toolkit.fluxcd.io/v1' },
);
const gone = 'is pruned where it was';

export const deliveryEdits: readonly Edits[] = [
  {
    about: 'one source, without pruning',
    base: app,
    at: 'spec',
    rows: [
      [{}, { source: { path: 'q' } }, 'review', 'stays where it was'],
      [{}, { destination: { namespace: 'e' } }, 'review', 'stays where it was'],
      [{}, { source: { targetRevision: 'v2' } }, 'review', 'another revision'],
      [{}, automated({ prune: true }), 'destructive', 'also what left it before'],
      [
        automated({ prune: true, enabled: false }),
        automated({ prune: true }),
        'destructive',
        'deleted without asking',
      ],
      [automated({ enabled: false }), automated({ prune: true, enabled: false }), 'review', 'somebody syncs'],
      [automated({ enabled: false }), automated({ enabled: true }), 'review', 'in another way'],
      [{}, automated({ allowEmpty: true }), 'destructive', 'empty by mistake'],
      [automated({ selfHeal: true }), automated({ selfHeal: false }), 'review', 'what is set by hand stays'],
      [automated({}), {}, 'review', 'only when somebody syncs'],
      [automated({}), automated({ enabled: false }), 'review', 'only when somebody syncs'],
      [{}, { project: 'other' }, 'review', 'the rules of another project'],
      [{}, { ignoreDifferences: [{ kind: 'KafkaTopic' }] }, 'review', 'which differences Argo CD sees'],
      [
        options('A=true'),
        options('A=true', 'Replace=true'),
        'destructive',
        'deletes objects and creates them again',
      ],
      [options('A=true', 'Prune=confirm'), options('A=true'), 'destructive', 'the protection of everything'],
      [options('A=true'), options('A=true', 'Delete=false'), 'safe', 'no longer removes'],
    ],
  },
  {
    about: 'one source, with pruning',
    base: pruning,
    at: 'spec',
    rows: [
      [{}, { source: { path: 'q' } }, 'destructive', gone],
      [{}, { source: { repoURL: 's' } }, 'destructive', gone],
      [{}, { source: { chart: 'c' } }, 'destructive', gone],
      [{}, { destination: { server: 's' } }, 'destructive', gone],
      [{}, { source: { directory: { exclude: 'topics/*' } } }, 'destructive', 'other files of the folder'],
      [{}, { source: { directory: { recurse: true } } }, 'destructive', 'other files of the folder'],
      [{}, { source: { kustomize: { namePrefix: 'a-' } } }, 'destructive', 'objects of other names'],
      [{}, { source: { helm: { releaseName: 'b' } } }, 'destructive', 'objects of other names'],
      [{}, { source: { helm: { values: 'a: 1' } } }, 'review', 'renders the folder in another way'],
      [{}, sources(source('p')), 'none'],
      [{}, sources(source('p'), source('q')), 'review', 'another folder as well'],
    ],
  },
  {
    about: 'several sources',
    base: several,
    at: 'spec',
    rows: [
      [{}, { sources: [source('q'), source('p')] }, 'none'],
      [{}, { sources: [source('p')] }, 'destructive', gone],
      [{}, { sources: [source('p'), source('z')] }, 'destructive', gone],
      [{}, { sources: [source('z'), source('p'), source('q')] }, 'review', 'another folder as well'],
      [{}, { sources: [source('p'), source('q', { targetRevision: 'v2' })] }, 'review', 'another revision'],
      [{ source: { path: 'x' } }, { source: { path: 'y' } }, 'none'],
    ],
  },
  {
    about: 'the object',
    base: app,
    rows: [
      [null, {}, 'review', 'another folder'],
      [{}, null, 'review', 'what it has applied stays'],
      [{ metadata: { finalizers: [cascade] } }, null, 'destructive', 'deleted with it'],
      [
        {},
        { metadata: { finalizers: [cascade] } },
        'destructive',
        'once the Application is deleted everything',
      ],
      [
        {},
        { metadata: { finalizers: [`${cascade}/background`] } },
        'destructive',
        'once the Application is deleted everything',
      ],
      [{ metadata: { finalizers: [cascade] } }, {}, 'review', 'what it has applied stays'],
      [
        { metadata: { finalizers: [cascade] } },
        { metadata: { finalizers: [`${cascade}/foreground`] } },
        'none',
      ],
      [
        {},
        { metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': 't' } } },
        'destructive',
        'it confirms deletions',
      ],
      [
        {},
        { metadata: { annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' } } },
        'review',
        'leaves the Application alone',
      ],
      [{}, { operation: { sync: {} }, status: { a: 1 } }, 'none'],
      [
        {},
        { metadata: { ownerReferences: [{ kind: 'ApplicationSet', name: 's', uid: 'u' }] } },
        'review',
        'once ApplicationSet s is gone',
      ],
      [
        { metadata: { finalizers: [cascade] } },
        {
          metadata: {
            finalizers: [cascade],
            ownerReferences: [{ kind: 'ApplicationSet', name: 's', uid: 'u' }],
          },
        },
        'destructive',
        'once ApplicationSet s is gone',
      ],
    ],
  },
  {
    about: 'a set',
    base: set,
    at: 'spec',
    rows: [
      [{}, { generators: [{ list: { elements: [{ env: 'b' }] } }] }, 'destructive', 'other Applications'],
      [
        {},
        { generators: [], syncPolicy: { applicationsSync: 'create-only' } },
        'review',
        'other Applications',
      ],
      [
        { syncPolicy: { preserveResourcesOnDeletion: true } },
        { syncPolicy: { preserveResourcesOnDeletion: true }, generators: [] },
        'review',
        'what they have applied stays',
      ],
      [{ syncPolicy: { preserveResourcesOnDeletion: true } }, {}, 'destructive', 'is deleted when they go'],
      [{}, { template: { spec: { source: { path: 'q' } } } }, 'review', 'stays where it was'],
      [
        { template: { spec: prunes } },
        { template: { spec: { ...prunes, source: { path: 'q' } } } },
        'destructive',
        gone,
      ],
      [{}, { template: { spec: { project: 'b' } } }, 'review', 'every Application of the set'],
    ],
  },
  {
    about: 'a set as a whole',
    base: set,
    rows: [
      [{}, null, 'destructive', 'everything that they have applied'],
      [
        { spec: { syncPolicy: { preserveResourcesOnDeletion: true } } },
        null,
        'review',
        'what they have applied stays',
      ],
    ],
  },
  {
    about: 'by Flux',
    base: flux,
    at: 'spec',
    rows: [
      [{}, { path: 'q' }, 'destructive', gone],
      [{ prune: false }, { prune: false, path: 'q' }, 'review', 'stays where it was'],
      [{}, { targetNamespace: 'b' }, 'destructive', gone],
      [{}, { namePrefix: 'a-' }, 'destructive', 'objects of other names'],
      [{}, { suspend: true }, 'review', 'leaves it alone'],
      [{ deletionPolicy: 'Orphan' }, {}, 'destructive', 'deleted with it'],
      [{ prune: false }, { prune: false, deletionPolicy: 'Delete' }, 'destructive', 'deleted with it'],
      [{}, { deletionPolicy: 'MirrorPrune' }, 'review', 'what happens to its objects'],
      [{}, { force: true }, 'destructive', 'cannot be changed'],
      [{}, { patches: [{ patch: 'a' }] }, 'review', 'renders the folder'],
    ],
  },
  {
    about: 'by Flux, as a whole',
    base: flux,
    rows: [
      [{}, null, 'destructive', 'deleted with it'],
      [{ spec: { prune: false } }, null, 'review', 'stays'],
      [{ spec: { prune: false, deletionPolicy: 'Delete' } }, null, 'destructive', 'deleted with it'],
      [{ spec: { deletionPolicy: 'Orphan' } }, null, 'review', 'stays'],
    ],
  },
  {
    about: 'a release',
    base: release,
    rows: [
      [
        { spec: { upgrade: { force: true } } },
        { spec: { upgrade: { force: false } } },
        'review',
        'installs the release in another way',
      ],
      [{}, { spec: { upgrade: { forceful: true } } }, 'review', 'installs the release in another way'],

      [{}, { spec: { releaseName: 'b' } }, 'destructive', 'uninstalls the release'],
      [{}, { spec: { targetNamespace: 'b' } }, 'destructive', 'uninstalls the release'],
      [{}, { spec: { chart: { spec: { version: '2' } } } }, 'review', 'upgrades the release'],
      [{}, { spec: { upgrade: { force: true } } }, 'destructive', 'cannot be changed'],
      [{}, null, 'destructive', 'uninstalls the release'],
      [{ spec: { suspend: true } }, null, 'review', 'suspended'],
    ],
  },
  {
    about: 'a repository whose folder is pruned',
    base: repository,
    beside: [flux],
    rows: [
      [
        { spec: { verify: { mode: 'HEAD' } } },
        { spec: { verify: { mode: 'Tag' } } },
        'review',
        'fetches the source in another way',
      ],
      [
        { spec: { verify: { mode: 'HEAD' }, interval: '1m' } },
        { spec: { verify: { mode: 'HEAD' }, interval: '2m' } },
        'review',
        'fetches the source in another way',
      ],
      [
        { spec: { interval: '1m' } },
        { spec: { interval: '2m' } },
        'review',
        'fetches the source in another way',
      ],

      [{}, { spec: { url: 'v' } }, 'destructive', gone],
      [{}, { spec: { ignore: '/topics' } }, 'destructive', 'other files are applied'],
      [{}, { spec: { ref: { branch: 'next' } } }, 'review', 'another revision'],
      [{ spec: { verify: { mode: 'HEAD' } } }, {}, 'review', 'signatures are no longer checked'],
      [{}, null, 'review', 'what was applied stays'],
    ],
  },
  {
    about: 'a repository that nothing prunes',
    base: repository,
    rows: [[{}, { spec: { url: 'v' } }, 'review', 'stays where it was']],
  },
];
