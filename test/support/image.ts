import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Outcome } from './broker/run.ts';

/** One line of a Dockerfile: `COPY`, and what follows. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, without comments, each in one line. */
export function instructionsOf(file: string): Instruction[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, name = '', rest = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}

/** What an image runs, and as whom. */
export interface ImageSettings {
  readonly root: string;
  readonly user: string;
  readonly folder: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** An image that others begin from: a folder with nothing of its own. Its tools are those of this machine. */
const scratch = { user: '0:0', folder: '/', entryPoint: [], command: [], environment: {} };

/** Paths of an image that are in its folder; what else a line names is this machine's. */
const ownPaths = /(?<=^|[\s"'=])\/(?=(?:opt|src|tmp|usr\/local\/bin|print-label)(?:\/|["'\s]|$))/g;

/**
 * Carries out the steps of a Dockerfile below a folder, without a container engine: a stage is a folder, and `RUN` has
 * this machine's programs. Packages of the distribution are not installed: the machine has them.
 *
 * @param known images that were built before, by their names
 */
export function buildImage(
  dockerfile: string,
  context: string,
  work: string,
  known: Readonly<Record<string, ImageSettings>> = {},
): ImageSettings {
  const stages = new Map<string, ImageSettings>(Object.entries(known));
  let image: ImageSettings = { ...scratch, root: work };
  for (const { name, rest } of instructionsOf(dockerfile)) {
    switch (name) {
      case 'FROM': {
        const [base = '', , stage] = rest.split(/\s+/);
        const root = mkdtempSync(join(work, 'stage-'));
        chmodSync(root, 0o755);
        const found = stages.get(base);
        if (found !== undefined) cpSync(found.root, root, { recursive: true, verbatimSymlinks: true });
        image = { ...(found ?? scratch), root };
        // The links of the base are to its own folder.
        if (found !== undefined) relink(found.root, root);
        if (stage !== undefined) stages.set(stage, image);
        break;
      }
      case 'ENV': {
        const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? [];
        image = { ...image, environment: { ...image.environment, [key]: value } };
        break;
      }
      case 'WORKDIR':
        image = { ...image, folder: rest };
        mkdirSync(join(image.root, rest), { recursive: true });
        break;
      case 'COPY':
        copy(rest, context, image, stages);
        break;
      case 'RUN':
        run(rest, image);
        break;
      case 'USER':
        image = { ...image, user: rest };
        break;
      case 'ENTRYPOINT':
        image = { ...image, entryPoint: JSON.parse(rest) as string[] };
        break;
      case 'CMD':
        image = { ...image, command: JSON.parse(rest) as string[] };
        break;
      default:
        throw new Error(`the test knows no instruction ${name}`);
    }
  }
  return image;
}

function copy(
  rest: string,
  context: string,
  { root, folder }: ImageSettings,
  stages: ReadonlyMap<string, ImageSettings>,
): void {
  const words = rest.split(/\s+/);
  const from = words[0]?.startsWith('--from=') === true ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  const destination = target.startsWith('/') ? join(root, target) : join(root, folder, target);
  const stage = from === undefined ? undefined : stages.get(from);
  if (from !== undefined && stage === undefined) throw new Error(`no stage ${from}`);
  const sources =
    stage === undefined
      ? words.flatMap((pattern) => {
          const found = readdirSync(context).filter((one) => isLike(one, pattern));
          if (found.length !== 1)
            throw new Error(`${pattern} is ${found.length} files of the context, and must be one`);
          return found.map((one) => join(context, one));
        })
      : words.map((one) => join(stage.root, one));
  for (const source of sources) {
    const isInto = target.endsWith('/') && statSync(source).isFile();
    const to = isInto ? join(destination, basename(source)) : destination;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(source, to, { recursive: true });
  }
}

function isLike(name: string, pattern: string): boolean {
  const [before = '', after] = pattern.split('*');
  return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after);
}

function run(line: string, { root, folder }: ImageSettings): void {
  if (line.startsWith('apt-get ')) return;
  mkdirSync(join(root, 'tmp'), { recursive: true });
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  execFileSync('sh', ['-ec', inside(root, line)], { cwd: join(root, folder), stdio: 'pipe' });
}

function inside(root: string, text: string): string {
  return text.replaceAll(ownPaths, `${root}/`);
}

function relink(from: string, to: string): void {
  const links = execFileSync('find', [to, '-type', 'l', '-lname', `${from}/*`], { encoding: 'utf8' });
  for (const link of links.split('\n').filter((one) => one !== '')) {
    const target = execFileSync('readlink', [link], { encoding: 'utf8' }).trim();
    execFileSync('ln', ['-sfn', `${to}${target.slice(from.length)}`, link]);
  }
}

/**
 * Runs what an image begins with as a pod does: as its user where this process may, in a tree that no one may write, without
 * a HOME, with the variables that are given and those of the image.
 *
 * @param args instead of the image's command
 */
export async function runImage(
  image: ImageSettings,
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = image.command,
  node: readonly string[] = [],
): Promise<Outcome> {
  const { root, folder, user, entryPoint, environment } = image;
  execFileSync('chmod', ['-R', 'a-w', root]);
  const [program = '', ...rest] = [...entryPoint, ...args].map((one) => inside(root, one));
  const [uid, gid] = user.split(':').map(Number) as [number, number];
  const child = spawn(program, [...node, ...rest], {
    cwd: join(root, folder),
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    env: {
      PATH: `${join(root, 'usr/local/bin')}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      ...environment,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: output.stdout.split('\n').slice(0, -1), stderr: output.stderr };
}
