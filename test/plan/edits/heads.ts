import { base, type Edits, type Fragment, strimzi } from './edit.ts';

const noted = (annotations: Record<string, string>): Fragment => ({ metadata: { annotations } });
const labelled = (labels: Record<string, string>): Fragment => ({ metadata: { labels } });
const owned = (...ownerReferences: unknown[]): Fragment => ({ metadata: { ownerReferences } });
const kept = (...finalizers: string[]): Fragment => ({ metadata: { finalizers } });
const owner = (uid: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  name: 'o',
  uid,
  ...more,
});
const options = (text: string) => noted({ 'argocd.argoproj.io/sync-options': text });
const topic = base('KafkaTopic', { topicName: 't', partitions: 1, replicas: 1 }, strimzi);

export const headEdits: readonly Edits[] = [
  {
    about: 'protection, owners and hooks of data',
    base: topic,
    rows: [
      [options('Prune=confirm,Delete=confirm'), {}, 'destructive', 'the protection is taken off'],
      [
        options('Prune=confirm,Delete=confirm'),
        options('Prune=confirm'),
        'destructive',
        'the protection is taken off',
      ],
      [
        options('Prune=false,Delete=false'),
        options('Prune=confirm,Delete=confirm'),
        'review',
        'after somebody confirms',
      ],
      [{}, options('Prune=false,Delete=false'), 'safe', 'no longer removes'],
      [
        options('Delete=confirm,Prune=confirm'),
        options('Prune=confirm, Delete=confirm'),
        'review',
        'applies it in another way',
      ],
      [{}, options('Replace=true'), 'destructive', 'creates it again'],
      [{}, options('Force=true'), 'destructive', 'creates it again'],
      [
        noted({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }),
        {},
        'destructive',
        'the protection is taken off',
      ],
      [noted({ 'helm.sh/resource-policy': 'keep' }), {}, 'destructive', 'the protection is taken off'],
      [
        noted({ 'helm.sh/resource-policy': 'keep', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }),
        noted({ 'helm.sh/resource-policy': 'keep' }),
        'review',
        'another stays',
      ],
      [
        {},
        noted({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' }),
        'destructive',
        'deletes the KafkaTopic and creates it again',
      ],
      [{}, noted({ 'argocd.argoproj.io/hook': 'PreSync' }), 'destructive', 'deletes it before each sync'],
      [{}, noted({ 'helm.sh/hook': 'pre-install' }), 'destructive', 'deletes it before each sync'],
      [
        {},
        noted({
          'argocd.argoproj.io/hook': 'Sync',
          'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
        }),
        'destructive',
        'when the sync has succeeded',
      ],
      [
        {},
        noted({ 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'HookFailed' }),
        'destructive',
        'when the sync fails',
      ],
      [{}, noted({ 'argocd.argoproj.io/hook': 'Skip' }), 'review', 'no longer applies'],
      [noted({ 'argocd.argoproj.io/hook': 'Sync' }), {}, 'review', 'applied with the others'],
      [{}, owned(owner('u')), 'destructive', 'once Namespace o is gone'],
      [owned(owner('u')), owned(owner('v')), 'destructive', 'if its uid is another'],
      [owned(owner('u')), {}, 'review', 'stays when Namespace o is deleted'],
      [owned(owner('u')), owned(owner('u', { controller: true })), 'review', 'who controls it'],
      [{}, kept('example.com/hold'), 'review', 'removes the finalizer example.com/hold'],
      [kept('example.com/hold'), {}, 'review', 'no longer waits for example.com/hold'],
      [{}, kept('strimzi.io/topic-operator'), 'none'],
      [kept('a/b', 'c/d'), kept('c/d', 'a/b'), 'none'],
      [{}, noted({ 'argocd.argoproj.io/sync-wave': '5' }), 'review', 'earlier or later'],
      [
        {},
        noted({ 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' }),
        'review',
        'reports differences',
      ],
      [
        {},
        noted({ 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
        'review',
        'Flux leaves the KafkaTopic alone',
      ],
      [{}, noted({ 'kustomize.toolkit.fluxcd.io/ssa': 'Merge' }), 'review', 'in another way'],
      [{}, noted({ 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' }), 'review', 'replaces'],
      [{}, noted({ 'example.com/x': 'y' }), 'review', 'not known here'],
      [
        {},
        noted({
          'argocd.argoproj.io/tracking-id': 'x',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
        }),
        'none',
      ],
    ],
  },
  {
    about: 'hooks and owners of what can be made again',
    base: base('Deployment', { replicas: 1 }),
    rows: [
      [{}, noted({ 'argocd.argoproj.io/hook': 'PreSync' }), 'review', 'deletes it before each sync'],
      [{}, owned(owner('u')), 'review', 'once Namespace o is gone'],
      [{}, noted({ 'kustomize.toolkit.fluxcd.io/force': 'Enabled' }), 'destructive', 'creates it again'],
    ],
  },
  {
    about: 'authorities and pods of Strimzi',
    base: base('Secret', {}, { ...strimzi, name: 'kafka-clients-ca' }),
    rows: [
      [{}, noted({ 'strimzi.io/force-replace': 'true' }), 'destructive', 'a new key for this authority'],
      [{}, noted({ 'strimzi.io/force-renew': 'true' }), 'review', 'renews the certificate'],
      [{ type: 'Opaque' }, { type: 'kubernetes.io/tls' }, 'impossible', 'a Secret keeps its type'],
      [{}, owned(owner('u')), 'destructive', 'once Namespace o is gone'],
      [{}, null, 'destructive', 'no one has what it holds'],
    ],
  },
  {
    about: 'labels that selectors ask for',
    base: base('Namespace', {}, { namespace: undefined }),
    rows: [
      [
        labelled({ 'app.kubernetes.io/part-of': 'a' }),
        labelled({ 'app.kubernetes.io/part-of': 'b' }),
        'review',
        'select by labels of the Namespace',
      ],
      [labelled({ team: 'a' }), {}, 'review', 'select by labels of the Namespace'],
      [{}, { spec: { finalizers: ['kubernetes'] } }, 'none'],
      [{}, kept('example.com/hold'), 'review', 'removes the finalizer'],
      [{}, null, 'destructive', 'everything in x is deleted with it'],
      [null, {}, 'safe', 'admits every pod'],
    ],
  },
];
