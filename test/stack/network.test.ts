import { describe, expect, test } from '@jest/globals';
import { NetworkScene, networkFaults } from '../support/network-scene.ts';
import { resolvedIn } from '../support/shipped.ts';

describe.each(['local', 'dev', 'staging', 'prod'])('%s', (name) => {
  const scene = new NetworkScene(resolvedIn(name));

  test('every pod reaches what it must, and nothing else', () => {
    expect(scene.documented.length).toBeGreaterThan(50);
    expect(scene.ownNamespaces).toEqual([
      `executions-${name}`,
      `omninode-${name}`,
      `rnle-${name}`,
      `somastack-${name}`,
    ]);
    expect(networkFaults(scene)).toEqual([]);
  });

  test('each policy is about a pod that there is', () => {
    const pods = [...scene.documented, ...scene.rendered].map(({ pod }) => pod);
    const selecting = new Set(pods.flatMap((pod) => scene.network.policiesOf(pod)));
    const rendered = scene.objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(rendered.map(({ metadata }) => metadata.name).filter((one) => !selecting.has(one))).toEqual([]);
  });

  test('pods that the worker of executions makes for code of users reach nothing, and meet the restricted level', () => {
    const namespace = `executions-${name}`;
    const role = scene.objects.find(
      ({ kind, metadata }) => kind === 'Role' && metadata.name === 'executions-k8s-worker',
    );
    expect(role?.metadata.namespace).toBe(namespace);
    expect(role?.rules[0]).toMatchObject({ resources: ['pods', 'configmaps'] });
    for (const pod of scene.unlabelled(namespace)) {
      expect(scene.reached(pod)).toEqual([]);
      expect(scene.reachedBy(pod)).toEqual([]);
    }
    const home = scene.objects.find(
      ({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace,
    );
    expect(home?.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });
});
