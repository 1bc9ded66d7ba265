import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { exampleFiles } from '../../lib/cli/init/example.ts';
import { type InitProps, runInit } from '../../lib/cli/init/run-init.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';

jest.setTimeout(60_000);

const today = '2026-11-21';
const engine = {
  version: '1.2.3',
  peerDependencies: { cdk8s: '^2.70.106', constructs: '^10.8.1' },
  devDependencies: {
    ...{ '@types/node': '^20.19.43', cdk8s: '^2.70.106', 'cdk8s-cli': '^2.207.60', jest: '^30.5.2' },
    ...{ tsx: '^4.23.15', typescript: '^7.0.2' },
  },
};
const first = {
  system: ['shop'],
  topic: ['order-placed'],
  purpose: ['Takes orders'],
  owner: ['shop'],
};

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'workstreams-')), 'My Streams');
});
afterEach(() => rmSync(dirname(folder), { recursive: true }));

async function init(change: Partial<InitProps> = {}): Promise<string> {
  const result = await runInit({
    ...{ folder, today, engine, given: first, segments: [], tenants: ['main'] },
    ...{ example: undefined, dialogue: undefined },
    ...change,
  });
  return 'done' in result ? result.done : `refused: ${result.refused}`;
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));
function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** All that lint says of the stack. */
function problems(): readonly unknown[] {
  const project = loadProject({ root: folder, today });
  return project.ok ? judgeProject(project.value) : project.problems;
}

test('four answers are enough for a stack without problems', async () => {
  expect(await init()).toContain('Every rule is met in every environment.');
  expect(problems()).toEqual([]);
  expect(json('package.json')).toEqual({
    name: 'my-streams',
    private: true,
    type: 'module',
    scripts: {
      synth: 'cdk8s synth',
      lint: 'workstreams lint',
      golden: 'workstreams golden',
      test: 'tsc && workstreams lint && workstreams golden --check',
    },
    dependencies: { cdk8s: '^2.70.106', constructs: '^10.8.1', workstreams: '1.2.3' },
    devDependencies: {
      ...{ '@types/node': '^20.19.43', 'cdk8s-cli': '^2.207.60', tsx: '^4.23.15', typescript: '^7.0.2' },
    },
  });
  expect(readdirSync(join(folder, 'environments'))).toEqual(['dev.yaml', 'prod.yaml']);
  expect(parse(read('contracts/shop/system.yaml'))).toMatchObject({
    naming: { topic: '{system}.{topic}' },
    services: { 'shop-producer': { purpose: 'Writes order-placed' }, 'shop-consumer': {} },
  });
  expect(read('.gitignore')).toBe('node_modules/\ndist/\n');
  expect(read('.github/workflows/contracts.yaml')).toContain('run: npm test\n');
});

test('what is missing is told at once, with its flag, and nothing is made', async () => {
  expect(await init({ given: {} })).toBe(`refused: --system: is missing
  What is the first system called?
--topic: is missing
  What is the topic called?
--purpose: is missing
  What is it for, in one sentence?
--owner: is missing
  Which team owns it?

4 problems; nothing was written
`);
  expect(readdirSync(dirname(folder))).toEqual([]);
});

describe('environments', () => {
  const postures = (name: string) => {
    const { kafka, topics, alerts, images, promotion } = parse(read(`environments/${name}.yaml`));
    return [kafka.brokers, topics.deletion, alerts, images.placeholders, promotion.from ?? promotion];
  };
  const given = (environments: string[], production?: string[]) => ({
    ...{ ...first, environments },
    ...(production === undefined ? {} : { production }),
  });

  test('are small, like production, or production, and take over one from the other', async () => {
    await init({ given: given(['try', 'rehearse', 'live']) });
    expect(problems()).toEqual([]);
    expect(postures('try')).toEqual([1, 'allowed', 'off', 'allowed', 'none']);
    expect(postures('rehearse')).toEqual([3, 'approval', 'ticket', 'allowed', 'try']);
    expect(postures('live')).toEqual([3, 'approval', 'page', 'refused', 'rehearse']);
  });

  test('are production as it is said, not by their name', async () => {
    await init({ given: given(['prod', 'x'], ['none']) });
    expect(problems()).toEqual([]);
    expect(postures('prod')).toEqual([1, 'allowed', 'off', 'allowed', 'none']);
    expect(postures('x')).toEqual([3, 'approval', 'ticket', 'allowed', 'prod']);
  });

  test('may be one, which is production then', async () => {
    await init({ given: given(['only']) });
    expect(problems()).toEqual([]);
    expect(postures('only')).toEqual([3, 'approval', 'page', 'refused', 'none']);
  });

  test('may have names that YAML would read as something else', async () => {
    await init({ given: given(['no', 'true', 'null']) });
    expect(problems()).toEqual([]);
  });

  test('give segments to names, and tenants', async () => {
    const done = await init({
      given: { ...given(['a', 'b']), naming: ['{region}.{tenant}.{topic}'] },
      segments: ['a.region=eu', 'b.region=us'],
      tenants: ['acme', 'umbrella'],
    });
    expect(done).toContain('Every rule is met');
    expect(read('test/golden/b/shop.yaml')).toContain('topicName: us.umbrella.order-placed\n');
  });

  test('of which something is wrong are refused together', async () => {
    const refused = await init({
      given: given(['a', 'B', 'a'], ['c']),
      segments: ['region=eu', 'd.region=eu'],
      tenants: ['X'],
    });
    expect(refused).toContain('--env: "B"\n');
    expect(refused).toContain('--env: "a" is named twice\n');
    expect(refused).toContain('--segment: "region=eu"\n  write <environment>.<segment>=<value>');
    expect(refused).toContain('--segment: "d" is no environment\n');
    expect(refused).toContain('--tenant: "X"\n');
    expect(refused).toContain('nothing was written');
  });

  test('that lack a segment of the naming are named', async () => {
    const refused = await init({ given: { ...first, naming: ['{region}.{topic}'] } });
    expect(refused).toBe(`refused: --naming: dev: the environment has no segment {region}
  topics.segments.region in the file of each environment gives it; \`init\` takes --segment <environment>.region=<value>

1 problem; nothing was written
`);
  });
});

describe('a folder that is not empty', () => {
  test('keeps a readme, and package.json and .gitignore get what they lack', async () => {
    write('README.md', '# Ours\n');
    write('.gitignore', '*.log\n/dist\nnode_modules');
    const scripts = { test: 'echo "Error: no test specified" && exit 1', lint: 'eslint .' };
    write(
      'package.json',
      JSON.stringify({ name: 'ours', scripts, dependencies: { workstreams: 'file:x.tgz' } }),
    );
    const done = await init();
    expect(done).toContain('  keep README.md\n  edit package.json\n  edit .gitignore\n');
    expect(read('README.md')).toBe('# Ours\n');
    expect(read('.gitignore')).toBe('*.log\n/dist\nnode_modules\n');
    expect(json('package.json')).toMatchObject({
      name: 'ours',
      type: 'module',
      scripts: { lint: 'eslint .', test: 'tsc && workstreams lint && workstreams golden --check' },
      dependencies: { cdk8s: '^2.70.106', workstreams: 'file:x.tgz' },
    });
    expect(json('package.json')).not.toHaveProperty('private');
  });

  test('is refused where files of others are in the way: all are named, and nothing changes', async () => {
    write('main.ts', 'ours');
    write('.vscode/settings.json', '{}');
    const refused = await init();
    expect(refused).toContain('  main.ts\n  .vscode/settings.json\n');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      '.vscode',
      join('.vscode', 'settings.json'),
      'main.ts',
    ]);
    expect(read('main.ts')).toBe('ours');
  });

  test('is refused where it is a stack already', async () => {
    write('environments/qa.yaml', 'environment: qa\n');
    const refused = await init();
    expect(refused).toContain('refused: the folder has a stack already: environments\n');
    expect(refused).toContain('npx workstreams init --ci github (or gitlab, both) only the recipes of\nCI');
    expect(await init({ given: { ci: ['github'], system: ['shop'] } })).toContain('has a stack already');
  });

  test('keeps the recipes of CI that it has, and gets the others', async () => {
    write('.github/workflows/contracts.yaml', '# ours\n');
    const done = await init({ given: { ...first, ci: ['both'] } });
    expect(done).toContain('  keep .github/workflows/contracts.yaml\n');
    expect(done).toContain('  new  .github/workflows/promote.yaml\n  new  .gitlab-ci.yml\n');
    expect(read('.github/workflows/contracts.yaml')).toBe('# ours\n');
    expect(read('.github/workflows/promote.yaml')).toContain('        options: ["dev"]\n');
  });

  test('is refused with a package of CommonJS modules, and with a package.json that is none', async () => {
    write('package.json', '{ "type": "commonjs" }');
    expect(await init()).toContain('refused: package.json has "type": "commonjs"');
    write('package.json', '[]');
    expect(await init()).toContain('refused: package.json is not a JSON object');
    expect(readdirSync(folder)).toEqual(['package.json']);
  });

  test('is refused where a link leads out of it', async () => {
    const elsewhere = join(dirname(folder), 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(folder);
    symlinkSync(elsewhere, join(folder, '.github'));
    await expect(init()).rejects.toThrow('.github is a symbolic link');
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['.github']);
  });
});

describe('a stack that exists', () => {
  const recipes = (host: string) => init({ given: { ci: [host] }, dialogue: undefined });

  test('gets the recipes of CI for its environments, and nothing else; what is there is kept', async () => {
    await init({ given: { ...first, environments: ['try', 'on'], ci: ['none'] } });
    const before = readdirSync(folder).sort();
    expect(await recipes('gitlab')).toBe('  new  .gitlab-ci.yml\n');
    expect(readdirSync(folder).sort()).toEqual(['.gitlab-ci.yml', ...before].sort());
    expect(read('.gitlab-ci.yml')).toContain('ENVIRONMENTS: "try on"\n');
    write('.gitlab-ci.yml', '# ours\n');
    expect(await recipes('both')).toBe(`  keep .gitlab-ci.yml
  new  .github/workflows/contracts.yaml
  new  .github/workflows/promote.yaml
`);
    expect(read('.gitlab-ci.yml')).toBe('# ours\n');
    expect(read('.github/workflows/promote.yaml')).toContain('        options: ["on"]\n');
    expect(await recipes('none')).toBe('');
  });

  test('gets none where its environments cannot be read', async () => {
    write('environments/qa.yaml', 'environment: qa\n');
    expect(await recipes('github')).toMatch(/^refused: environments\/qa\.yaml:1:1\n/);
    expect(readdirSync(folder)).toEqual(['environments']);
  });

  test('gets none through a link', async () => {
    await init({ given: { ...first, ci: ['none'] } });
    const elsewhere = join(dirname(folder), 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(folder, '.github'));
    await expect(recipes('github')).rejects.toThrow('.github is a symbolic link');
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

test('on a terminal what no flag says is asked, in few questions, and confirmed', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const typed = ['qa', 'live', '', '', 'gitlab', 'shop', '', '', '', 'order-placed', '', '', 'Takes orders'];
  const answers = [...typed, 'shop', '', '', '', '', '', '', 'y'];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!shown.endsWith(' ')) return;
    const next = answers.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  expect(await init({ given: {}, dialogue: { input, output } })).toContain('Every rule is met');
  expect(shown).toContain('Which of them are production? One a line, an empty line ends. [live] ');
  expect(shown).toContain('What is its first context called? [shop] ');
  expect(read('.gitlab-ci.yml')).toContain('- npm test\n');
  expect(problems()).toEqual([]);
});

test('the example comes with its golden manifests, and editors find the schemas of the installed package', async () => {
  const done = await init({ given: {}, example: exampleFiles });
  expect(done).toMatch(/^ {2}new {2}contracts\/ \([0-9]{3,} files\)$/m);
  expect(problems().filter((one) => (one as { level?: string }).level !== 'warning')).toEqual([]);
  const [firstLine] = read('environments/prod.yaml').split('\n');
  expect(firstLine).toBe(
    '# yaml-language-server: $schema=../node_modules/workstreams/schemas/environment.schema.json',
  );
  expect(readdirSync(join(folder, 'test/golden')).sort()).toEqual([
    ...['dev', 'local', 'prod', 'staging'],
    'tree.txt',
  ]);
});
