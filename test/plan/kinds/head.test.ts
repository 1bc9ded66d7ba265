import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

/** An object of any kind with labels and annotations alone. */
const labelled = (labels: Record<string, string>, kind = 'Widget') => thing(kind, {}, { labels });
const noted = (annotations: Record<string, string>, kind = 'Widget') => thing(kind, {}, { annotations });

const argo = 'argocd.argoproj.io/sync-options';
const helm = 'helm.sh/resource-policy';

describe('what is at the head of any object', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'a newer version of its API',
      thing('Widget', { apiVersion: 'w.io/v1' }),
      thing('Widget', { apiVersion: 'w.io/v2' }),
      [
        'apiVersion: review: the API moves from w.io/v1 to w.io/v2: the object stays, if the cluster serves w.io/v2; else the merge fails as a whole',
      ],
    ],
    [
      'another API',
      thing('Widget', { apiVersion: 'w.io/v1' }),
      thing('Widget', { apiVersion: 'x.io/v1' }),
      [
        'apiVersion: destructive: a Widget of another API: the one of w.io/v1 is deleted with what it stands for, and one of x.io/v1 made',
      ],
    ],
    [
      'an API without a group',
      thing('Widget', { apiVersion: 'v1' }),
      thing('Widget', { apiVersion: 'v2' }),
      [
        'apiVersion: review: the API moves from v1 to v2: the object stays, if the cluster serves v2; else the merge fails as a whole',
      ],
    ],
    [
      'a group for an API without one',
      thing('Widget', { apiVersion: 'v1' }),
      thing('Widget', { apiVersion: 'w.io/v1' }),
      [
        'apiVersion: destructive: a Widget of another API: the one of v1 is deleted with what it stands for, and one of w.io/v1 made',
      ],
    ],
    [
      'a group that begins alike',
      thing('Widget', { apiVersion: 'w/v1' }),
      thing('Widget', { apiVersion: 'wx/v1' }),
      [
        'apiVersion: destructive: a Widget of another API: the one of w/v1 is deleted with what it stands for, and one of wx/v1 made',
      ],
    ],
    [
      'a purpose',
      noted({ 'workstreams.io/purpose': 'a' }),
      noted({ 'workstreams.io/purpose': 'b' }),
      ['metadata.annotations.workstreams.io/purpose: safe: only what people read of it changes'],
    ],
    [
      'an owner',
      labelled({ 'workstreams.io/owner': 'a' }),
      labelled({ 'workstreams.io/owner': 'b' }),
      ['metadata.labels.workstreams.io/owner: safe: only what people read of it changes'],
    ],
    [
      'a system',
      labelled({ 'app.kubernetes.io/part-of': 'a' }),
      labelled({ 'app.kubernetes.io/part-of': 'b' }),
      ['metadata.labels.app.kubernetes.io/part-of: safe: only what people read of it changes'],
    ],
    [
      'a description',
      noted({ 'kubernetes.io/description': 'a' }),
      noted({}),
      ['metadata.annotations.kubernetes.io/description: safe: only what people read of it changes'],
    ],
    [
      'an annotation of others',
      noted({}),
      noted({ 'example.com/note': 'a' }),
      ['metadata.annotations.example.com/note: review: what follows is not known here: this field is new'],
    ],
    [
      'a label of others',
      labelled({ squad: 'a' }),
      labelled({ squad: 'b' }),
      ['metadata.labels.squad: review: what follows is not known here: this field changes'],
    ],
    [
      'a label of others that goes',
      labelled({ squad: 'a' }),
      labelled({}),
      ['metadata.labels.squad: review: what follows is not known here: this field is gone'],
    ],
    [
      'a label that begins like one of ours',
      labelled({}),
      labelled({ 'workstreams.io/owner-team': 'a' }),
      [
        'metadata.labels.workstreams.io/owner-team: review: what follows is not known here: this field is new',
      ],
    ],
    [
      'who may see it',
      labelled({ 'workstreams.io/pii': 'low' }),
      labelled({ 'workstreams.io/pii': 'high' }),
      [
        'metadata.labels.workstreams.io/pii: review: who may see these data is decided by this label: are the data what it says now?',
      ],
    ],
    [
      'how it is classified',
      labelled({ 'workstreams.io/classification': 'internal' }),
      labelled({ 'workstreams.io/classification': 'public' }),
      [
        'metadata.labels.workstreams.io/classification: review: who may see these data is decided by this label: are the data what it says now?',
      ],
    ],
    [
      'fewer pods that are admitted',
      labelled({ 'pod-security.kubernetes.io/enforce': 'baseline' }),
      labelled({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
      [
        'metadata.labels.pod-security.kubernetes.io/enforce: review: which pods the namespace admits changes: those that do not fit are refused at their next start',
      ],
    ],
    [
      'pods that are admitted from now on',
      labelled({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
      labelled({ 'pod-security.kubernetes.io/enforce': 'baseline' }),
      [
        'metadata.labels.pod-security.kubernetes.io/enforce: destructive: pods that the level restricted refuses are admitted from now on (baseline): they can take rights on their node, and stay when the label is back',
      ],
    ],
    [
      'all pods that are admitted from now on',
      labelled({ 'pod-security.kubernetes.io/enforce': 'restricted' }),
      labelled({}),
      [
        'metadata.labels.pod-security.kubernetes.io/enforce: destructive: pods that the level restricted refuses are admitted from now on (no level): they can take rights on their node, and stay when the label is back',
      ],
    ],
    [
      'another version of the level',
      labelled({ 'pod-security.kubernetes.io/enforce-version': 'v1.30' }),
      labelled({ 'pod-security.kubernetes.io/enforce-version': 'v1.35' }),
      [
        'metadata.labels.pod-security.kubernetes.io/enforce-version: review: which pods the namespace admits changes: those that do not fit are refused at their next start',
      ],
    ],
    [
      'which pods bring a warning',
      labelled({
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/audit': 'baseline',
      }),
      labelled({ 'pod-security.kubernetes.io/warn': 'baseline' }),
      [
        'metadata.labels.pod-security.kubernetes.io/audit: safe: only warnings and audit notes about pods change: the same pods are admitted',
        'metadata.labels.pod-security.kubernetes.io/warn: safe: only warnings and audit notes about pods change: the same pods are admitted',
      ],
    ],
    [
      'when it is applied',
      noted({ 'argocd.argoproj.io/sync-wave': '1' }),
      noted({ 'argocd.argoproj.io/sync-wave': '2' }),
      [
        'metadata.annotations.argocd.argoproj.io/sync-wave: review: it is applied earlier or later than before: what waits for it, or it for others, may not be there',
      ],
    ],
    [
      'a topic that is left alone',
      noted({}),
      noted({ 'strimzi.io/managed': 'false' }),
      [
        'metadata.annotations.strimzi.io/managed: review: the operator leaves the topic alone from now on: what changes here does not reach Kafka',
      ],
    ],
    [
      'a topic that is taken over again',
      noted({ 'strimzi.io/managed': 'false' }),
      noted({}),
      [
        'metadata.annotations.strimzi.io/managed: review: the operator takes the topic over again: what was set by hand is set back',
      ],
    ],
    [
      'an operator that pauses',
      noted({}),
      noted({ 'strimzi.io/pause-reconciliation': 'true' }),
      [
        'metadata.annotations.strimzi.io/pause-reconciliation: review: its operator pauses: what changes here has no effect until it goes on',
      ],
    ],
    [
      'an operator that goes on',
      noted({ 'strimzi.io/pause-reconciliation': 'true' }),
      noted({}),
      [
        'metadata.annotations.strimzi.io/pause-reconciliation: review: its operator goes on: everything that has changed since it paused takes effect at once',
      ],
    ],
    [
      'a scaler that pauses',
      noted({}),
      noted({ 'autoscaling.keda.sh/paused': 'true' }),
      [
        'metadata.annotations.autoscaling.keda.sh/paused: review: its operator pauses: what changes here has no effect until it goes on',
      ],
    ],
    [
      'a scaler that goes on',
      noted({ 'autoscaling.keda.sh/paused': 'true' }),
      noted({ 'autoscaling.keda.sh/paused': 'false' }),
      [
        'metadata.annotations.autoscaling.keda.sh/paused: review: its operator goes on: everything that has changed since it paused takes effect at once',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, string[]]>([
    [
      'KafkaTopic',
      [
        'metadata.labels.strimzi.io/cluster: destructive: the operator of a lets go of the topic, and that of b makes a new, empty one: messages, offsets and credentials stay behind',
        'metadata.labels.strimzi.io/cluster: review: the operator of cluster b takes the topic over: what differs there is set to what stands here',
        'metadata.labels.strimzi.io/cluster: destructive: without its cluster label Strimzi ignores the object and says nothing: the topic in a has no owner after that',
      ],
    ],
    [
      'KafkaUser',
      [
        'metadata.labels.strimzi.io/cluster: destructive: the operator of a lets go of the user, and that of b makes a new, empty one: messages, offsets and credentials stay behind',
        'metadata.labels.strimzi.io/cluster: review: the operator of cluster b takes the user over: what differs there is set to what stands here',
        'metadata.labels.strimzi.io/cluster: destructive: without its cluster label Strimzi ignores the object and says nothing: the user in a has no owner after that',
      ],
    ],
    [
      'KafkaNodePool',
      [
        'metadata.labels.strimzi.io/cluster: impossible: a node pool belongs to its cluster for good: Strimzi refuses to take it into another',
        '  1. add a node pool with another name to the other cluster',
        '  2. move the partitions, then remove this one',
        'metadata.labels.strimzi.io/cluster: review: the operator of cluster b takes the node pool over: what differs there is set to what stands here',
        'metadata.labels.strimzi.io/cluster: destructive: without its cluster label Strimzi ignores the object and says nothing: the node pool in a has no owner after that',
      ],
    ],
  ])('the cluster of a %s', (kind, told) => {
    const of = (name: string) => labelled({ 'strimzi.io/cluster': name }, kind);
    const changes = [
      sentences(of('a'), of('b')),
      sentences(labelled({}, kind), of('b')),
      sentences(of('a'), labelled({}, kind)),
    ];
    expect(changes.flat()).toEqual(told);
  });

  test.each<[string, unknown]>([
    [
      'servers note',
      thing(
        'Widget',
        {},
        { uid: 'u', creationTimestamp: 't', deletionTimestamp: 't', deletionGracePeriodSeconds: 1 },
      ),
    ],
    [
      'controllers note',
      thing(
        'Widget',
        {},
        { finalizers: ['finalizer.keda.sh', 'foregroundDeletion'], generation: 1, generateName: 'x-' },
      ),
    ],
    ['kubectl notes', noted({ 'kubectl.kubernetes.io/last-applied-configuration': '{}' })],
    [
      'servers version',
      thing('Widget', {}, { resourceVersion: '1', selfLink: '/x', managedFields: [{ manager: 'm' }] }),
    ],
    ['Argo CD notes', noted({ 'argocd.argoproj.io/tracking-id': 'a', 'argocd.argoproj.io/refresh': 'hard' })],
    ['Argo CD labels', labelled({ 'argocd.argoproj.io/instance': 'a', 'app.kubernetes.io/instance': 'a' })],
    [
      'Flux notes',
      labelled({ 'kustomize.toolkit.fluxcd.io/name': 'a', 'kustomize.toolkit.fluxcd.io/namespace': 'a' }),
    ],
    ['Strimzi notes', noted({ 'strimzi.io/last-user-spec': 'a', 'strimzi.io/generation': '1' })],
    ['KEDA notes', labelled({ 'scaledjob.keda.sh/name': 'a' })],
    ['external-secrets notes', noted({ 'reconcile.external-secrets.io/data-hash': 'a' })],
    [
      'a topic repeats of its contract',
      noted({ 'workstreams.io/partitions': '3', 'workstreams.io/service-levels': '{}' }),
    ],
    ['is no status', thing('Widget', { status: { ready: true } })],
    ['has no value', thing('Widget', {}, { labels: {}, annotations: {} })],
  ])('no change is what %s', (_what, after) => {
    expect(sentences(thing('Widget'), after)).toEqual([]);
    expect(sentences(after, thing('Widget'))).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a label that begins like a noted one', labelled({ 'app.kubernetes.io/instance-of': 'a' })],
    ['an annotation that begins like a repeated one', noted({ 'workstreams.io/partitions-of': '3' })],
    ['an annotation that begins like one to be read', noted({ 'kubernetes.io/descriptions': 'a' })],
    ['a field that is named like a noted one', thing('Widget', { spec: { 'metadata.uid': 'a' } })],
    [
      'a field that is named like a repeated one',
      thing('Widget', { spec: { 'metadata.annotations.workstreams.io/key': 'a' } }),
    ],
  ])('a change is %s', (_what, after) => {
    expect(sentences(thing('Widget'), after)).toHaveLength(1);
  });
});

describe('an object of a kind that is not known', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['comes', undefined, thing('Widget'), ['create: review: a new Widget: what follows is not known here']],
    [
      'goes',
      thing('Widget'),
      undefined,
      ['delete: review: this Widget goes: what relies on it is not known here'],
    ],
    [
      'goes, and was protected',
      noted({ [argo]: 'Prune=confirm,Delete=confirm' }),
      undefined,
      ['delete: destructive: this Widget goes: what relies on it is not known here'],
    ],
    [
      'moves',
      thing('Widget'),
      thing('Widget', {}, { namespace: 'm' }),
      [
        'rename: review: moves from namespace n to m: it is deleted there and created again here. this Widget goes: what relies on it is not known here',
      ],
    ],
    [
      'moves, and was protected',
      noted({ [helm]: 'keep' }),
      thing('Widget', {}, { namespace: 'm', annotations: { [helm]: 'keep' } }),
      [
        'rename: destructive: moves from namespace n to m: it is deleted there and created again here. this Widget goes: what relies on it is not known here',
      ],
    ],
    [
      'moves from no namespace',
      thing('Widget', {}, { namespace: undefined }),
      thing('Widget'),
      [
        'rename: review: moves from namespace (none) to n: it is deleted there and created again here. this Widget goes: what relies on it is not known here',
      ],
    ],
    [
      'moves to no namespace',
      thing('Widget'),
      thing('Widget', {}, { namespace: undefined }),
      [
        'rename: review: moves from namespace n to (none): it is deleted there and created again here. this Widget goes: what relies on it is not known here',
      ],
    ],
    [
      'gets a field',
      thing('Widget'),
      thing('Widget', { spec: { a: 1 } }),
      ['spec.a: review: what follows is not known here: this field is new'],
    ],
    [
      'loses a field',
      thing('Widget', { spec: { a: 1 } }),
      thing('Widget'),
      ['spec.a: review: what follows is not known here: this field is gone'],
    ],
    [
      'has another field',
      thing('Widget', { spec: { a: 1 } }),
      thing('Widget', { spec: { a: 2 } }),
      ['spec.a: review: what follows is not known here: this field changes'],
    ],
    [
      'is named like a part of every object',
      thing('toString', { spec: { a: 1 } }),
      thing('toString', { spec: { a: 2 } }),
      ['spec.a: review: what follows is not known here: this field changes'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });
});
