import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { printable } from '../../model/text/problem.ts';
import { goldenFiles } from '../golden/golden-files.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import { type Answers, answerOf, collect, type Dialogue, refusalReport, Terminal } from '../new/questions.ts';
import type { NewResult } from '../new/run-new.ts';
import { withSchemaComment } from '../new/schema-comment.ts';
import { systemKind } from '../new/system-kind.ts';
import type { OwnPackage } from '../package.ts';
import { loadProject } from '../project.ts';
import { problemReport } from '../report.ts';
import { addRecipes, missingRecipes } from './add-recipes.ts';
import { ciFiles } from './ci-files.ts';
import { environmentsOf, firstSystem, stackFields } from './environment-fields.ts';
import { environmentPath, environmentText } from './environment-text.ts';
import { folderRefusal, foldersOfStack, type OwnFiles, withPresent } from './present-files.ts';
import { recipeStack } from './recipes/recipe.ts';
import { readmeText, stackFiles } from './stack-files.ts';

export interface InitProps {
  /** Where the stack is to be; made where it does not exist. */
  readonly folder: string;
  /** `2026-12-31` */
  readonly today: string;
  /** What the package says of itself. */
  readonly engine: OwnPackage;
  /** Answers from flags. */
  readonly given: Answers;
  /** `<environment>.<segment>=<value>` */
  readonly segments: readonly string[];
  readonly tenants: readonly string[];
  /** Contracts and environments to take along; undefined: the answers make the first ones. */
  readonly example: (() => readonly Edit[]) | undefined;
  /** Where to ask for the rest; undefined: nothing is asked. */
  readonly dialogue: Dialogue | undefined;
}

/** Contracts and environments, or why there are none. */
type Content =
  | { readonly files: readonly Edit[]; readonly ci: string; readonly environments: readonly string[] }
  | { readonly refused: string };

/**
 * Makes a stack: knows the answers, makes all files in a folder of its own, judges and renders what they say, and only
 * then puts them in place.
 */
export async function runInit(props: InitProps): Promise<NewResult> {
  const target = resolve(props.folder);
  const stacks = foldersOfStack(target);
  if (stacks.length > 0) {
    const [host, ...others] = Object.keys(props.given);
    return host === 'ci' && others.length === 0 && props.example === undefined
      ? addRecipes(target, answerOf(props.given, 'ci'))
      : { refused: hasStack(stacks) };
  }
  const terminal = props.dialogue === undefined ? undefined : new Terminal(props.dialogue);
  const draft = mkdtempSync(join(tmpdir(), 'workstreams-init-'));
  try {
    const content =
      props.example === undefined
        ? await answered(props, draft, terminal)
        : await example(props, props.example(), terminal);
    if ('refused' in content) return content;
    const { files, ci, environments } = content;
    write(draft, files);
    const project = loadProject({ root: draft, today: props.today });
    const golden = project.ok ? goldenFiles(project.value) : project;
    if (!project.ok || !golden.ok) return { refused: problemReport(golden.ok ? [] : golden.problems) };
    const recipes = missingRecipes(target, ciFiles(ci, recipeStack(project.value.environments)));
    const name = packageName(target);
    const own: OwnFiles = {
      package: { name, engine: props.engine },
      readme: readmeText(name, environments),
      rest: [
        ...stackFiles(props.engine.version),
        ...recipes.missing,
        ...files,
        ...[...golden.value].map(([path, text]) => ({ path: `test/golden/${path}`, text })),
      ],
    };
    const refused = folderRefusal(target, own);
    if (refused !== undefined) return { refused: `${refused}\n\nnothing was written\n` };
    const { edits, kept } = withPresent(target, own);
    const list = fileList(edits, [...kept, ...recipes.kept]);
    if (terminal !== undefined && !(await terminal.confirmed(`${list}Write them?`)))
      return { refused: 'nothing was written\n' };
    put(target, edits);
    return { done: `${list}${next(props.folder, props.example !== undefined)}` };
  } finally {
    terminal?.close();
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The first environments, and the first system with its first topic, from flags and questions. */
async function answered(
  { given, segments, tenants, today }: InitProps,
  draft: string,
  terminal: Terminal | undefined,
): Promise<Content> {
  const stack = await collect(stackFields, given, false, terminal);
  const { environments, refusals } = environmentsOf(stack.answers, segments, tenants);
  const wrong = [...stack.refusals, ...refusals];
  if (wrong.length > 0) return { refused: refusalReport(wrong) };
  const files = environments.map((one) => ({
    path: environmentPath(one.name),
    text: environmentText(one),
  }));
  write(draft, files);
  mkdirSync(join(draft, 'contracts'));
  const project = loadProject({ root: draft, today, incomplete: true });
  if (!project.ok) return { refused: problemReport(project.problems) };
  const workspace = { root: draft, project: project.value, today };
  const system = await collect(firstSystem(systemKind.fields(workspace)), given, true, terminal);
  if (system.refusals.length > 0) return { refused: refusalReport(system.refusals) };
  const { edits } = systemKind.plan(system.answers, workspace);
  const replaced = new Set(edits.map(({ path }) => path));
  return {
    files: [
      ...files.filter(({ path }) => !replaced.has(path)),
      ...edits.map(({ path, text }) => ({ path, text })),
    ].map((file) => withSchemaComment(draft, file)),
    ci: answerOf(stack.answers, 'ci'),
    environments: environments.map(({ name }) => name),
  };
}

/** The example brings everything; only where its checks run is asked. */
async function example(
  { given }: InitProps,
  files: readonly Edit[],
  terminal: Terminal | undefined,
): Promise<Content> {
  const ci = stackFields.filter(({ key }) => key === 'ci');
  const { answers, refusals } = await collect(ci, given, false, terminal);
  if (refusals.length > 0) return { refused: refusalReport(refusals) };
  const environments = files.flatMap(({ path }) => /^environments\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
  return { files, ci: answerOf(answers, 'ci'), environments };
}

function write(root: string, files: readonly Edit[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The folder is made where it is missing, and removed again where nothing could be put into it. */
function put(target: string, edits: readonly Edit[]): void {
  const made = mkdirSync(target, { recursive: true });
  try {
    putInPlace(target, edits);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true });
    throw error;
  }
}

/** The folder's name as npm takes it. */
function packageName(target: string): string {
  const name = basename(target)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'stack' : name;
}

function fileList(edits: readonly Edit[], kept: readonly string[]): string {
  const line = (word: string, path: string) => `  ${word} ${printable(path)}\n`;
  // The example has a thousand files: of many in one folder their number is enough.
  const top = (path: string) => path.split('/')[0] ?? '';
  const folders = [...new Set(edits.map(({ path }) => top(path)))];
  return [
    ...kept.map((path) => line('keep', path)),
    ...folders.flatMap((folder) => {
      const files = edits.filter(({ path }) => top(path) === folder);
      return files.length > 20
        ? [line('new ', `${folder}/ (${files.length} files)`)]
        : files.map(({ path, replaces }) => line(replaces === true ? 'edit' : 'new ', path));
    }),
  ].join('');
}

function hasStack(folders: readonly string[]): string {
  return `the folder has a stack already: ${folders.join(', ')}
npx workstreams new system adds a system to it, and npx workstreams init --ci github (or gitlab, both) only the recipes of
CI; or name another folder

nothing was written
`;
}

function next(folder: string, hasExample: boolean): string {
  const enter = folder === '.' ? '' : `cd ${folder} && `;
  const kafka = hasExample
    ? 'Read README.md, then look at contracts/ and environments/.'
    : 'Say in environments/*.yaml where your Kafka is, and in contract.yaml what the topic must hold.';
  return `
Every rule is met in every environment. Next:
  1. ${enter}npm install && npm test
  2. ${kafka}
  3. npx workstreams new topic adds a topic; README.md says what to do every day.
`;
}
