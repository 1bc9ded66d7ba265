import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isWrite, recordingProxy, type RecordingProxy } from '../support/registry/recording-proxy.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { repository } from '../support/repository.ts';
import { shipped } from '../support/shipped.ts';
import { StackCopy } from '../support/stack-copy.ts';
import { workstreams } from '../support/workstreams.ts';

interface Printed {
  readonly exitCode: number;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly subjects: readonly {
    readonly subject: string;
    readonly state: string;
    readonly contracts: readonly string[];
  }[];
  readonly done: readonly { readonly subject: string; readonly version: number; readonly id: number }[];
  readonly extra: readonly string[];
}

describeWithRegistry('the shipped stack and a registry', (registry) => {
  const copy = new StackCopy();
  let proxy: RecordingProxy;
  beforeAll(async () => {
    for (const folder of ['contracts', 'environments'])
      cpSync(join(repository, folder), copy.path(folder), { recursive: true });
    proxy = await recordingProxy(registry().url, 'stack');
    const reach = '{ why: The registry, namespace: registry, labels: { app: registry }, ports: [8080] }';
    const terms = `url: ${proxy.url}\n  authentication: { type: none }\n  registration: { by: pipeline }`;
    const file = 'environments/staging.yaml';
    copy.write(
      file,
      `${copy.read(file).replace(/^schemaRegistry:\n(?: .*\n)+/m, '')}\nschemaRegistry:\n  ${terms}\n  reach:\n    - ${reach}\n`,
    );
  });
  afterAll(async () => {
    await proxy.stop();
    copy.dispose();
  });

  async function schemas(command: 'plan' | 'apply') {
    const ran = await workstreams(
      ...['schemas', command, '--env', 'staging', '--root', copy.root, '--format', 'json', '--quiet'],
    );
    expect(ran.stderr).toBe('');
    const requests = proxy.take();
    const printed = ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as Printed);
    return { code: ran.code, printed, requests, writes: requests.filter(isWrite) };
  }

  test('an empty one lacks every subject, all are registered, and then there is nothing to do', async () => {
    const first = await schemas('plan');
    expect(first.code).toBe(2);
    expect(first.writes).toEqual([]);
    const { counts: planned, subjects: all = [], extra } = first.printed ?? {};
    expect(extra).toEqual([]);
    // The names of three queues before their renames were never in this environment.
    const subjects = all.filter(({ state }) => state !== 'retired');
    expect(planned).toEqual({ new: subjects.length, change: 0, blocked: 0, same: 0, retired: 3, open: 0 });
    const { catalog } = shipped();
    const named = new Set(subjects.flatMap(({ contracts }) => contracts));
    expect(named.size).toBe(catalog.contracts.length);
    expect(named.size).toBeGreaterThanOrEqual(81);

    const applied = await schemas('apply');
    expect([applied.code, applied.printed?.state]).toEqual([0, 'applied']);
    expect(applied.printed?.done.map(({ subject }) => subject).sort()).toEqual(
      subjects.map(({ subject }) => subject).sort(),
    );
    expect(new Set(applied.printed?.done.map(({ version }) => version))).toEqual(new Set([1]));
    expect(applied.writes.filter(({ method }) => method === 'POST')).toHaveLength(subjects.length);

    const second = await schemas('plan');
    expect([second.code, second.printed]).toEqual([0, undefined]);
    const again = await schemas('apply');
    expect([again.code, again.printed]).toEqual([0, undefined]);
    expect(again.requests.length).toBeGreaterThan(subjects.length);
    expect(again.writes).toEqual([]);

    const pull = () =>
      workstreams('schemas', 'pull', '--env', 'staging', '--root', copy.root, '--out', copy.path('backup'));
    const counts = `${subjects.length} subjects, ${subjects.length} versions below ${copy.path('backup/staging')}`;
    expect(await pull()).toEqual({ code: 0, stdout: `${counts}\n`, stderr: '' });
    expect(await pull()).toEqual({ code: 0, stdout: `${counts}: unchanged\n`, stderr: '' });
    expect(proxy.take().filter(isWrite)).toEqual([]);
  });
});
