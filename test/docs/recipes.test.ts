import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ciFiles } from '../../lib/cli/init/ci-files.ts';
import { recipeStack } from '../../lib/cli/init/recipes/recipe.ts';
import { program } from '../../lib/cli/program.ts';
import { documentedRecipes, recipesPage } from '../../scripts/schemas.ts';
import type { Mutable } from '../support/fixture.ts';
import { repository } from '../support/repository.ts';

const recipeOf = (text: string): Mutable => parse(text);
const recipes = documentedRecipes.map(({ path, text }) => ({ path, text, value: recipeOf(text) }));
const workflows = recipes.filter(({ path }) => path.startsWith('.github/'));
const jobs = workflows.flatMap(({ path, value }) =>
  Object.entries<Mutable>(value.jobs).map(([name, job]): [string, Mutable] => [`${path} ${name}`, job]),
);
const steps = jobs.flatMap(([at, job]) =>
  (job.steps as Mutable[]).map((step): [string, Mutable] => [at, step]),
);

/** Text that a shell runs, of every recipe. */
const scripts = [
  ...steps.flatMap(([at, { run }]): [string, string][] => (run === undefined ? [] : [[at, run]])),
  ...recipes
    .filter(({ path }) => path === '.gitlab-ci.yml')
    .flatMap(({ value }) =>
      Object.entries<Mutable>(value).flatMap(([name, { script = [] }]): [string, string][] => [
        [name, (script as string[]).join('\n')],
      ]),
    ),
];

test('the page shows what init writes; npm run schemas renews it', () => {
  expect(recipesPage()).toBe(readFileSync(join(repository, 'docs', 'ci.md'), 'utf8'));
  expect(recipes.map(({ path }) => path)).toEqual([
    '.github/workflows/contracts.yaml',
    '.github/workflows/promote.yaml',
    '.gitlab-ci.yml',
    '.github/workflows/code-scanning.yaml',
  ]);
});

describe('every recipe of GitHub', () => {
  test('gives rights to single jobs only, and the right to write to jobs that run no code of a change', () => {
    expect(workflows.map(({ value }) => value.permissions)).toEqual([{}, {}, {}]);
    expect(
      Object.fromEntries(jobs.map(([at, { permissions }]) => [at.split('/').at(-1), permissions])),
    ).toEqual({
      'contracts.yaml check': { contents: 'read' },
      'contracts.yaml comment': { 'pull-requests': 'write' },
      'promote.yaml promote': { contents: 'read' },
      'code-scanning.yaml lint': { contents: 'read' },
      'code-scanning.yaml upload': { actions: 'read', contents: 'read', 'security-events': 'write' },
    });
    const runsCode = (job: Mutable) => JSON.stringify(job.steps).includes('npm ci');
    expect(jobs.filter(([, job]) => runsCode(job)).map(([at]) => at.split(' ').at(-1))).toEqual([
      'check',
      'promote',
      'lint',
    ]);
  });

  test('names actions by commit, with their version behind it', () => {
    const lines = workflows.flatMap(({ text }) => text.split('\n').filter((line) => line.includes('uses:')));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/uses: [a-z/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no token on the disk, and has all commits where older ones are asked for', () => {
    const checkouts = steps.filter(([, { uses }]) => uses?.startsWith('actions/checkout@') === true);
    expect(
      checkouts.map(([at, step]) => [
        at.split(' ')[1],
        step.with['persist-credentials'],
        step.with['fetch-depth'],
      ]),
    ).toEqual([
      ['check', false, 0],
      ['check', false, 0],
      ['promote', false, 0],
      ['promote', false, 0],
      ['lint', false, undefined],
      ['upload', false, undefined],
    ]);
  });

  test('hands the token that writes to one step alone, and a change never has it', () => {
    const holders = steps.filter(([, step]) => JSON.stringify(step).includes('GITOPS_WRITE_TOKEN'));
    expect(holders.map(([at, { name }]) => [at.split(' ')[1], name])).toEqual([
      ['promote', 'Open or update the pull request'],
    ]);
    const [promote] = jobs.filter(([at]) => at.endsWith(' promote')).map(([, job]) => job);
    expect([promote?.environment, promote?.if]).toEqual([
      'promotion',
      'github.ref_name == github.event.repository.default_branch',
    ]);
    for (const { text } of workflows)
      expect(text).not.toMatch(/pull_request_target|workflow_run|secrets: inherit/);
  });
});

test('no expression is text of a script: values reach it as variables', () => {
  expect(scripts.length).toBeGreaterThan(10);
  for (const [, script] of scripts) expect(script).not.toContain('${{');
});

test('the image of GitLab is named by digest, and jobs that need older commits have them', () => {
  const { value } = recipes[2] ?? {};
  expect(value?.default.image).toMatch(/^node:\d+\.\d+\.\d+-bookworm@sha256:[0-9a-f]{64}$/);
  expect([value?.check.variables, value?.plan.variables, value?.note.variables]).toEqual([
    { GIT_DEPTH: '0' },
    { GIT_DEPTH: '0', ENVIRONMENTS: 'dev staging prod' },
    { GIT_STRATEGY: 'none' },
  ]);
});

test('every command of ours exists, with every option', async () => {
  const commands = scripts.flatMap(([, script]) =>
    [...script.matchAll(/npx workstreams ([a-z]+)(.*)$/gm)].map(([, name = '', rest = '']) => ({
      name,
      rest,
    })),
  );
  expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['lint', 'plan', 'promote']));
  for (const { name, rest } of commands) {
    const command = (await program([name])).commands.find((one) => one.name() === name);
    const known = command?.options.map(({ long }) => long);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known).toContain(option);
  }
});

describe('a stack', () => {
  const names = (...list: readonly [string, string | undefined][]) =>
    recipeStack(
      list.map(([environment, from]) => ({ environment, promotion: from === undefined ? 'none' : { from } })),
    );

  test('has its environments in the order in which they are promoted', () => {
    expect(names(['a-prod', 'b'], ['b', 'dev'], ['c-prod', 'b'], ['dev', undefined])).toEqual({
      environments: ['dev', 'b', 'a-prod', 'c-prod'],
      sources: ['dev', 'b'],
      targets: ['b', 'a-prod', 'c-prod'],
    });
  });

  test('whose environments are words of YAML has them quoted', () => {
    const [check, promote] = ciFiles('github', names(['no', undefined], ['on', 'no'])).map(
      ({ text }) => text,
    );
    expect(check).toContain('ENVIRONMENTS: "no on"\n');
    expect(promote).toContain('        options: ["no"]\n');
    expect(promote).toContain('        options: ["on"]\n');
  });

  test('in which nothing is promoted has no recipe for it', () => {
    expect(ciFiles('both', names(['only', undefined])).map(({ path }) => path)).toEqual([
      '.github/workflows/contracts.yaml',
      '.gitlab-ci.yml',
    ]);
    expect(ciFiles('none', names(['only', undefined]))).toEqual([]);
  });
});
