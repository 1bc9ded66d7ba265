import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { type Mutable, resolvedIn, fixture } from '../support/fixture.ts';

const pods: [string, Mutable][] = fixture().environments.flatMap(({ environment }) =>
  [...renderEnvironment(resolvedIn(environment))]
    .flatMap(({ manifests }) => manifests as Mutable[])
    .flatMap(({ kind, metadata, spec }): [string, Mutable][] => {
      const pod =
        kind === 'ScaledJob'
          ? spec.jobTargetRef.template.spec
          : kind === 'Deployment'
            ? spec.template.spec
            : kind === 'CronJob'
              ? spec.jobTemplate.spec.template.spec
              : undefined;
      return pod === undefined ? [] : [[`${environment} ${kind}/${metadata.name}`, pod]];
    }),
);

test('there are pods in jobs, in deployments and in canaries', () => {
  expect(pods.map(([name]) => name)).toContain('eu-prod ScaledJob/sorting-read-label');
  expect(pods.map(([name]) => name)).toContain('dev Deployment/sorting-workbench');
  expect(pods.filter(([name]) => name.includes(' CronJob/'))).toHaveLength(2 + 4);
});

describe.each(pods)('%s', (_name, pod) => {
  const [container] = pod.containers;

  test('meets the restricted Pod Security Standard', () => {
    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC).toBeUndefined();
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    const kinds = new Set(pod.volumes.flatMap((volume: object) => Object.keys(volume)));
    for (const kind of ['name', 'secret', 'configMap', 'emptyDir']) kinds.delete(kind);
    expect([...kinds]).toEqual([]);
  });

  test('has requests and limits, bounded scratch space and no token', () => {
    for (const amount of ['cpu', 'memory', 'ephemeral-storage']) {
      expect(container.resources.requests[amount]).toMatch(/^[0-9]/);
      expect(container.resources.limits[amount]).toBe(container.resources.requests[amount]);
    }
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.enableServiceLinks).toBe(false);
    expect(pod.volumes.find((volume: Mutable) => volume.name === 'tmp').emptyDir.sizeLimit).toMatch(
      /^[0-9]+[MG]i$/,
    );
  });

  test('keeps secrets in files: no variable takes its value from a secret', () => {
    expect(JSON.stringify(container.env)).not.toContain('secretKeyRef');
    expect(JSON.stringify(container.envFrom ?? [])).not.toContain('secretRef');
  });
});
