import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureRoot } from './fixture.ts';
import { repository } from './repository.ts';
import { StackCopy } from './stack-copy.ts';

/** The program and the fixture as one repository, so that a test may add to it, compile it and run it. */
export class RepositoryCopy extends StackCopy {
  constructor() {
    super();
    cpSync(fixtureRoot, this.root, { recursive: true });
    for (const name of [
      'lib',
      'imports',
      'bin',
      'page',
      'runtime',
      'scripts/app.js',
      'scripts/build.js',
      'scripts/checkout.js',
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
