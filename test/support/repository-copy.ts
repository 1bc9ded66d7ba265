import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy, repository } from './project-copy.ts';

/** All that the program and its input need, so that a test may add to it, compile it and run it. */
export class RepositoryCopy extends ProjectCopy {
  /** A folder of the repository that is copied. */
  static original(name: string): string {
    return join(repository, name);
  }

  /** @param systems whose contracts are copied besides those of workrequests */
  constructor(systems: readonly string[]) {
    super(['workrequests', ...systems]);
    for (const name of [
      'lib',
      'imports',
      'bin',
      'page',
      'scripts/app.js',
      'scripts/build.js',
      'main.ts',
      'package.json',
      'tsconfig.json',
      'biome.json',
    ]) {
      cpSync(join(repository, name), this.path(name), { recursive: true });
    }
    mkdirSync(this.path('.git'));
    this.write('.gitignore', 'node_modules\n');
    symlinkSync(join(repository, 'node_modules'), this.path('node_modules'));
  }
}
