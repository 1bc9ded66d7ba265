import { describe, expect, test } from '@jest/globals';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { sentences, topic } from '../support/objects.ts';

type Texts = Record<string, string>;

const withHead = (labels: Texts, annotations: Texts = {}, config: Record<string, unknown> = {}) => {
  const base = topic(config);
  return {
    ...base,
    metadata: { ...base.metadata, labels: { ...base.metadata.labels, ...labels }, annotations },
  } as Manifest;
};

const ours = {
  'app.kubernetes.io/managed-by': 'workstreams',
  'app.kubernetes.io/part-of': 'legacy',
  'workstreams.io/classification': 'restricted',
};
const noted = {
  'workstreams.io/purpose': 'What it is for',
  'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
  'argocd.argoproj.io/sync-wave': '-1',
};

function told(before: Manifest, after: Manifest) {
  const { changes, unchanged, adopted } = compareObjects([before], [after]);
  return { fields: changes.flatMap(({ fields }) => fields.map(({ path }) => path)), unchanged, adopted };
}

const id = 'KafkaTopic kafka/t';

describe('an object that becomes ours', () => {
  test('is adopted and no change where it only gets our labels, annotations and protection', () => {
    expect(told(withHead({}), withHead(ours, noted))).toEqual({ fields: [], unchanged: 0, adopted: [id] });
  });

  test('is adopted from whoever it says it is managed by', () => {
    const helm = withHead({ 'app.kubernetes.io/managed-by': 'Helm' });
    expect(told(helm, withHead(ours, noted))).toEqual({ fields: [], unchanged: 0, adopted: [id] });
  });

  test('changes where its settings change, and its labels are not told beside them', () => {
    expect(told(withHead({}), withHead(ours, noted, { 'retention.ms': '1000' }))).toEqual({
      fields: ['spec.config.retention.ms'],
      unchanged: 0,
      adopted: [id],
    });
  });

  test.each<[string, Texts, Texts, string]>([
    ['a label of others goes', { squad: 'orders' }, {}, 'metadata.labels.squad'],
    [
      'its component is no longer said',
      { 'app.kubernetes.io/component': 'b' },
      {},
      'metadata.labels.app.kubernetes.io/component',
    ],
    [
      'protection of its own goes',
      {},
      { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
      'metadata.annotations.kustomize.toolkit.fluxcd.io/prune',
    ],
    [
      'it is applied in another way than before',
      {},
      { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
      'metadata.annotations.argocd.argoproj.io/sync-options',
    ],
  ])('changes where %s', (_what, labels, annotations, path) => {
    expect(told(withHead(labels, annotations), withHead(ours, noted)).fields).toEqual([path]);
  });

  test('changes where an operator is told something new', () => {
    const after = withHead(ours, { ...noted, 'strimzi.io/managed': 'false' });
    expect(told(withHead({}), after).fields).toEqual(['metadata.annotations.strimzi.io/managed']);
  });

  test('changes where its protection is to be taken off by force', () => {
    const after = withHead(ours, { ...noted, 'argocd.argoproj.io/sync-options': 'Replace=true' });
    expect(told(withHead({}), after).fields).toEqual([
      'metadata.annotations.argocd.argoproj.io/sync-options',
    ]);
  });
});

describe('an object that says that it is ours', () => {
  test.each<[string, Texts, Texts]>([
    ['by who manages it', { 'app.kubernetes.io/managed-by': 'workstreams' }, {}],
    ['by a label of ours', { 'workstreams.io/owner': 'a' }, {}],
    ['by an annotation of ours', {}, { 'workstreams.io/purpose': 'a' }],
  ])('%s, is not adopted again', (_what, labels, annotations) => {
    expect(told(withHead(labels, annotations), withHead(ours, noted)).adopted).toEqual([]);
  });

  test('by a label that only reads like ours, is adopted', () => {
    expect(told(withHead({ 'old-workstreams.io/owner': 'a' }), withHead(ours)).adopted).toEqual([id]);
  });

  test('only once it says so', () => {
    const { 'app.kubernetes.io/managed-by': _, ...rest } = ours;
    expect(told(withHead({}), withHead(rest)).adopted).toEqual([]);
    expect(told(withHead({}), withHead({ ...ours, 'app.kubernetes.io/managed-by': 'Helm' })).adopted).toEqual(
      [],
    );
  });

  test.each<[string, Texts, Texts]>([
    [
      'a system that was another',
      { 'app.kubernetes.io/part-of': 'a', 'app.kubernetes.io/component': 'b' },
      {},
    ],
    ['protection by Helm and Flux', {}, {}],
  ])('with %s, changes nothing else', (_what, labels) => {
    const kept = { 'helm.sh/resource-policy': 'keep', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    const after = withHead({ ...ours, 'app.kubernetes.io/component': 'c' }, { ...noted, ...kept });
    expect(told(withHead(labels), after)).toEqual({ fields: [], unchanged: 0, adopted: [id] });
  });

  test('with the cluster of another Kafka, changes that', () => {
    const base = withHead({});
    const free = { ...base, metadata: { ...base.metadata, labels: {} } } as Manifest;
    expect(told(free, withHead(ours)).fields).toEqual(['metadata.labels.strimzi.io/cluster']);
  });
});

describe('an object that is ours', () => {
  test.each<[string, Texts, Texts, string]>([
    [
      'a label changes',
      { ...ours, 'workstreams.io/classification': 'public' },
      noted,
      'metadata.labels.workstreams.io/classification',
    ],
    [
      'an annotation is new',
      ours,
      { ...noted, 'workstreams.io/on-call': 'x' },
      'metadata.annotations.workstreams.io/on-call',
    ],
    [
      'it goes to another system',
      { ...ours, 'app.kubernetes.io/part-of': 'ledger' },
      noted,
      'metadata.labels.app.kubernetes.io/part-of',
    ],
  ])('is changed and not adopted where %s', (_what, labels, annotations, path) => {
    expect(told(withHead(ours, noted), withHead(labels, annotations))).toEqual({
      fields: [path],
      unchanged: 0,
      adopted: [],
    });
  });

  test('is changed where our labels are taken off', () => {
    expect(told(withHead(ours), withHead({})).fields.sort()).toEqual([
      'metadata.labels.app.kubernetes.io/managed-by',
      'metadata.labels.app.kubernetes.io/part-of',
      'metadata.labels.workstreams.io/classification',
    ]);
  });

  test('is unchanged where only what it repeats of its contract is another', () => {
    const load = (rate: number) => ({ 'workstreams.io/load': `{"messagesPerSecond":${rate}}` });
    expect(told(withHead(ours, { ...noted, ...load(1) }), withHead(ours, { ...noted, ...load(2) }))).toEqual({
      fields: [],
      unchanged: 1,
      adopted: [],
    });
  });

  test('that nothing happens to is unchanged', () => {
    expect(told(withHead(ours, noted), withHead(ours, noted))).toEqual({
      fields: [],
      unchanged: 1,
      adopted: [],
    });
  });
});

test('what others have put into the head of an adopted object stays, and is judged as that', () => {
  const head = {
    ownerReferences: [{ kind: 'Namespace', name: 'old', uid: 'u' }],
    finalizers: ['example.com/hold', 'strimzi.io/topic-operator'],
    annotations: { 'strimzi.io/pause-reconciliation': 'true', 'argocd.argoproj.io/hook': 'Sync' },
  };
  const was = { ...topic({}), metadata: { ...topic({}).metadata, ...head } };
  const is = {
    ...topic({}),
    metadata: {
      ...topic({}).metadata,
      labels: { ...topic({}).metadata.labels, 'app.kubernetes.io/managed-by': 'workstreams' },
    },
  };
  expect(sentences(was, is)).toEqual([
    'metadata.annotations.argocd.argoproj.io/hook: destructive: it stays until somebody removes it: the KafkaTopic is a hook (Sync): Argo CD deletes it before each sync, and creates it again, also where it is protected from pruning',
    'metadata.ownerReferences[Namespace old]: destructive: it stays until somebody removes it: Kubernetes deletes the KafkaTopic once Namespace old is gone, or if its uid is another, also where the KafkaTopic is protected from pruning',
    'metadata.annotations.strimzi.io/pause-reconciliation: review: it stays until somebody removes it: its operator pauses: what changes here has no effect until it goes on',
    'metadata.finalizers[example.com/hold]: review: it stays until somebody removes it: a deleted KafkaTopic stays until a program removes the finalizer example.com/hold: without one it stays for ever',
  ]);
});
