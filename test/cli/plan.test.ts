import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';

const copy = sortingCopy();
const baseline = copy.path('gitops');
afterAll(() => copy.dispose());

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function workstreams(...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    const env = { ...process.env, NO_COLOR: '' };
    execFile(
      'node',
      [join(repository, 'bin', 'workstreams.js'), ...args, '--root', copy.root],
      { env },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}
const plan = (...args: string[]) => workstreams('plan', '--env', 'qa', '--baseline', baseline, ...args);

const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
const topicFile = join(baseline, 'qa/sorting/depot-vision-read--label-v1.k8s.yaml');

beforeAll(async () => {
  const { code, stderr } = await workstreams('synth', '--env', 'qa', '--out', baseline);
  if (code !== 0) throw new Error(stderr);
});

describe('plan', () => {
  test('against what was rendered just now: nothing to do, and nothing is said with --quiet', async () => {
    const { code, stdout, stderr } = await plan();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^qa: no changes; \d+ unchanged\n$/);
    expect(await plan('--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('counts the warnings of rules, and says what lists them', async () => {
    const text = copy.read('environments/qa.yaml');
    const spare = '{ rule: no-placeholder-image, subject: batch.none, reason: A slip, until: 2999-01-01 }';
    copy.write('environments/qa.yaml', `${text}\nexceptions: [${spare}]\n`);
    try {
      const { code, stderr } = await plan();
      expect([code, stderr]).toEqual([
        0,
        '1 warning: 1 of no-unused-exception; `workstreams lint --env qa --list` lists them\n\n',
      ]);
      const json = JSON.parse((await plan('--format', 'json')).stdout) as { warnings: { rule: string }[] };
      expect(json.warnings.map(({ rule }) => rule)).toEqual(['no-unused-exception']);
    } finally {
      copy.write('environments/qa.yaml', text);
    }
  });

  test('of a shorter retention: blocked, until it is approved', async () => {
    copy.edit(contract, 'retention: 7d', 'retention: 1d');
    try {
      const blocked = await plan();
      expect([blocked.code, blocked.stderr]).toEqual([3, '']);
      expect(blocked.stdout).toContain('qa: 2 destructive; ');
      const json = JSON.parse((await plan('--format', 'json')).stdout) as {
        objects: { id: string; needs: { change: string }[] }[];
      };
      const approvals = json.objects.flatMap(({ id, needs }) =>
        needs.map(({ change }) => ({ object: id, change, reason: 'r', who: 'w', until: '2999-12-31' })),
      );
      const file = 'environments/qa.yaml';
      const text = copy.read(file);
      copy.write(file, `${text}\napprovals: ${JSON.stringify(approvals)}\n`);
      const approved = await plan('--format', 'markdown');
      copy.write(file, text);
      expect([approved.code, approved.stderr]).toEqual([2, '']);
      expect(approved.stdout).toContain('### Approved');
    } finally {
      copy.edit(contract, 'retention: 1d', 'retention: 7d');
    }
  });

  test('with an approval of what is not planned: a warning with its place, and the plan', async () => {
    const file = 'environments/qa.yaml';
    const text = copy.read(file);
    const approval = {
      object: 'KafkaTopic a/b',
      change: 'delete',
      reason: 'r',
      who: 'w',
      until: '2999-12-31',
    };
    copy.write(file, `${text}\napprovals:\n  - ${JSON.stringify(approval)}\n`);
    const { code, stdout, stderr } = await plan();
    copy.write(file, text);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `environments/qa.yaml:${text.split('\n').length + 2}:5\n  warning: approvals[0]: approves what is not planned: "delete" of KafkaTopic a/b\n`,
    );
    expect(stdout).toContain('qa: no changes');
  });

  test('against a baseline that was changed by hand: it says so, and what is set back', async () => {
    const text = readFileSync(topicFile, 'utf8');
    writeFileSync(topicFile, text.replace('partitions: 3', 'partitions: 4'));
    const { code, stdout, stderr } = await plan();
    writeFileSync(topicFile, text);
    expect(code).toBe(3);
    expect(stderr).toContain('was changed by hand after its release');
    expect(stdout).toContain('Kafka cannot take partitions away');
  });

  test('with an export: drift in both directions, and what is not ready', async () => {
    const live = copy.path('live.json');
    const topic = (name: string, status: object) => ({
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: { name, namespace: 'kafka-qa', labels: { 'strimzi.io/cluster': 'kafka' } },
      spec: { partitions: 1, replicas: 1 },
      status,
    });
    const ready = {
      conditions: [{ type: 'Ready', status: 'False', reason: 'NotSupported', message: 'no way' }],
    };
    writeFileSync(
      live,
      JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [topic('made-by-hand', ready)] }),
    );
    const { code, stdout } = await plan('--live', live);
    expect(code).toBe(2);
    expect(stdout).toContain('missing  KafkaTopic kafka-qa/depot-vision-read--label-v1');
    expect(stdout).toContain(
      'extra  KafkaTopic kafka-qa/made-by-hand: somebody else has made it in this Kafka',
    );
    expect(stdout).toContain('not ready  KafkaTopic kafka-qa/made-by-hand: NotSupported: no way');
    expect(stdout).toContain('not in the export, so not compared: ');
  });

  test.each([
    [
      'a folder that is not there',
      ['--env', 'qa', '--baseline', 'nowhere'],
      'the folder cannot be read (ENOENT)',
    ],
    [
      'an environment that was never rendered',
      ['--env', 'eu-prod', '--baseline', baseline],
      'the baseline has no folder "eu-prod"; it has qa',
    ],
    [
      'an environment that is not there',
      ['--env', 'eu-prd', '--baseline', baseline],
      'did you mean "eu-prod"?',
    ],
    [
      'a system that is not there',
      ['--env', 'qa', '--baseline', baseline, '--system', 'sortin'],
      'did you mean "sorting"?',
    ],
    [
      'an export that is not there',
      ['--env', 'qa', '--baseline', baseline, '--live', 'nowhere.yaml'],
      'the file cannot be read (ENOENT)',
    ],
  ])('%s is refused with 1, without a stack trace', async (_what, args, told) => {
    const { code, stdout, stderr } = await workstreams('plan', ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('    at ');
  });

  test("another environment's release is refused", async () => {
    const other = copy.path('other');
    mkdirSync(other);
    cpSync(join(baseline, 'qa'), join(other, 'eu-prod'), { recursive: true });
    const { code, stderr } = await workstreams('plan', '--env', 'eu-prod', '--baseline', other);
    rmSync(other, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('the release of "qa" in the folder of "eu-prod"');
  });

  test('helps with examples and exit codes', async () => {
    const { code, stdout } = await workstreams('plan', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes: 0 nothing to do');
  });
});
