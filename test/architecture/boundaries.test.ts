import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');

/** Which room may import which (design, The house); `npm:` marks the packages that are not for everyone. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  naming: [],
  model: ['naming'],
  policies: ['naming', 'model'],
  constructs: ['naming', 'model', 'policies', 'imports', 'npm:cdk8s', 'npm:cdk8s-plus-28', 'npm:constructs'],
  units: ['naming', 'model', 'policies', 'constructs'],
  governance: ['naming', 'model', 'policies'],
  // The public face: what other programs may build with.
  'index.ts': ['naming', 'model', 'policies', 'constructs'],
  plan: ['model'],
  registry: ['naming', 'model', 'policies', 'governance'],
  release: ['model', 'plan'],
  reports: ['naming', 'model', 'policies', 'governance', 'plan'],
  cli: [
    'naming',
    'model',
    'policies',
    'constructs',
    'units',
    'governance',
    'plan',
    'release',
    'reports',
    'registry',
    'imports',
    'npm:cdk8s',
  ],
};

const restrictedPackages = ['cdk8s', 'cdk8s-plus-28', 'constructs'];

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(path: string, text: string): Import[] {
  const file = relative(root, path);
  const [, room = ''] = file.split('/');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target = '']) => ({
    file,
    room,
    target: target.startsWith('.') ? relative(root, resolve(dirname(path), target)) : target,
  }));
}

function violations(found: readonly Import[]): string[] {
  return found.flatMap(({ file, room, target }) => {
    const allowed = mayImport[room] ?? [];
    const [top = '', second = ''] = target.split('/');
    const wanted = top === 'lib' ? second : top === 'imports' ? top : `npm:${top}`;
    const restricted = top === 'lib' || top === 'imports' || restrictedPackages.includes(top);
    const own = top === 'lib' && second === room;
    return !restricted || own || allowed.includes(wanted) ? [] : [`${file} imports ${target}`];
  });
}

/** The page is another program, in a browser: of `lib` it knows what its data look like, and nothing runs. */
test('the page imports types of the catalogue’s model and nothing else of lib', () => {
  const found = readdirSync(join(root, 'page'), { recursive: true, withFileTypes: true })
    .filter((entry) => /\.tsx?$/.test(entry.name))
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return importsOf(path, readFileSync(path, 'utf8'));
    })
    .filter(({ target }) => /^(?:lib|imports|test|bench|scripts|bin|main)\b/.test(target));
  const outside = [...new Set(found.map(({ target }) => target))];
  expect(outside).toEqual(['lib/reports/catalog/model.ts']);
  const model = readFileSync(join(root, 'lib/reports/catalog/model.ts'), 'utf8');
  expect(model).not.toMatch(/^import|^export (?!interface|type)/m);
});

const sources = files(join(root, 'lib')).map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('every room imports only what the design allows', () => {
  const found = sources.flatMap(({ path, text }) => importsOf(path, text));
  expect(found.length).toBeGreaterThan(100);
  expect(violations(found)).toEqual([]);
});

test('a program of the runtime imports names, the model and no constructs', () => {
  const found = files(join(root, 'runtime')).flatMap((path) => importsOf(path, readFileSync(path, 'utf8')));
  expect(found.length).toBeGreaterThan(10);
  const outside = found
    .map(({ target }) => target)
    .filter((target) => /^(?:lib|imports|page|cdk8s)/.test(target));
  expect(outside.filter((target) => !/^lib\/(?:naming|model)\//.test(target))).toEqual([]);
});

test('only promotion joins the plan with the release', () => {
  const joined = sources
    .flatMap(({ path, text }) => importsOf(path, text))
    .filter(({ room, target }) => room === 'release' && target.startsWith('lib/plan/'));
  expect([...new Set(joined.map(({ file }) => file))].sort()).toEqual([
    'lib/release/promotion-output.ts',
    'lib/release/promotion-report.ts',
    'lib/release/promotion.ts',
  ]);
});

test('no files import each other in a circle, not even for types', () => {
  const graph = new Map(
    sources.map(({ path, text }) => [
      relative(root, path),
      importsOf(path, text)
        .map(({ target }) => target)
        .filter((target) => target.startsWith('lib/')),
    ]),
  );
  expect(circlesIn(graph)).toEqual([]);
  expect(
    circlesIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b -> c -> b']);
});

/** Each circle once, from where a walk meets it. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) circles.push([...trail.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}

test('every folder below lib is a room of the design', () => {
  const rooms = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(rooms.map(({ name }) => name).filter((name) => !(name in mayImport))).toEqual([]);
});

describe('the check itself', () => {
  const at = (file: string, target: string) =>
    violations(importsOf(join(root, file), `import x from '${target}';`));

  test('fires on an import upwards, and on cdk8s outside constructs', () => {
    expect(at('lib/model/x.ts', '../policies/resolve.ts')).toEqual([
      'lib/model/x.ts imports lib/policies/resolve.ts',
    ]);
    expect(at('lib/units/x.ts', 'cdk8s')).toEqual(['lib/units/x.ts imports cdk8s']);
    expect(at('lib/units/x.ts', 'constructs')).toEqual(['lib/units/x.ts imports constructs']);
    expect(at('lib/policies/x.ts', '../../imports/keda.sh.ts')).toEqual([
      'lib/policies/x.ts imports imports/keda.sh.ts',
    ]);
  });

  test('is silent on what is allowed', () => {
    expect(at('lib/policies/x.ts', '../model/size.ts')).toEqual([]);
    expect(at('lib/constructs/x.ts', '../../imports/keda.sh.ts')).toEqual([]);
    expect(at('lib/units/x.ts', './y.ts')).toEqual([]);
    expect(at('lib/model/x.ts', 'zod')).toEqual([]);
  });
});

test.each([
  ['process state', /\bprocess\.(?:env|argv|cwd|exit)/],
  ['the clock', /\bDate\.now\(|new Date\(\)/],
  ['an environment by its name', /[!=]==? '(?:local|dev|staging|prod)'/],
  ['the terminal', /console\.|process\.std/],
  ['the network', /\bfetch\(|from 'node:(?:http|https|http2|tls|dns|dgram)'/],
])('nothing below the command line reads %s', (_what, pattern) => {
  const readers = sources
    .map(({ path, text }) => ({ file: relative(root, path), text }))
    .filter(({ file, text }) => !file.startsWith('lib/cli/') && pattern.test(text));
  expect(readers.map(({ file }) => file)).toEqual([]);
});

test('a brand is made in the file of its parser, and nowhere else', () => {
  const brands = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/Brand<[^,]+, '(\w+)'>/g)].map(([, name = '']) => ({ name, path })),
  );
  expect(brands.map(({ name }) => name)).toEqual(expect.arrayContaining(['ObjectName', 'Duration']));
  const casts = sources.flatMap(({ path, text }) =>
    brands
      .filter((brand) => brand.path !== path && new RegExp(`\\bas ${brand.name}\\b(?! \\w+ from)`).test(text))
      .map(({ name }) => `${relative(root, path)} makes a ${name}`),
  );
  expect(casts).toEqual([]);
});

test('only the record of mechanisms asks for one by its name', () => {
  const asks = /[!=]== '(?:tls|scram-sha-512|oauth)'/;
  expect(asks.test("if (authentication === 'tls')")).toBe(true);
  const found = sources.filter(
    ({ path, text }) => !path.includes('/model/authentication/') && asks.test(text),
  );
  expect(found.map(({ path }) => relative(root, path))).toEqual([]);
});

test('everything random in the tests takes its seed from one place', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^import .* from 'fast-check'/m.test(readFileSync(join(root, 'test', file), 'utf8')));
  expect(tests).toEqual(['support/property.ts']);
});
