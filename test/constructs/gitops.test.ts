import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LuaEngine, LuaFactory } from 'wasmoon';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { argoHealthChecks } from '../../lib/constructs/gitops/argo-health.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { environmentWith, type Mutable, resolvedIn } from '../support/fixture.ts';
import { checkManifest } from '../support/manifest-check.ts';

/** What is in the folder `gitops` of an environment. */
function gitops(environment: Environment | string): Mutable[] {
  return [...renderEnvironment(resolvedIn(environment))]
    .filter(({ system }) => system === 'gitops')
    .flatMap(({ manifests }) => manifests as Mutable[]);
}

const flux = (edit: (terms: Mutable) => void = () => {}) =>
  environmentWith('eu-prod', (terms) => {
    terms.gitops = {
      controller: 'flux',
      source: 'gitops',
      namespace: 'flux-system',
      folder: 'clusters/east',
      interval: '10m',
    };
    edit(terms);
  });

describe('Argo CD', () => {
  const all = gitops('eu-prod');
  const applications = all.filter(({ kind }) => kind === 'Application');

  test('an Application a folder: the platform first, and the folder of the Applications itself', () => {
    expect(
      applications.map(({ metadata, spec }) => [
        metadata.name,
        metadata.annotations['argocd.argoproj.io/sync-wave'],
        spec.source.path,
      ]),
    ).toEqual([
      ['workstreams-eu-prod-gitops', '1', 'eu-prod/gitops'],
      ['workstreams-eu-prod-ledger', '1', 'eu-prod/ledger'],
      ['workstreams-eu-prod-legacy', '1', 'eu-prod/legacy'],
      ['workstreams-eu-prod-parcels', '1', 'eu-prod/parcels'],
      ['workstreams-eu-prod-platform', '0', 'eu-prod/platform'],
      ['workstreams-eu-prod-sorting', '1', 'eu-prod/sorting'],
    ]);
  });

  test('prunes, never replaces or forces, and has no finalizer: whoever deletes it leaves the topics', () => {
    for (const { metadata, spec } of applications) {
      expect(metadata.namespace).toBe('argocd');
      expect(metadata.finalizers).toBeUndefined();
      expect(spec).toMatchObject({
        project: 'default',
        destination: { server: 'https://kubernetes.default.svc' },
        source: {
          repoURL: 'https://git.example.com/parcels/gitops.git',
          targetRevision: 'main',
          directory: { recurse: true },
        },
        syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: false } },
      });
      expect(spec.syncPolicy.syncOptions).toEqual([
        'ApplyOutOfSyncOnly=true',
        'FailOnSharedResource=true',
        'PruneLast=true',
        'ServerSideApply=true',
      ]);
    }
  });

  test('a folder in the repository stands before the environment', () => {
    const below = environmentWith('eu-prod', (terms) => (terms.gitops.folder = 'clusters/east'));
    const first = gitops(below).find(({ kind }) => kind === 'Application');
    expect(first.spec.source.path).toBe('clusters/east/eu-prod/gitops');
  });

  test('every object is accepted by the schemas', () => {
    expect(all.flatMap(checkManifest)).toEqual([]);
  });
});

describe('Flux', () => {
  test('a Kustomization a folder, after the platform; its deletion leaves the topics', () => {
    const all = gitops(flux());
    expect(all.flatMap(checkManifest)).toEqual([]);
    expect(all.map(({ metadata }) => metadata.name)).toContain('workstreams-eu-prod-gitops');
    expect(all.find(({ metadata }) => metadata.name === 'workstreams-eu-prod-ledger').spec).toEqual({
      sourceRef: { kind: 'GitRepository', name: 'gitops' },
      path: './clusters/east/eu-prod/ledger',
      interval: '10m',
      prune: true,
      force: false,
      wait: true,
      timeout: '10m',
      deletionPolicy: 'Orphan',
      dependsOn: [{ name: 'workstreams-eu-prod-platform' }],
    });
    const platform = all.find(({ metadata }) => metadata.name === 'workstreams-eu-prod-platform');
    expect(platform.spec.dependsOn).toBeUndefined();
  });

  test('where topics may be deleted, they go with the Kustomization', () => {
    const [one] = gitops(flux((terms) => (terms.topics.deletion = 'allowed')));
    expect(one.spec.deletionPolicy).toBeUndefined();
  });
});

test('no controller, no trace', () => {
  expect(gitops('dev')).toEqual([]);
});

describe('health checks, run by Lua', () => {
  let lua: LuaEngine;
  beforeAll(async () => {
    lua = await new LuaFactory().createEngine();
  });
  afterAll(() => lua.global.close());

  const health = async (kind: string, object: object) => {
    lua.global.set('obj', object);
    return await lua.doString(
      argoHealthChecks()[`resource.customizations.health.${kind}`] ?? 'return "none"',
    );
  };
  const topic = (status?: object, generation = 2) => ({
    metadata: { name: 'orders', generation },
    ...(status === undefined ? {} : { status }),
  });
  const ready = (status: string, more: object = {}) => ({ type: 'Ready', status, ...more });

  test.each([
    [
      'a topic that the operator refused is degraded, with its reason',
      topic({
        observedGeneration: 2,
        conditions: [
          ready('False', { reason: 'NotSupported', message: 'Decreasing partitions not supported' }),
        ],
      }),
      { status: 'Degraded', message: 'NotSupported: Decreasing partitions not supported' },
    ],
    [
      'a topic that is ready',
      topic({ observedGeneration: 2, conditions: [ready('True')] }),
      { status: 'Healthy', message: '' },
    ],
    [
      'one that was ready before this generation',
      topic({ observedGeneration: 1, conditions: [ready('True')] }),
      { status: 'Progressing', message: 'the operator has not seen this generation yet' },
    ],
    ['a new one', topic(), { status: 'Progressing', message: 'waiting for the operator of KafkaTopic' }],
    [
      'one that is left alone on the way to another name',
      topic({ observedGeneration: 2, conditions: [{ type: 'Unmanaged', status: 'True' }] }),
      { status: 'Healthy', message: 'left alone by its operator: Unmanaged=True' },
    ],
  ])('%s', async (_what, object, expected) => {
    expect(await health('kafka.strimzi.io_KafkaTopic', object)).toEqual(expected);
  });

  test('MirrorMaker that its operator could not make is degraded', async () => {
    const failed = {
      conditions: [
        { type: 'NotReady', status: 'True', reason: 'InvalidResourceException', message: 'no target' },
      ],
    };
    expect(await health('kafka.strimzi.io_KafkaMirrorMaker2', topic(failed))).toEqual({
      status: 'Degraded',
      message: 'InvalidResourceException: no target',
    });
  });

  test('an Application is as healthy as what it applies', async () => {
    const kind = 'argoproj.io_Application';
    expect(await health(kind, topic({ health: { status: 'Degraded' } }))).toEqual({
      status: 'Degraded',
      message: '',
    });
    expect(await health(kind, topic())).toEqual({ status: 'Progressing', message: 'not compared yet' });
  });
});
