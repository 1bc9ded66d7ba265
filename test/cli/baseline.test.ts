import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readBaseline } from '../../lib/cli/baseline.ts';
import { loadProject } from '../../lib/cli/project.ts';
import { judgeProject } from '../../lib/cli/judge.ts';
import { formatProblem, type Problem } from '../../lib/model/text/problem.ts';
import type { Mutable } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const topic = 'contracts/sorting/depot/work/vision.read-label';
const contract = `${topic}/v1/contract.yaml`;
const schemaFile = `${topic}/v1/value.schema.json`;
const shared = 'contracts/sorting/messages/SortingTask.v1.schema.json';

/** A repository whose first commit is the fixture's, with one contract of each format that a test may break. */
let copy: StackCopy;
const avro = 'contracts/sorting/depot/work/batch.plan-routes';
const avroFile = `${avro}/v1/value.schema.avsc`;
const avroSchema = {
  type: 'record',
  name: 'SortingTask',
  fields: [
    { name: 'taskId', type: 'string' },
    { name: 'input', type: { type: 'record', name: 'Input', fields: [{ name: 'uri', type: 'string' }] } },
  ],
};

beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${avro}/v1/value.schema.json`);
  copy.edit(`${avro}/v1/contract.yaml`, 'format: json-schema', 'format: avro');
  copy.write(avroFile, text(avroSchema));
  for (const name of ['smallest', 'with-deadline']) {
    copy.write(`${avro}/v1/samples/${name}.json`, text({ taskId: 'a', input: { uri: 'b' } }));
  }
  edit(schemaFile, (schema) => {
    schema.properties.executorKind = { description: 'Who may take it.', type: 'string', const: 'read-label' };
  });
  git('init', '--quiet', '--initial-branch=main');
  commit('first');
});
afterAll(() => copy.dispose());
afterEach(() => {
  git('checkout', '--quiet', '--force', 'main');
  git('clean', '--quiet', '-fd');
});

const text = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

function git(...args: string[]): string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: copy.root, encoding: 'utf8' });
}

function commit(message: string): string {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
  return git('rev-parse', '--short=12', 'HEAD').trim();
}

function edit(file: string, change: (value: Mutable) => void): void {
  const value: Mutable = JSON.parse(copy.read(file));
  change(value);
  copy.write(file, text(value));
}

/** All that lint says against a baseline. */
function problems(spec = 'HEAD'): Problem[] {
  const baseline = readBaseline(copy.root, spec);
  if (!baseline.ok) throw new Error(baseline.error);
  const project = loadProject({ root: copy.root, today: '2026-11-21', baseline: baseline.value });
  return project.ok ? judgeProject(project.value) : project.problems;
}

/** What schema-compatible says, as people read it. */
const said = (spec?: string): string[] =>
  problems(spec)
    .filter(({ rule }) => rule === 'schema-compatible')
    .map(formatProblem);

const next = (folder: string) =>
  `  make v2: ${folder}/v2, beside this one (docs/schemas.md says how to migrate); or leave it as it was`;
const refused = ': readers would refuse what was written before';

test('what has not changed is not complained of', () => {
  expect(problems()).toEqual([]);
});

test('a field that a shared schema asks for is told in each contract that refers to it', () => {
  edit(shared, (schema) => schema.required.push('deadline'));
  expect(said().map((one) => one.split('\n').slice(0, 2))).toEqual([
    [
      'contracts/sorting/depot/work/batch.plan-routes/v2/value.schema.json:1:1',
      `  deadline: required on one side only${refused} (full, against HEAD) [schema-compatible]`,
    ],
    [
      `${schemaFile}:1:1`,
      `  deadline: required on one side only${refused} (full, against HEAD) [schema-compatible]`,
    ],
  ]);
});

test('a break in a schema of its own is told at the field, with the folder to make', () => {
  edit(schemaFile, (schema) => (schema.properties.executorKind.const = 'check'));
  expect(said()[0]).toBe(
    [
      `${schemaFile}:7:21`,
      `  executorKind: "check" is not allowed on both sides: readers would refuse what is written from now on (full, against HEAD) [schema-compatible]`,
      next(topic),
    ].join('\n'),
  );
});

test('an optional field more is no break', () => {
  edit(shared, (schema) => (schema.properties.note = { type: 'string', maxLength: 100 }));
  expect(said()).toEqual([]);
});

test('a break in an Avro schema is told at the field', () => {
  edit(avroFile, (schema) => (schema.fields[1].type.fields[0].type = 'bytes'));
  edit(avroFile, (schema) => schema.fields.push({ name: 'priority', type: 'int' }));
  expect(said()).toEqual([
    [
      `${avroFile}:22:5`,
      `  priority: on one side only, and without a default${refused} (full, against HEAD) [schema-compatible]`,
      `  leave it as it was; the change belongs in ${avro}/v2`,
    ].join('\n'),
  ]);
});

describe('the mode of the old side judges', () => {
  const breakIt = () => edit(schemaFile, (schema) => (schema.properties.executorKind.const = 'check'));

  test('none lets everything pass', () => {
    copy.edit(contract, 'compatibility: full', 'compatibility: none');
    commit('no promise');
    breakIt();
    expect(said()).toEqual([]);
    git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  test.each([
    ['backward', [refused]],
    ['forward', [': readers would refuse what is written from now on']],
  ])('%s judges one direction', (mode, directions) => {
    copy.edit(contract, 'compatibility: full', `compatibility: ${mode}`);
    commit(mode);
    breakIt();
    expect(said()).toHaveLength(1);
    expect(said()[0]).toContain(`both sides${directions[0]} (${mode}, against HEAD)`);
    git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  test('also where the new side no longer promises anything, which is reported as well', () => {
    breakIt();
    copy.edit(contract, 'compatibility: full', 'compatibility: none');
    const found = said();
    expect(found[0]).toBe(
      [
        `${contract}:13:47`,
        '  schema.compatibility: "none" promises less than full, as HEAD has it [schema-compatible]',
        next(topic),
      ].join('\n'),
    );
    expect(found[1]).toContain('executorKind: "check" is not allowed on both sides');
  });

  test('a stronger promise is welcome', () => {
    copy.edit(contract, 'compatibility: full', 'compatibility: full-transitive');
    expect(said()).toEqual([]);
  });

  test('and another format is a break', () => {
    const v1 = `${avro}/v1`;
    copy.remove(avroFile);
    copy.edit(`${v1}/contract.yaml`, 'format: avro', 'format: json-schema');
    copy.write(
      `${v1}/value.schema.json`,
      text({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }),
    );
    expect(said()[0]).toContain('schema.format: "json-schema", and HEAD has avro: neither reads the other');
  });

  test('an exception with a reason excuses it, and is not taken for unused without a baseline', () => {
    breakIt();
    const exception =
      'exceptions: [{ rule: schema-compatible, reason: No one reads it yet, until: 2026-12-31 }]\n';
    copy.write(contract, `${copy.read(contract)}${exception}`);
    expect(said()).toEqual([]);
    const project = loadProject({ root: copy.root, today: '2026-11-21' });
    const told = project.ok ? judgeProject(project.value).map(formatProblem) : ['not loaded'];
    expect(told.filter((one) => one.includes('no-unused-exception'))).toEqual([]);
  });
});

describe('a contract that is gone', () => {
  test('is told with what must come first', () => {
    copy.remove(topic);
    expect(said()).toEqual([
      [
        `${contract}:1:1`,
        '  the contract is gone, and its schemas were full compatible [schema-compatible]',
        `  put it back, and retire it first (lifecycle: retired); for another schema make ${topic}/v2`,
      ].join('\n'),
    ]);
  });

  test('may go once it is retired', () => {
    copy.edit(contract, 'lifecycle: { state: active }', 'lifecycle: { state: retired, since: 2026-11-01 }');
    copy.edit(contract, 'producers: [{ service: dispatch }]', 'producers: []');
    commit('retire');
    copy.remove(topic);
    expect(said()).toEqual([]);
    git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  test('may go once every environment has moved to the next version', () => {
    cpSync(copy.path(`${topic}/v1`), copy.path(`${topic}/v2`), { recursive: true });
    copy.remove(`${topic}/v1`);
    const address = topic.replace('contracts/', '');
    for (const name of ['dev', 'qa', 'eu-prod']) {
      const phase = name === 'eu-prod' ? 'drained' : 'retired';
      const file = `environments/${name}.yaml`;
      const others = copy.read(file).replace(/^migrations:\n(?: .*\n)+/m, '');
      copy.write(file, `${others}\nmigrations:\n  ${address}/v2: ${phase}\n`);
    }
    expect(said()).toEqual([
      expect.stringContaining(`put it back until ${address}/v2 is at retired under migrations of eu-prod`),
    ]);
    copy.edit('environments/eu-prod.yaml', `/v2: drained`, '/v2: retired');
    expect(said()).toEqual([]);
  });
});

describe('transitive modes look at the history', () => {
  const withNote = (type: string) =>
    edit(schemaFile, (schema) => (schema.properties.executorNote = { type }));
  const without = () => edit(schemaFile, (schema) => delete schema.properties.executorNote);

  /** A field that came, went, and comes back as something else. */
  function history(mode: string): string {
    copy.edit(contract, 'compatibility: full', `compatibility: ${mode}`);
    withNote('string');
    const first = commit('a note');
    without();
    commit('no note');
    withNote('integer');
    return first;
  }
  const first = () => git('rev-list', '--max-parents=0', 'HEAD').trim();
  afterEach(() => {
    git('reset', '--quiet', '--hard', first());
  });

  test('backward is silent: the last schema has no such field', () => {
    history('backward');
    expect(said()).toEqual([]);
  });

  test('backward-transitive tells the commit that would be broken', () => {
    const note = history('backward-transitive');
    expect(said()).toEqual([
      [
        `${schemaFile}:${placeOf('executorNote')}`,
        `  executorNote: type string on one side, integer on the other${refused} (backward-transitive, against ${note}) [schema-compatible]`,
        next(topic),
      ].join('\n'),
    ]);
  });

  test('a folder has no history: it is compared alone', () => {
    history('backward-transitive');
    const folder = mkdtempSync(join(tmpdir(), 'workstreams-baseline-'));
    try {
      git('worktree', 'add', '--quiet', '--detach', join(folder, 'tree'), 'HEAD');
      expect(said(join(folder, 'tree'))).toEqual([]);
    } finally {
      git('worktree', 'remove', '--force', join(folder, 'tree'));
      rmSync(folder, { recursive: true });
    }
  });

  function placeOf(name: string): string {
    const lines = copy.read(schemaFile).split('\n');
    const line = lines.findIndex((one) => one.includes(`"${name}"`));
    return `${line + 1}:${(lines[line]?.indexOf('{') ?? 0) + 1}`;
  }
});

test('a folder is a baseline too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workstreams-baseline-'));
  try {
    cpSync(copy.path('contracts'), join(folder, 'contracts'), { recursive: true });
    expect(said(folder)).toEqual([]);
    edit(schemaFile, (schema) => (schema.properties.executorKind.const = 'check'));
    expect(said(folder)[0]).toContain(`(full, against ${folder})`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a baseline whose contract cannot be read is told, not passed over', () => {
  copy.edit(contract, 'compatibility: full', 'compatibility: perhaps');
  commit('spoiled');
  copy.edit(contract, 'compatibility: perhaps', 'compatibility: full');
  expect(said()).toEqual([
    expect.stringContaining('schema: HEAD has this contract, and it cannot be read there'),
  ]);
  git('reset', '--quiet', '--hard', 'HEAD~1');
});

test('what an earlier contract had of characters that no one sees may be removed', () => {
  const now = copy.read(contract);
  copy.write(contract, `${now}# \u200b\ufffe\n`.replace('purpose: ', 'purpose: \u200b'));
  commit('hidden');
  copy.write(contract, now);
  expect(said()).toEqual([]);
  git('reset', '--quiet', '--hard', 'HEAD~1');
});

describe('a ref', () => {
  const neither = {
    ok: false,
    error: 'it is neither a folder with contracts/ nor a commit of this repository',
  };

  test.each([
    '--output=x',
    '-x',
    'nope',
    '',
    'HEAD:contracts',
    'HEAD --all',
    '$(touch pwned)',
    '--end-of-options',
  ])('%j is refused', (ref) => {
    expect(readBaseline(copy.root, ref)).toEqual(neither);
    expect(['x', 'pwned'].map((name) => existsSync(copy.path(name)))).toEqual([false, false]);
  });

  test('is refused where there is no repository', () => {
    const folder = mkdtempSync(join(tmpdir(), 'workstreams-baseline-'));
    try {
      expect(readBaseline(folder, 'HEAD')).toEqual(neither);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('nothing that the configuration of the repository names is run', () => {
  const run = copy.path('ran');
  const touch = `sh -c 'touch ${run}'`;
  copy.write('.gitattributes', '* filter=evil diff=evil\n');
  commit('attributes');
  for (const [key, value] of [
    ['core.fsmonitor', touch],
    ['core.pager', touch],
    ['core.sshCommand', touch],
    ['diff.external', touch],
    ['diff.evil.textconv', touch],
    ['diff.evil.command', touch],
    ['filter.evil.smudge', touch],
    ['filter.evil.clean', touch],
    ['filter.evil.process', touch],
    // What a partial clone lacks is fetched from here, by a program.
    ['extensions.partialClone', 'evil'],
    ['remote.evil.url', `ext::touch ${run}`],
    ['remote.evil.promisor', 'true'],
    ['protocol.ext.allow', 'always'],
    ['core.repositoryFormatVersion', '1'],
  ] as const) {
    execFileSync('git', ['config', key, value], { cwd: copy.root });
  }
  try {
    edit(schemaFile, (schema) => (schema.properties.executorKind.const = 'check'));
    // A blob that is not there: a partial clone would fetch it.
    const id = execFileSync('git', ['rev-parse', `HEAD:${contract}`], {
      cwd: copy.root,
      encoding: 'utf8',
    }).trim();
    const object = copy.path(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
    const bytes = readFileSync(object);
    expect(said()[0]).toContain('executorKind');
    rmSync(object);
    expect(said()).toEqual([expect.stringContaining('it cannot be read there')]);
    expect(existsSync(run)).toBe(false);
    copy.write(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`, bytes);
  } finally {
    for (const section of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'extensions.partialClone']) {
      execFileSync('git', ['config', '--unset', section], { cwd: copy.root });
    }
    for (const section of ['diff', 'diff.evil', 'filter.evil', 'remote.evil', 'protocol.ext']) {
      execFileSync('git', ['config', '--remove-section', section], { cwd: copy.root });
    }
    rmSync(run, { force: true });
    git('reset', '--quiet', '--hard', 'HEAD~1');
  }
});

describe('on the command line', () => {
  function lint(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((done) => {
      const line = [join(repository, 'bin', 'workstreams.js'), 'lint', '--root', copy.root, ...args];
      execFile('node', line, { encoding: 'utf8' }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }
  const spoil = () => {
    copy.edit(contract, 'compatibility: full', 'compatibility: backward');
  };
  const what = 'schema.compatibility: "backward" promises less than full, as HEAD has it';

  test('text, JSON, SARIF and annotations', async () => {
    spoil();
    const [plain, json, sarif, github] = await Promise.all([
      lint('--baseline', 'HEAD'),
      lint('--baseline', 'HEAD', '--format', 'json'),
      lint('--baseline', 'HEAD', '--format', 'sarif'),
      lint('--baseline', 'HEAD', '--format', 'github'),
    ]);
    expect(plain).toEqual({
      code: 1,
      stdout: '',
      stderr: `${contract}:13:47\n  ${what} [schema-compatible]\n${next(topic)}\n\n1 problem\n`,
    });
    expect(JSON.parse(json.stdout)).toMatchObject({
      problems: [{ level: 'error', rule: 'schema-compatible' }],
    });
    const schema = JSON.parse(
      readFileSync(join(repository, 'imports', 'sarif-2.1.0.schema.json'), 'utf8'),
    ) as object;
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const log: Mutable = JSON.parse(sarif.stdout);
    expect(ajv.validate(schema, log)).toBe(true);
    expect(log.runs[0].results.map(({ ruleId }: Mutable) => ruleId)).toEqual(['schema-compatible']);
    expect(github.stdout).toContain(`::error file=${contract},line=13,col=47,title=schema-compatible::`);
    expect([json.code, sarif.code, github.code]).toEqual([1, 1, 1]);
  });

  test('a ref that is none ends with 1 and a sentence', async () => {
    expect(await lint('--baseline=--output=x')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        '--baseline "--output=x": it is neither a folder with contracts/ nor a commit of this repository\n',
    });
  });
});
