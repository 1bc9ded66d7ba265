import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './repository.ts';

/** What packing reads; without `node_modules`, which is linked. */
const packed = [
  'bin',
  'contracts',
  'environments',
  'imports',
  'lib',
  'page',
  'runtime',
  'schemas',
  'scripts',
  'main.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.package.json',
  'LICENSE',
  'README.md',
];

/**
 * The package as `npm pack` makes it, from a copy of this repository with a commit of its own: the checkout's `build/`
 * stays as it is for whoever uses it at the same time.
 */
export class PackedPackage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'workstreams-package-'));
  readonly tarball: string;
  readonly commit: string;

  constructor() {
    const source = join(this.#folder, 'source');
    for (const name of packed) cpSync(join(repository, name), join(source, name), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(source, 'node_modules'));
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
        cwd: source,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message', 'As it is packed');
    this.commit = git('rev-parse', 'HEAD').trim();
    const told = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', this.#folder], {
      cwd: source,
      encoding: 'utf8',
    });
    const [{ filename }] = JSON.parse(told) as [{ filename: string }];
    this.tarball = join(this.#folder, filename);
  }

  /** Every file in it, in order, by its path in the package. */
  files(): string[] {
    const listed = execFileSync('tar', ['-tzf', this.tarball], { encoding: 'utf8' });
    return listed
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
      .sort();
  }

  /**
   * Installs it as npm does, but takes other packages from this repository, for there may be no network: those that it
   * declares, and those that are named. What it needs without saying so is not there.
   */
  installIn(folder: string, others: readonly string[] = []): void {
    const modules = join(folder, 'node_modules');
    const target = join(modules, 'workstreams');
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', this.tarball, '-C', target, '--strip-components', '1']);
    const declared = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Declared;
    const { dependencies, peerDependencies } = declared;
    for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...others]) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(repository, 'node_modules', name), join(modules, name));
    }
    mkdirSync(join(modules, '.bin'));
    for (const name of ['workstreams', ...others]) {
      const { bin = {} } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as Declared;
      const files = typeof bin === 'string' ? { [name]: bin } : bin;
      for (const [command, file] of Object.entries(files))
        symlinkSync(join('..', name, file), join(modules, '.bin', command));
    }
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

interface Declared {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly bin?: string | Readonly<Record<string, string>>;
}
