import { existsSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';
import { workstreams } from '../support/workstreams.ts';

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
  copy.remove('environments/eu-prod.yaml');
  copy.edit(contract, ', eu-prod: 6', '');
});
afterEach(() => copy.dispose());

const golden = (...args: string[]) => workstreams('golden', '--root', copy.root, ...args);
const files = () => filesBelow(copy.path('test/golden'));
const contract = 'contracts/sorting/depot/work/vision.read-label/v1/contract.yaml';
const names = [
  'dev/platform.yaml',
  'dev/sorting.yaml',
  'qa/gitops.yaml',
  'qa/platform.yaml',
  'qa/sorting.yaml',
  'tree.txt',
];

describe('golden', () => {
  test('writes a file an environment and system, and the list of what is rendered', async () => {
    const { code, stdout, stderr } = await golden();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('6 golden files below test/golden: 6 written, 0 removed\n');
    expect(Object.keys(files())).toEqual(names);
    const tree = (files()['tree.txt'] ?? '').split('\n');
    expect(tree).toContain('dev/sorting/workbench.k8s.yaml');
    expect(tree).toContain('qa/release.json');
    const queues = files()['dev/sorting.yaml'] ?? '';
    const units = [...queues.matchAll(/^# (.*)$/gm)].map(([, path]) => path);
    expect(units).toEqual(
      tree
        .filter((path) => path.startsWith('dev/sorting/'))
        .sort((a, b) => units.indexOf(a) - units.indexOf(b)),
    );
    expect(units).toHaveLength(7);
  });

  test('writes what has changed, removes what is no longer rendered, and leaves the rest alone', async () => {
    await golden();
    const before = files();
    copy.edit(contract, 'retention: 7d', 'retention: 6d');
    copy.write('test/golden/old/platform.yaml', '# old/platform/kafka.k8s.yaml\n');
    copy.write('test/golden/dev/notes.yaml', 'mine: true\n');
    copy.write('test/golden/README.md', '# dev/x/y.k8s.yaml\n');
    const { code, stdout } = await golden();
    expect([code, stdout]).toEqual([0, '6 golden files below test/golden: 2 written, 1 removed\n']);
    const changed = Object.keys(before).filter((name) => files()[name] !== before[name]);
    expect(changed).toEqual(['dev/sorting.yaml', 'qa/sorting.yaml']);
    expect(Object.keys(files())).toEqual(['README.md', 'dev/notes.yaml', ...names]);
    expect(existsSync(copy.path('test/golden/old'))).toBe(false);
  });

  test('writes into another folder, below the root only, and through no link', async () => {
    expect((await golden('--folder', 'review')).code).toBe(0);
    expect(Object.keys(filesBelow(copy.path('review')))).toEqual(names);
    const outside = await golden('--folder', '../review');
    expect([outside.code, outside.stderr]).toEqual([
      1,
      "workstreams failed: ../review/dev/sorting.yaml leads out of the project's folder\n",
    ]);
    symlinkSync(copy.path('environments'), copy.path('linked'));
    const linked = await golden('--folder', 'linked');
    expect([linked.code, linked.stderr]).toEqual([
      1,
      'workstreams failed: linked is a symbolic link: nothing is written through it\n',
    ]);
  });

  test('writes nothing where something is wrong', async () => {
    copy.edit(contract, 'retention: 7d', 'retention: 200d');
    const { code, stdout, stderr } = await golden();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/retention-in-range\][^]*1 problem; nothing was written\n$/);
    expect(files()).toEqual({});
  });

  test('does not replace a file of others', async () => {
    copy.write('test/golden/dev/platform.yaml', 'mine: true\n');
    const { code, stderr } = await golden();
    expect([code, stderr]).toEqual([
      1,
      'workstreams failed: test/golden/dev/platform.yaml is there already\n',
    ]);
    expect(files()).toEqual({ 'dev/platform.yaml': 'mine: true\n' });
  });
});

describe('golden --check', () => {
  test('says nothing more where all is as it is rendered', async () => {
    await golden();
    const { code, stdout, stderr } = await golden('--check');
    expect([code, stdout, stderr]).toEqual([0, '6 golden files below test/golden: no difference\n', '']);
  });

  test('tells what each difference means and where it is, ends with 1, and writes nothing', async () => {
    await golden();
    copy.edit(contract, 'retention: 7d', 'retention: 1d');
    copy.remove('test/golden/qa/platform.yaml');
    copy.write('test/golden/old/platform.yaml', '# old/platform/kafka.k8s.yaml\n');
    copy.write('test/golden/tree.txt', 'nothing\n');
    const before = files();
    const { code, stdout, stderr } = await golden('--check');
    expect([code, stdout]).toEqual([1, '']);
    const told = stderr.split('\n\n');
    expect(told.map((one) => one.split('\n')[0])).toEqual([
      'dev/sorting.yaml differs from what is rendered: 2 destructive',
      'old/platform.yaml is in the folder, and no longer rendered',
      'qa/platform.yaml is rendered, and not in the folder',
      'qa/sorting.yaml differs from what is rendered: 2 destructive',
      'tree.txt differs from what is rendered',
      '5 golden files differ: run workstreams golden, and read git diff',
    ]);
    expect(told[0]).toMatch(
      /\ndestructive {2}change 2 KafkaTopics, kafka-dev\/depot-vision-read--label-v1 and /,
    );
    expect(told[0]).toContain('\n  -    retention.ms: "604800000"\n  +    retention.ms: "86400000"\n');
    expect(told[4]).toMatch(/\n {2}@@ line 1 @@\n {2}-nothing\n {2}\+dev\//);
    expect(files()).toEqual(before);
  });

  test('compares lines where somebody has made something else of a file', async () => {
    await golden();
    copy.edit('test/golden/dev/platform.yaml', 'kind: KafkaNodePool', 'kind: [KafkaNodePool');
    const { code, stderr } = await golden('--check');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dev\/platform\.yaml differs from what is rendered\n {2}@@ line \d+ @@\n/);
    expect(stderr).toContain('\n  -kind: [KafkaNodePool\n  +kind: KafkaNodePool\n');
  });
});
