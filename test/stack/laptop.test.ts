import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { describeWithKubectl, kubectlWithoutCluster } from '../support/kubectl.ts';
import { repository } from '../support/repository.ts';
import { resolvedIn } from '../support/shipped.ts';
import { stepsOf, walk } from '../support/walk-through.ts';

const folder = mkdtempSync(join(tmpdir(), 'workstreams-laptop-'));
afterAll(() => rmSync(folder, { recursive: true }));

describeWithKubectl('the commands for a laptop in docs/platform.md', () => {
  // The others need a cluster.
  const steps = stepsOf('platform.md').slice(0, 2);
  const objects = [...renderEnvironment(resolvedIn('local'))].flatMap(({ manifests }) => manifests);
  let outputs: string[] = [];

  beforeAll(() => {
    const programs = join(folder, 'bin');
    mkdirSync(programs);
    kubectlWithoutCluster(programs);
    writeFileSync(
      join(programs, 'npx'),
      `#!/bin/sh\nshift\nexec ${process.execPath} ${join(repository, 'bin', 'workstreams.js')} "$@"\n`,
    );
    chmodSync(join(programs, 'npx'), 0o755);
    const root = join(folder, 'stack');
    for (const name of ['contracts', 'environments'])
      cpSync(join(repository, name), join(root, name), { recursive: true });
    const env = { PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`, HOME: folder };
    outputs = walk(
      steps.map((step) => ({ ...step, commands: `${step.commands}echo "ends with $?"` })),
      { cwd: root, env },
    );
  }, 300_000);

  test('they are these', () => {
    expect(steps.map(({ commands }) => commands.trimEnd().split('\n'))).toEqual([
      ['npx workstreams synth --env local', expect.stringMatching(/^kubectl apply /)],
      [expect.stringMatching(/^kubectl apply /)],
    ]);
  });

  test('all namespaces come first', () => {
    const [, ...lines] = (outputs[0] ?? '').trimEnd().split('\n');
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    expect(lines).toEqual([...namespaces.map(({ metadata }) => `namespace/${metadata.name}`), 'ends with 0']);
    const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    const names = namespaces.map(({ metadata }) => metadata.name);
    expect([...used].filter((one) => !names.includes(one))).toEqual([]);
  });

  test('then everything, and no file that kubectl cannot take', () => {
    expect(readFileSync(join(folder, 'stack', 'dist', 'local', 'release.json'), 'utf8')).toContain('"local"');
    const lines = (outputs[1] ?? '').trim().split('\n');
    expect(lines.at(-1)).toBe('ends with 0');
    expect(lines.slice(0, -1).sort()).toEqual(
      objects
        .map(({ apiVersion, kind, metadata }) => {
          const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
          return `${kind.toLowerCase()}${group}/${metadata.name}`;
        })
        .sort(),
    );
  });
});
