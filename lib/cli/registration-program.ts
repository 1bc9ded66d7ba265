import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './package.ts';

let text: string | undefined;

/** The program of the Jobs that register schemas (`lib/cli/register.ts`), as the build made it. */
export function registrationProgram(): string {
  text ??= readFileSync(join(packageFolder, 'build', 'register.js'), 'utf8');
  return text;
}
