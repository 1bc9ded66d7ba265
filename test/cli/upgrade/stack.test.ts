import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { planUpgrade, writeUpgrade } from '../../../lib/cli/upgrade/run-upgrade.ts';
import { filesBelow, repository } from '../../support/repository.ts';
import { workstreams } from '../../support/workstreams.ts';

const fixtures = join(repository, 'test', 'fixtures');
const earlier = join(fixtures, 'stack-0.1');
const today = filesBelow(join(fixtures, 'stack-1.0'));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workstreams-upgrade-'));
  for (const folder of ['contracts', 'environments', 'lib']) {
    cpSync(join(earlier, folder), join(root, folder), { recursive: true });
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(root, file), 'utf8');
function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
function edit(file: string, from: string, to: string): void {
  expect(read(file)).toContain(from);
  write(
    file,
    read(file).replace(from, () => to),
  );
}

function upgrade() {
  const planned = planUpgrade(root);
  if (!planned.ok) throw new Error(planned.problems.map(formatProblem).join('\n'));
  writeUpgrade(root, planned.value);
  return planned.value;
}

function refusals(): string[] {
  const planned = planUpgrade(root);
  return planned.ok ? [] : planned.problems.map(formatProblem);
}

describe('an older stack', () => {
  test('is rewritten to exactly the files of the new format, and nothing else is touched', () => {
    const before = filesBelow(root);
    upgrade();
    expect(filesBelow(root)).toEqual({ ...before, ...today });
    expect(Object.keys(today)).toHaveLength(10);
  });

  test('that is upgraded has nothing left to rewrite', () => {
    upgrade();
    const once = filesBelow(root);
    expect(upgrade().changes).toEqual([]);
    expect(filesBelow(root)).toEqual(once);
  });

  test('of which some files are upgraded already gets the rest, with phases of all renamed queues', () => {
    const contract = 'contracts/workrequests/billing/work/toolrun.invoice/v1/contract.yaml';
    write(contract, today[contract] ?? '');
    write('contracts/shop/system.yaml', today['contracts/shop/system.yaml'] ?? '');
    expect(upgrade().changes).toHaveLength(8);
    expect(filesBelow(root)).toMatchObject(today);
  });

  test('keeps every comment', () => {
    const comments = (text: string) => [...text.matchAll(/(?:^|\s)#.*$/gm)].map(([one]) => one.trim()).sort();
    const before = filesBelow(earlier);
    const yaml = Object.keys(today).filter((file) => file in before);
    expect(yaml).toHaveLength(7);
    for (const file of yaml) expect(comments(today[file] ?? '')).toEqual(comments(before[file] ?? ''));
  });

  test('whose systems are declared in files that no one needs any longer does not need them', () => {
    upgrade();
    rmSync(join(root, 'lib'), { recursive: true });
    expect(upgrade().changes).toEqual([]);
    write('lib/systems/index.ts', 'this is not TypeScript (');
    expect(upgrade().changes).toEqual([]);
  });
});

describe('files that are kept', () => {
  test('are those that are not of a stack, not in their place, or links, each with the reason', () => {
    write('contracts/shop/notes.txt', 'lagThreshold: 1\n');
    write('contracts/shop/orders/contract.yaml', 'formerly: me\n');
    write('environments/old.yml', 'environment: old\n');
    write('outside.yaml', 'environment: linked\n');
    symlinkSync(join(root, 'outside.yaml'), join(root, 'environments', 'linked.yaml'));
    symlinkSync(join(root, 'lib'), join(root, 'contracts', 'elsewhere'));
    const before = filesBelow(root);
    const place =
      'its place is not contracts/<system>/system.yaml, contracts/<system>/<context>/<class>/<topic>/v<N>/contract.yaml or environments/<name>.yaml';
    expect(upgrade().kept).toEqual([
      { path: 'contracts/elsewhere', why: 'not a file: symbolic links are not followed' },
      { path: 'contracts/shop/notes.txt', why: 'not a file of a stack' },
      { path: 'contracts/shop/orders/contract.yaml', why: place },
      { path: 'environments/linked.yaml', why: 'not a file: symbolic links are not followed' },
      { path: 'environments/old.yml', why: place },
    ]);
    expect(filesBelow(root)).toEqual({ ...before, ...today });
  });

  test('name code that decided what a system renders', () => {
    edit(
      'lib/systems/shop.ts',
      'export const shop = serviceSystem({',
      'export const shop = {\n  units: () => [],',
    );
    edit('lib/systems/shop.ts', '  ],\n});', '  ],\n};');
    expect(upgrade().kept).toEqual([
      {
        path: 'lib/systems/shop.ts:27:3',
        why: '`units` is code and is not carried over: the engine decides what a system renders',
      },
    ]);
  });
});

describe('a stack with something wrong', () => {
  test('is told of all of it with its places, and nothing is written', async () => {
    const contract = 'contracts/shop/orders/evt/order-placed/v1/contract.yaml';
    edit(contract, 'consumeWithin: 1m', 'consumeWithin: 1m\n  alertLag: 3');
    edit('environments/dev.yaml', 'environment: dev', 'apiVersion: workstreams.io/v7\nenvironment: dev');
    edit('environments/qa.yaml', 'tenants: [acme]', 'tenants: [acme');
    edit('lib/systems/legacy.ts', "id: 'reports'", 'id: reportsId()');
    const before = filesBelow(root);
    const { code, stdout, stderr } = await workstreams('upgrade', '--root', root);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${contract}:22:3
  serviceLevels.lagThreshold: "lagThreshold" and "alertLag", its new name, are both in this map
  keep one of the two

environments/dev.yaml:2:13
  apiVersion: unknown format "workstreams.io/v7"
  this program reads workstreams.io/v1 and the format before it, which has no apiVersion

environments/qa.yaml:30:1
  not YAML: flow sequence in block collection must be sufficiently indented and end with a ]
  close the bracket, or indent what is in it

lib/systems/legacy.ts:26:11
  this is code, not data
  write the value itself here, or write contracts/<system>/system.yaml by hand

4 problems; nothing was written
`);
    expect(filesBelow(root)).toEqual(before);
  });

  test('hears of a system that nothing declares, and of shared schemas in another folder', () => {
    write('contracts/warehouse/stock/evt/stock-counted/v1/contract.yaml', 'purpose: Stock\n');
    edit('lib/systems/shop.ts', "messages: 'messages'", "messages: 'schemas'");
    mkdirSync(join(root, 'contracts/shop/schemas'));
    expect(refusals()).toEqual([
      `contracts/warehouse:1:1
  the system has no system.yaml, and lib/systems/index.ts does not list it
  write contracts/warehouse/system.yaml, or remove the folder`,
      `lib/systems/shop.ts:30:3
  messages: shared schemas are always in the folder messages
  rename contracts/shop/schemas to contracts/shop/messages, and write messages here`,
    ]);
  });

  test('is refused where its folders are links, or not there', () => {
    rmSync(join(root, 'environments'), { recursive: true });
    symlinkSync(join(earlier, 'environments'), join(root, 'environments'));
    expect(refusals()).toEqual([
      'environments:1:1\n  it is not a folder\n  put the folder itself here: links are not followed',
    ]);
    rmSync(root, { recursive: true });
    mkdirSync(root);
    expect(refusals()).toEqual([
      '.:1:1\n  neither contracts/ nor environments/ is here\n  run this in the folder of a stack, or name it with --root',
    ]);
  });

  test('stays whole when a file cannot be replaced', () => {
    const before = filesBelow(root);
    const planned = planUpgrade(root);
    if (!planned.ok) throw new Error('not planned');
    // Comes into being between the plan and the writing.
    write('contracts/workrequests/system.yaml', 'mine\n');
    expect(() => writeUpgrade(root, planned.value)).toThrow(
      'contracts/workrequests/system.yaml is there already',
    );
    expect(filesBelow(root)).toEqual({ ...before, 'contracts/workrequests/system.yaml': 'mine\n' });
  });
});

describe('the command', () => {
  test('says with --check what would change, with exit code 2, and writes nothing', async () => {
    const before = filesBelow(root);
    const { code, stdout, stderr } = await workstreams('upgrade', '--check', '--root', root);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout.split('\n')).toEqual([
      'edit contracts/legacy/as-found/evt/customers/v1/contract.yaml: apiVersion and kind, serviceLevels.lagThreshold -> alertLag, found -> imported, found.in.prod.topics -> pinned, exceptions[0].rule: kept-as-found -> no-pinned-values',
      'edit contracts/shop/orders/evt/order-placed/v1/contract.yaml: apiVersion and kind, serviceLevels.lagThreshold -> alertLag, exceptions[0].rule: baseline-classes -> required-context-classes',
      'edit contracts/shop/orders/evt/order-placed/v2/contract.yaml: apiVersion and kind, serviceLevels.lagThreshold -> alertLag',
      'edit contracts/workrequests/billing/work/toolrun.invoice/v1/contract.yaml: apiVersion and kind, serviceLevels.lagThreshold -> alertLag, scaling.lagThreshold -> messagesPerJob, formerly -> renamedFrom',
      expect.stringMatching(
        /^edit environments\/dev\.yaml: apiVersion and kind, cluster: dev, topics\.prefix -> env, /,
      ),
      expect.stringMatching(/^edit environments\/prod\.yaml: /),
      expect.stringMatching(
        /^edit environments\/qa\.yaml: .*, rules\.moves-in-order -> migrations-in-order$/,
      ),
      'new  contracts/legacy/system.yaml: from lib/systems/legacy.ts',
      'new  contracts/shop/system.yaml: from lib/systems/shop.ts',
      'new  contracts/workrequests/system.yaml: from lib/systems/workrequests/system.ts',
      '10 files to rewrite; nothing was written',
      '',
    ]);
    expect(filesBelow(root)).toEqual(before);
  });

  test('writes, and then has nothing to do with exit code 0', async () => {
    const first = await workstreams('upgrade', '--root', root);
    expect([first.code, first.stdout.split('\n').at(-2)]).toEqual([
      0,
      '10 files written. Next: read git diff, then run workstreams lint',
    ]);
    const again = await workstreams('upgrade', '--check', '--root', root);
    expect([again.code, again.stdout]).toEqual([
      0,
      'every file is of workstreams.io/v1: nothing to rewrite\n',
    ]);
    expect(readdirSync(root).sort()).toEqual(['contracts', 'environments', 'lib']);
  });

  test('keeps the mode of a file', () => {
    chmodSync(join(root, 'environments/dev.yaml'), 0o640);
    upgrade();
    expect((statSync(join(root, 'environments/dev.yaml')).mode & 0o777).toString(8)).toBe('640');
  });
});
