import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../../lib/model/manifest.ts';
import type { Mutable } from '../fixture.ts';

export interface PodRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PodProps {
  /** The Job, and the ConfigMaps that it mounts. */
  readonly manifests: readonly Manifest[];
  /** Keys of each Secret that it mounts. @default none */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Variables instead of those that are rendered. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Runs the container of a Job as its pod does: its command, no other variables than its own, its volumes as Kubernetes lays
 * them out, which no one can write, and its user where the test may choose one. Paths are below a folder of their own.
 */
export async function runPod({ manifests, secrets = {}, variables = {} }: PodProps): Promise<PodRun> {
  // A link in the path of the program would hide where it really is.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'workstreams-pod-')));
  try {
    const job: Mutable = manifests.find(({ kind }) => kind === 'Job');
    const { containers, volumes, securityContext } = job.spec.template.spec;
    const [container] = containers;
    const mapOf = (name: string): Record<string, string> => {
      const found: Mutable = manifests.find((one) => one.kind === 'ConfigMap' && one.metadata.name === name);
      if (found === undefined) throw new Error(`no ConfigMap ${name}`);
      return found.data;
    };
    const filesOf = (volume: Mutable): Record<string, string> => {
      if (volume.configMap !== undefined) return mapOf(volume.configMap.name);
      if (volume.projected !== undefined) {
        const sources = volume.projected.sources as { readonly configMap: { readonly name: string } }[];
        return Object.assign({}, ...sources.map(({ configMap }) => mapOf(configMap.name))) as Record<
          string,
          string
        >;
      }
      if (volume.secret === undefined) return {};
      const { secretName, items } = volume.secret;
      return Object.fromEntries(
        items.map(({ key, path }: { key: string; path: string }) => [path, secrets[secretName]?.[key] ?? '']),
      );
    };
    const mounted = container.volumeMounts as { readonly name: string; readonly mountPath: string }[];
    chmodSync(root, 0o755);
    for (const { name, mountPath } of mounted) {
      const volume = volumes.find((one: Mutable) => one.name === name);
      mount(join(root, mountPath), filesOf(volume));
    }
    const below = (text: string) =>
      mounted.some(({ mountPath }) => text.startsWith(`${mountPath}/`) || text === mountPath)
        ? join(root, text)
        : text;
    const environment = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, below(value)]),
    );
    const [, ...args] = container.command.map(below);
    const isRoot = process.getuid?.() === 0;
    const child = spawn(process.execPath, args, {
      cwd: '/',
      env: { ...environment, ...variables },
      ...(isRoot ? { uid: securityContext.runAsUser, gid: securityContext.runAsGroup } : {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (text: Buffer) => (told[name] += text.toString('utf8')));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...told };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** As the kubelet does: the files are links into a folder that it can exchange as a whole. */
function mount(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, '..2026_11_30'), { recursive: true });
  symlinkSync('..2026_11_30', join(folder, '..data'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, '..2026_11_30', name), text, { mode: 0o444 });
    symlinkSync(join('..data', name), join(folder, name));
  }
}
