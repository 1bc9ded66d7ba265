import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow, repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const contract = `${queue}/contract.yaml`;

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
});
afterEach(() => {
  copy.dispose();
});

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is printed goes to files: cdk8s ends without waiting for a slow reader of a pipe, and loses what is under way. */
async function run(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const bin = join(repository, 'node_modules', '.bin');
  const printed = [`${copy.root}.stdout`, `${copy.root}.stderr`] as const;
  const [out, err] = printed.map((file) => openSync(file, 'w'));
  try {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: copy.root,
      env: { HOME, PATH: `${bin}:${PATH}`, NO_COLOR: '1', ...env },
      stdio: ['ignore', out, err],
    });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    const [stdout, stderr] = [readFileSync(printed[0], 'utf8'), readFileSync(printed[1], 'utf8')];
    return { code: code ?? signal, stdout, stderr };
  } finally {
    for (const fd of [out, err]) if (fd !== undefined) closeSync(fd);
    for (const file of printed) rmSync(file);
  }
}

const synth = (...args: readonly string[]) =>
  run(join(repository, 'bin', 'workstreams.js'), [
    'synth',
    '--root',
    copy.root,
    '--out',
    copy.path('dist'),
    ...args,
  ]);

const slip = () => {
  copy.edit(contract, 'retention: 7d', 'retetnion: 7d');
};
const told = `${contract}:9:1\n  retetnion: unknown key\n  did you mean "retention"?\n\n1 problem; nothing was written\n`;

describe('workstreams synth', () => {
  test('on good input writes; on bad input it says why, exits with 1 and leaves what was written', async () => {
    expect(await synth('--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    const before = filesBelow(copy.path('dist'));
    expect(Object.keys(before)).toContain('eu-prod/release.json');
    slip();
    expect(await synth()).toEqual({ code: 1, stdout: '', stderr: told });
    expect(filesBelow(copy.path('dist'))).toEqual(before);
  });

  test('is ended by no input, however hostile: exit code 1, no signal, no stack trace', async () => {
    copy.write(contract, '["]",'.repeat(50_000));
    copy.write(`${queue}/value.schema.json`, '['.repeat(1024 * 1024));
    copy.write(
      `${queue}/key.schema.json`,
      JSON.stringify({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $async: true,
        type: 'string',
      }),
    );
    copy.write('environments/eu-prod.yaml', Uint8Array.of(0xff, 0xfe));
    copy.write('environments/dev.yaml', '[ #]\n'.repeat(50_000));
    const ended = await synth();
    expect(ended.stderr).toBe(
      [
        `${contract}:1:321\n  more than 64 levels of nesting\n  write it flatter\n`,
        `${queue}/key.schema.json:1:1\n  $async is no keyword of JSON Schema\n  remove it\n`,
        `${queue}/value.schema.json:1:65\n  more than 64 levels of nesting\n  write it flatter\n`,
        'environments/dev.yaml:65:1\n  more than 64 levels of nesting\n  write it flatter\n',
        'environments/eu-prod.yaml:1:1\n  the file is not UTF-8\n  save it as UTF-8\n',
        '5 problems; nothing was written\n',
      ].join('\n'),
    );
    expect(ended.code).toBe(1);
    expect(existsSync(copy.path('dist'))).toBe(false);
  });

  test('that wants an environment that is not there names the nearest', async () => {
    expect(await synth('--env', 'eu-prdo')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'environments:1:1\n  there is no environment "eu-prdo"\n  did you mean "eu-prod"?\n\n1 problem; nothing was written\n',
    });
  });

  test('writes through no symbolic link, neither for the folder nor for an environment in it', async () => {
    mkdirSync(copy.path('elsewhere'));
    symlinkSync('elsewhere', copy.path('dist'));
    const linked = await synth();
    expect(linked.code).toBe(1);
    expect(linked.stderr).toBe(
      `workstreams failed: ${copy.path('dist')} is a symbolic link: nothing is written through it\n`,
    );
    expect(filesBelow(copy.path('elsewhere'))).toEqual({});

    renameSync(copy.path('dist'), copy.path('link'));
    mkdirSync(copy.path('dist'));
    symlinkSync('../elsewhere', copy.path('dist/eu-prod'));
    const inside = await synth();
    expect(inside.code).toBe(1);
    expect(inside.stderr).toBe(
      `${copy.path('dist/eu-prod')}:1:1\n  this is a symbolic link\n  nothing is read or written through it: put files and folders here\n\n1 problem; nothing was written\n`,
    );
    expect(filesBelow(copy.path('elsewhere'))).toEqual({});
    expect(filesBelow(copy.path('dist'))).toEqual({});
  });
});

describe('main.ts, which cdk8s runs', () => {
  const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs');

  /** The copy becomes a whole project: the program of the repository, with its own contracts. */
  beforeEach(() => {
    for (const file of ['main.ts', 'cdk8s.yaml', 'package.json', 'tsconfig.json']) {
      cpSync(join(repository, file), copy.path(file));
    }
    // What builds finds its sources beside itself.
    for (const folder of ['bin', 'scripts']) {
      cpSync(join(repository, folder), copy.path(folder), { recursive: true });
    }
    for (const folder of ['lib', 'imports', 'page', 'runtime', 'node_modules']) {
      symlinkSync(join(repository, folder), copy.path(folder));
    }
  });

  test('exits with 1 on bad input', async () => {
    slip();
    expect(await run(tsx, ['main.ts'])).toEqual({ code: 1, stdout: '', stderr: told });
    expect(existsSync(copy.path('dist'))).toBe(false);
  });

  test('exits with 0 under cdk8s, which would show a stack trace otherwise, and writes nothing', async () => {
    slip();
    const env = { CDK8S_OUTDIR: copy.path('out'), CDK8S_RECORD_CONSTRUCT_METADATA: 'false' };
    expect(await run(tsx, ['main.ts'], env)).toEqual({ code: 0, stdout: '', stderr: told });
    expect(existsSync(copy.path('out'))).toBe(false);
  });

  test('says why and no stack trace through cdk8s synth, which exits with 1', async () => {
    const cdk8s = join(repository, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    const args = ['synth', '--check-upgrade=false'];
    slip();
    const ended = await run(cdk8s, args);
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).toContain(told);
    expect(ended.stdout + ended.stderr).not.toContain('    at ');
    expect(filesBelow(copy.path('dist'))).toEqual({});
  });

  describe('with rules on what lies in the output folder, as a validation plugin of cdk8s', () => {
    const cdk8s = join(repository, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    const pod = (image: string) =>
      [
        '{ apiVersion: v1, kind: Pod, metadata: { name: debug, namespace: sorting-eu }, spec: { automountServiceAccountToken: false,',
        'securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } },',
        `containers: [{ name: debug, image: ${image}, resources: { limits: { memory: 1Mi } },`,
        'securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }] } }\n',
      ].join(' ');
    const digest = `registry.example.com/debug@sha256:${'0'.repeat(64)}`;

    const ownApp = 'node scripts/app.js';

    /** Whatever else the app of cdk8s.yaml writes beside what main.ts does. */
    async function synthWith(
      text: string,
      to = 'dist/eu-prod/sorting/extra.k8s.yaml',
      first = ownApp,
    ): Promise<Ended> {
      copy.write('extra.yaml', text);
      copy.edit('cdk8s.yaml', ownApp, `${first} && cp extra.yaml ${to}`);
      const report = copy.path('report.json');
      return run(cdk8s, ['synth', '--check-upgrade=false', '--validation-reports-output-file', report]);
    }

    const reported = () =>
      (
        JSON.parse(copy.read('report.json')) as {
          reports: { violations: { ruleName: string; violatingConstructs: unknown[] }[]; summary: object }[];
        }
      ).reports.map(({ violations, summary }) => ({
        status: (summary as { status: string }).status,
        violations: violations.map(({ ruleName, violatingConstructs }) => ({
          ruleName,
          violatingConstructs,
        })),
      }));

    test('an object of another program that breaks none passes', async () => {
      const ended = await synthWith(pod(digest));
      expect(reported()).toEqual([{ status: 'success', violations: [] }]);
      expect(ended.code).toBe(0);
      expect(ended.stdout).toContain('Validations ended succesfully');
    });

    test('one that breaks a rule ends with 2, named with its file, its place and the fix', async () => {
      const ended = await synthWith(pod('registry.example.com/debug:1'));
      expect(ended.code).toBe(2);
      expect(ended.stdout + ended.stderr).not.toContain('    at ');
      expect(ended.stdout).toContain('Pod sorting-eu/debug');
      expect(reported()).toEqual([
        {
          status: 'failure',
          violations: [
            {
              ruleName: 'image-pinned',
              violatingConstructs: [
                {
                  resourceName: 'Pod sorting-eu/debug',
                  locations: [
                    'spec.containers[0].image: "registry.example.com/debug:1" is not pinned by digest; add its digest, @sha256:…',
                  ],
                  manifestPath: 'dist/eu-prod/sorting/extra.k8s.yaml',
                },
              ],
            },
          ],
        },
      ]);
    });

    test('one that cannot be loaded has not passed, and says where its slip is', async () => {
      copy.remove('lib');
      cpSync(join(repository, 'lib'), copy.path('lib'), { recursive: true });
      copy.edit('lib/cli/validation-plugin.ts', 'export class', 'export clas');
      const ended = await synthWith(
        pod(digest),
        'dist/eu-prod/sorting/extra.k8s.yaml',
        'mkdir -p dist/eu-prod/sorting',
      );
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain('lib/cli/validation-plugin.ts:');
      expect(ended.stdout + ended.stderr).not.toContain('    at ');
      expect(reported()).toEqual([{ status: 'failure', violations: [] }]);
    });

    test("an exception of the unit's contract excuses here as it does in main.ts", async () => {
      copy.edit(
        contract,
        'lifecycle:',
        'exceptions:\n  - { rule: image-pinned, reason: It is debugged, until: 2999-01-01 }\nlifecycle:',
      );
      const unit = 'dist/eu-prod/sorting/depot-vision-read--label-v1.k8s.yaml';
      await synthWith(pod('registry.example.com/debug:1'), unit);
      expect(reported()).toEqual([{ status: 'success', violations: [] }]);
    });
  });
});
