import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { declaredSystems } from '../../../lib/cli/upgrade/declared-systems.ts';
import { systemText } from '../../../lib/cli/upgrade/system-text.ts';
import { slowness } from '../../support/slowness.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workstreams-declared-'));
  write('index.ts', "import { shop } from './shop.ts';\nexport const systems: readonly System[] = [shop];\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const path = join(root, 'lib/systems', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const imports =
  "import { serviceSystem } from './service-system.ts';\nimport { duration, size } from '../model/text.ts';\n";

/** A service with `fields`, as `system.yaml` has it. */
function written(fields: string, before = ''): string {
  write(
    'shop.ts',
    `${imports}${before}\nexport const shop = serviceSystem({\n  id: 'shop',\n  grammar: 'flat',\n  services: [\n    { id: 'till', purpose: 'Sells',\n${fields}\n},\n  ],\n});\n`,
  );
  const read = declaredSystems(root);
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.value.map((one) => systemText(one, undefined)).join('');
}

const service = (fields: string, before?: string) =>
  (parse(written(fields, before)) as { services: { till: Record<string, unknown> } }).services.till;

function refused(text: string): string[] {
  write('shop.ts', text);
  const read = declaredSystems(root);
  return read.ok ? [] : read.problems.map(formatProblem);
}

describe('values', () => {
  test.each([
    ["client: 'text'", 'text'],
    ['client: "it\'s"', "it's"],
    ['client: -1.5', -1.5],
    ['client: true', true],
    ['client: null', null],
    ["client: duration('5ms')", '5ms'],
    ["client: size('1MiB')", '1MiB'],
    ["client: 'a' + 'b' + `c${1}d`", 'abc1d'],
    ['client: [1, [2]]', [1, [2]]],
    ["client: { a: 1, 'b-c': 2, [`d${0}`]: 3 }", { a: 1, 'b-c': 2, d0: 3 }],
    ['client: { a: 1 } as const satisfies object', { a: 1 }],
    ['client: (1)', 1],
    ['client: on!', 'on'],
    ['client: { on, off: undefined }', { on: 'on' }],
    ['client: [...list, 3]', [1, 2, 3]],
    ['client: { ...map, b: 3 }', { a: 1, b: 3 }],
    ['client: map.b', 2],
    ['client: alias', { a: 1, b: 2 }],
    ['...{ client: 7 }', 7],
  ])('%s', (field, value) => {
    const constants =
      "const on = 'on';\nconst list = [1, 2];\nconst map: Map = { a: 1, b: 2 };\nconst alias = map;\n";
    expect(service(field, constants)['client']).toEqual(value);
  });

  test('of constants of other files are read, whatever they are called there', () => {
    write('others/parts.ts', "import { more } from '../more.ts';\nexport const parts = { a: more };\n");
    write('more.ts', "export const more = 'more';\n");
    expect(service('client: own', "import { parts as own } from './others/parts.ts';\n")['client']).toEqual({
      a: 'more',
    });
  });
});

test('words that YAML readers take for something else are quoted', () => {
  expect(written("client: { a: 'on', b: '1e3', c: '0o17', d: '', e: 'x: y', f: '12:30' }")).toContain(
    `client: { a: "on", b: "1e3", c: "0o17", d: "", e: "x: y", f: "12:30" }`,
  );
});

test('comments go where their fields go', () => {
  expect(
    written(
      `      // above a
      client: {
        /** above b */
        b: 1, // behind b
        c: [
          // above one
          'one', // behind one
          'two',
        ],
        d: own,
        // at the end
      }, // behind a`,
      `/* of own,\n * in two lines */\nconst own = { e: 1 };\n`,
    ),
  ).toBe(`apiVersion: workstreams.io/v1
kind: System
# Write in one sentence what the system is for.
purpose: The system shop
naming:
  topic: "{topic}[_v{version}]"
  retry: "{topic}_retry_{tier}[_v{version}]"
  deadLetter: "{topic}_dlq[_v{version}]"
  segments:
    topic: { pattern: "[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)" }
services:
  till:
    purpose: Sells
    # above a
    # behind a
    client:
      # above b
      # behind b
      b: 1
      c:
        # above one
        # behind one
        - one
        - two
      # at the end
      # of own,
      # in two lines
      d: { e: 1 }
`);
});

describe('what is not data', () => {
  const system = (services: string) =>
    `${imports}export const shop = serviceSystem({ id: 'shop', grammar: 'flat', services: [${services}] });\n`;
  const fix = 'write the value itself here, or write contracts/<system>/system.yaml by hand';

  test.each([
    [
      "{ id: 'a', purpose: process.env.HOME }",
      97,
      '"process" is not a constant of this file or of one it imports',
    ],
    ["{ id: 'a', purpose: `${1 + 1}` }", 100, 'this is code, not data'],
    ["{ id: 'a', purpose: tell('x') }", 97, 'this is code, not data'],
    ["{ id: 'a', purpose: duration(5) }", 97, 'this is code, not data'],
    ["{ id: 'a', purpose: () => 'x' }", 97, 'this is code, not data'],
    ["{ id: 'a', get purpose() { return 'x' } }", 88, 'this is code, not data'],
    ["{ id: 'a', purpose: 1n }", 97, 'this is code, not data'],
    ["{ id: 'a', purpose: /x/ }", 97, 'this is code, not data'],
    ["{ purpose: 'x' }", 77, 'the service has no id'],
    ["'till'", 77, 'this is not a service'],
    ["...'till'", 80, 'this is not a list'],
    ["{ ...['a'] }", 82, 'this is not a map'],
  ])('is refused where it is: %s', (services, column, what) => {
    const read = refused(system(services));
    const problems = read.length === 0 ? textProblems() : read;
    expect(problems).toEqual([`lib/systems/shop.ts:3:${column}\n  ${what}\n  ${fix}`]);
  });

  /** Of functions only the writer knows that nothing can be written. */
  function textProblems(): string[] {
    const read = declaredSystems(root);
    if (!read.ok) return [];
    try {
      for (const one of read.value) systemText(one, undefined);
    } catch (error) {
      return (error as { problems: Parameters<typeof formatProblem>[0][] }).problems.map(formatProblem);
    }
    return [];
  }

  test.each([
    [
      "export const shop = serviceSystem({ id: 'shop', grammar: 'kebab', services: [] });",
      'lib/systems/shop.ts:1:58\n  grammar: unknown grammar "kebab"\n  known: namespaced, capability-queue, dotted-prefix, flat, as-found',
    ],
    [
      "export const shop = serviceSystem({ id: 'shop', grammer: 'flat', services: [] });",
      'lib/systems/shop.ts:1:49\n  grammer: unknown key\n  did you mean "grammar"?',
    ],
    [
      "export const shop = { grammar: 'flat', services: [] };",
      `lib/systems/shop.ts:1:21\n  the system has no id\n  ${fix}`,
    ],
    [
      "export const shop = { id: 'shop', grammar: 'flat' };",
      `lib/systems/shop.ts:1:21\n  the system has no list of services\n  ${fix}`,
    ],
    [
      "export const shop = makeSystem('shop');",
      `lib/systems/shop.ts:1:21\n  makeSystem() is code, not the declaration of a system\n  ${fix}`,
    ],
    ['export const shop = new Shop();', `lib/systems/shop.ts:1:21\n  this is code, not data\n  ${fix}`],
    [
      'export let shop = {};',
      `lib/systems/index.ts:2:44\n  "shop" is not a constant of this file or of one it imports\n  ${fix}`,
    ],
    [
      'export const shop = (;',
      'lib/systems/shop.ts:1:22\n  not TypeScript: Unexpected token\n  fix the syntax here',
    ],
    [
      "import { shop as mine } from './index.ts';\nexport const shop = mine;",
      `lib/systems/index.ts:2:44\n  "shop" refers to itself\n  ${fix}`,
    ],
    [
      "import { x } from 'elsewhere';\nexport const shop = x;",
      `lib/systems/index.ts:2:44\n  it comes from elsewhere, which is not a file of the stack\n  ${fix}`,
    ],
    [
      "import { x } from '../../../x.ts';\nexport const shop = x;",
      `lib/systems/index.ts:2:44\n  it comes from ../../../x.ts, which is not a file of the stack\n  ${fix}`,
    ],
  ])('is refused as a system: %s', (text, problem) => {
    expect(refused(text)).toEqual([problem]);
  });

  test('is a list of systems that is made', () => {
    write('index.ts', 'export const systems = [];\n');
    expect(refused('')).toEqual([]);
    write('index.ts', 'export const systems = all();\n');
    expect(refused('')).toEqual([`lib/systems/index.ts:1:24\n  this is not a list of systems\n  ${fix}`]);
    write('index.ts', 'export const systems = [make()];\n');
    expect(refused('')).toEqual([`lib/systems/index.ts:1:25\n  this is not the name of a system\n  ${fix}`]);
  });

  test('does not run, does not follow links, and does not grow without end', () => {
    const doubled = Array.from({ length: 40 }, (_, n) => `const c${n + 1} = [c${n}, c${n}];`).join('\n');
    const start = process.cpuUsage();
    expect(
      refused(`const c0 = [1, 1];\n${doubled}\n${system("{ id: 'a', client: c40 }").slice(imports.length)}`),
    ).toEqual([expect.stringMatching(/more than 20000 values/)]);
    expect(refused(`const c = [c];\n${system("{ id: 'a', client: c }").slice(imports.length)}`)).toEqual([
      expect.stringMatching(/more than 100 levels, or a constant in itself/),
    ]);
    expect(refused(`export const shop = ${'['.repeat(500_000)}`)).toEqual([
      expect.stringMatching(/^lib\/systems\/shop\.ts:1:\d+\n {2}not TypeScript: /),
    ]);
    const long = `'${'x'.repeat(1500)}'`;
    expect(refused(system(`{ id: 'a', purpose: ${long} + ${long} }`))).toEqual([
      expect.stringMatching(/a text of more than 2000 characters/),
    ]);
    const uses = Array.from({ length: 100 }, (_, n) => `k${n}: c`).join(', ');
    expect(
      refused(
        `${'// x\n'.repeat(150_000)}const c = 1;\n${system(`{ id: 'a', client: { ${uses} } }`).slice(imports.length)}`,
      ),
    ).toEqual([expect.stringMatching(/more than 20000 values and lines of comments/)]);
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000 * slowness());
    rmSync(join(root, 'lib/systems/shop.ts'));
    symlinkSync('/dev/null', join(root, 'lib/systems/shop.ts'));
    const read = declaredSystems(root);
    expect(read.ok ? [] : read.problems.map(({ what }) => what)).toEqual(['the file is a symbolic link']);
  });
});

test('a stack without lib/systems/index.ts declares no system', () => {
  rmSync(join(root, 'lib'), { recursive: true });
  expect(declaredSystems(root)).toEqual({ ok: true, value: [] });
});
