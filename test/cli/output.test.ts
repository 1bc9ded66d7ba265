import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

jest.setTimeout(600_000);

const bin = join(repository, 'bin', 'workstreams.js');
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

let copy: StackCopy;
let folder: string;
beforeAll(() => {
  copy = sortingCopy();
  folder = mkdtempSync(join(tmpdir(), 'workstreams-output-'));
  mkdirSync(join(folder, 'gitops', 'qa'), { recursive: true });
  const labels = { 'strimzi.io/cluster': 'kafka' };
  const live = {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name: 'orders', namespace: 'kafka-qa', labels },
    spec: { partitions: 1, replicas: 3 },
  };
  writeFileSync(join(folder, 'live.json'), JSON.stringify(live));
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Sorting'],
  ])
    execFileSync('git', args, { cwd: copy.root, env });
  run(['synth', '--env', 'dev', '--out', join(folder, 'gitops')]);
});
afterEach(() => {
  execFileSync('git', ['checkout', '--quiet', '.'], { cwd: copy.root, env });
  execFileSync('git', ['clean', '--quiet', '--force', '-d'], { cwd: copy.root, env });
});
afterAll(() => {
  copy.dispose();
  rmSync(folder, { recursive: true });
});

/** Runs a command in the stack's folder, with its output to a file that is open. */
function run(args: readonly string[], stdout: number | 'pipe' = 'pipe') {
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: copy.root,
    env,
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
  });
  return { status, stderr };
}

/** The same in a shell in which no file may be larger than 1024 bytes. */
function limited(command: string) {
  const shell = `ulimit -f 1; exec '${process.execPath}' '${bin}' ${command}`;
  const { status, stderr } = spawnSync('bash', ['-c', shell], { cwd: copy.root, env, encoding: 'utf8' });
  return { status, stderr };
}

/** A way to make each command print. What is written before is in the copy, or beside it. */
const printing = (): Record<string, string[]> => ({
  init: [
    ...['init', join(folder, 'shop'), '--yes', '--system', 'shop', '--topic', 'order-placed'],
    ...['--purpose', 'Takes orders', '--owner', 'shop'],
  ],
  synth: ['synth', '--env', 'dev', '--out', join(folder, 'out')],
  golden: ['golden', '--folder', 'golden'],
  lint: ['lint'],
  explain: ['explain', 'depot.vision.read-label.v1', '--env', 'qa'],
  plan: ['plan', '--env', 'qa', '--baseline', join(folder, 'gitops')],
  promote: ['promote', '--from', 'dev', '--to', 'qa', '--gitops', join(folder, 'gitops'), '--dry-run'],
  access: ['access', '--env', 'qa'],
  services: ['services', '--env', 'qa'],
  catalog: ['catalog'],
  new: [
    ...['new', 'queue', '--context', 'depot', '--executor-class', 'vision', '--kind', 'weigh'],
    ...['--purpose', 'Parcels to weigh', '--yes'],
  ],
  import: [
    ...['import', '--live', join(folder, 'live.json'), '--env', 'qa', '--system', 'imported'],
    ...['--owner', 'shop', '--dry-run'],
  ],
  inventory: ['inventory'],
  capacity: ['capacity', '--env', 'qa'],
  asyncapi: ['asyncapi', '--env', 'qa', '--system', 'sorting'],
  // What they print otherwise comes from a registry, and goes to standard error.
  schemas: ['schemas', '--help'],
  review: ['review'],
  executor: ['executor', '--help'],
  'dead-letters': ['dead-letters', '--help'],
  replay: ['replay', '--help'],
  dispatcher: ['dispatcher', '--help'],
  completion: ['completion', 'bash'],
  admin: ['admin', '--help'],
  upgrade: ['upgrade', '--check'],
});

// Where the device is missing (macOS), the limit on the size of files below shows the same.
(existsSync('/dev/full') ? describe : describe.skip)('on a full disk', () => {
  let full: number;
  beforeAll(() => {
    full = openSync('/dev/full', 'w');
  });
  afterAll(() => closeSync(full));

  const incomplete = {
    status: 1,
    stderr: 'workstreams: the output is incomplete: ENOSPC: no space left on device, write\n',
  };

  test('every command says that its output is incomplete, and ends with 1', () => {
    const commands = printing();
    const help = spawnSync(process.execPath, [bin, '--help'], { encoding: 'utf8' }).stdout;
    expect(Object.keys(commands)).toEqual(
      [...help.matchAll(/^ {2}([a-z-]+) /gm)].flatMap(([, name]) => (name === 'help' ? [] : [name])),
    );
    const ends = Object.entries(commands).map(([name, args]) => {
      const { status, stderr } = run(args, full);
      return [name, { status, stderr: stderr.split('\n').slice(-2).join('\n') }];
    });
    expect(Object.fromEntries(ends)).toEqual(
      Object.fromEntries(Object.keys(commands).map((name) => [name, incomplete])),
    );
  });

  test.each(['--help', '--version', 'lint --help', 'lint --format sarif'])('%s too', (line) => {
    expect(run(line.split(' '), full)).toEqual(incomplete);
  });

  test('what cannot be said of an error leaves its code', () => {
    const { status } = spawnSync(process.execPath, [bin, 'lint', '--env', 'nowhere'], {
      cwd: copy.root,
      stdio: ['ignore', 'ignore', full],
    });
    expect(status).toBe(1);
  });
});

describe('a disk that fills up', () => {
  test('leaves no shortened output with the code 0', () => {
    const file = join(folder, 'lint.sarif');
    expect(limited(`lint --format sarif > '${file}'`)).toEqual({
      status: 1,
      stderr: 'workstreams: the output is incomplete: EFBIG: file too large, write\n',
    });
    expect(statSync(file).size).toBe(1024);
    expect(run(['lint', '--format', 'sarif'], openSync(file, 'w'))).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(file, 'utf8')).runs).toHaveLength(1);
  });

  test.each([
    ['synth', 'synth --env qa --out small/synth'],
    ['golden', 'golden --folder small/golden'],
    ['catalog', 'catalog --out small/catalog'],
    ['asyncapi', 'asyncapi --env qa --out small/asyncapi'],
    ['promote', 'promote --from dev --to qa --gitops "$GITOPS" --body small.md'],
    ['new', 'new queue --context depot --executor-class vision --kind sort --purpose Parcels --yes'],
  ])('ends %s with a message and the code 1', (_name, command) => {
    const { status, stderr } = limited(command.replace('$GITOPS', join(folder, 'gitops')));
    expect(stderr).toContain('EFBIG: file too large');
    expect(status).toBe(1);
  });
});

describe('a pipe whose reader has gone', () => {
  const closed = {
    status: 141,
    stderr: 'workstreams: the output is incomplete: its reader closed the pipe\n',
  };

  /** A pipe with both its ends. */
  function pipe(name: string): { readonly reader: number; readonly writer: number } {
    const path = join(folder, name);
    execFileSync('mkfifo', [path]);
    return { reader: openSync(path, 'r+'), writer: openSync(path, 'w') };
  }

  test('before anything was written ends the command with 141, also where all is well', () => {
    const { reader, writer } = pipe('before');
    closeSync(reader);
    expect(run(['lint'], writer)).toEqual(closed);
    closeSync(writer);
  });

  test('in the middle too: what was read is not all', async () => {
    const { reader, writer } = pipe('middle');
    const child = spawn(process.execPath, [bin, 'lint', '--format', 'sarif'], {
      cwd: copy.root,
      stdio: ['ignore', writer, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    closeSync(writer);
    // More is printed than a pipe holds: 64 KiB.
    expect(readSync(reader, Buffer.alloc(1))).toBe(1);
    closeSync(reader);
    const status = await new Promise((done) => child.on('close', done));
    expect({ status, stderr }).toEqual(closed);
  });

  test('who reads all of it gets the code of the command', () => {
    const command = `'${process.execPath}' '${bin}' lint --env nowhere 2>&1 | cat; echo "\${PIPESTATUS[0]}"`;
    const { stdout } = spawnSync('bash', ['-c', command], { cwd: copy.root, encoding: 'utf8' });
    expect(stdout).toMatch(/\n1\n$/);
  });
});
