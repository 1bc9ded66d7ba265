import { describe, expect, test } from '@jest/globals';
import { gitopsAnnotations, waveOf } from '../../lib/policies/gitops.ts';
import { fixtureEnvironment } from '../support/fixture.ts';
import { smallEnvironment } from '../support/small-stack.ts';

describe('the waves of Argo CD', () => {
  test.each([
    [-3, ['Namespace']],
    [
      -2,
      [
        'ServiceAccount',
        'Role',
        'RoleBinding',
        'NetworkPolicy',
        'ResourceQuota',
        'LimitRange',
        'PriorityClass',
        'KafkaNodePool',
        'Kafka',
      ],
    ],
    [-1, ['KafkaTopic']],
    [0, ['KafkaUser']],
    [1, ['ConfigMap', 'ExternalSecret', 'KafkaAccess', 'TriggerAuthentication']],
    [2, ['ScaledJob', 'CronJob', 'KafkaMirrorMaker2', 'Deployment']],
    [3, ['ScaledObject', 'PodMonitor', 'PrometheusRule']],
    [4, ['Application', 'Kustomization']],
  ])('%d', (wave, kinds) => {
    expect(kinds.map((kind) => [kind, waveOf(kind)])).toEqual(kinds.map((kind) => [kind, wave]));
  });

  test('a kind without a wave is a defect', () => {
    expect(() => waveOf('Widget')).toThrow('the kind Widget has no wave');
  });
});

describe('what a controller must know of an object', () => {
  const argo = fixtureEnvironment('eu-prod');
  const flux = (deletion: 'approval' | 'allowed') =>
    smallEnvironment({
      topics: { env: 'qa', deletion },
      gitops: { controller: 'flux', source: 'git', namespace: 'flux', folder: '.', interval: '10m' },
    });
  const kept = ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser'];

  test('Argo CD: the wave, and to ask before it deletes what loses data', () => {
    expect(kept.map((kind) => gitopsAnnotations(argo, kind))).toEqual(
      [-2, -2, -1, 0].map((wave) => ({
        'argocd.argoproj.io/sync-wave': String(wave),
        'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
      })),
    );
    expect(gitopsAnnotations(argo, 'ConfigMap')).toEqual({ 'argocd.argoproj.io/sync-wave': '1' });
    const allowed = { ...argo, topics: { ...argo.topics, deletion: 'allowed' as const } };
    expect(gitopsAnnotations(allowed, 'KafkaTopic')).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
  });

  test('Flux: to replace nothing in it, and not to prune what loses data', () => {
    const plain = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };
    const guarded = { ...plain, 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    expect(kept.map((kind) => gitopsAnnotations(flux('approval'), kind))).toEqual(kept.map(() => guarded));
    expect(gitopsAnnotations(flux('approval'), 'ConfigMap')).toEqual(plain);
    expect(gitopsAnnotations(flux('allowed'), 'KafkaTopic')).toEqual(plain);
  });

  test('never to delete a namespace, whatever else may be deleted', () => {
    const allowed = { ...argo, topics: { ...argo.topics, deletion: 'allowed' as const } };
    for (const environment of [argo, allowed])
      expect(gitopsAnnotations(environment, 'Namespace')).toEqual({
        'argocd.argoproj.io/sync-wave': '-3',
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
    for (const environment of [flux('approval'), flux('allowed')])
      expect(gitopsAnnotations(environment, 'Namespace')).toMatchObject({
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      });
  });

  test('none: nothing', () => {
    for (const kind of ['KafkaTopic', 'Namespace'])
      expect(gitopsAnnotations(smallEnvironment(), kind)).toEqual({});
  });
});
