import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';

const program = 'kubectl';

/** A suite that asks kubectl. Skipped where it is missing, or too old to know patterns of files; the title says so. */
export function describeWithKubectl(title: string, suite: () => void): void {
  const { status, stdout } = spawnSync(program, ['apply', '--help'], { encoding: 'utf8' });
  if (status === 0 && stdout.includes("-f '*.json'")) describe(title, suite);
  else describe.skip(`${title} (needs kubectl)`, suite);
}

/**
 * Puts a kubectl into a folder of programs whose `apply` finds and reads files as kubectl does, and prints what it read:
 * there is no cluster to apply it to. Its exit code is that of reading.
 */
export function kubectlWithoutCluster(programs: string): void {
  const real = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
  mkdirSync(programs, { recursive: true });
  const file = join(programs, program);
  writeFileSync(
    file,
    `#!/bin/sh
test "$1" = apply || { echo "only apply is known here: $*" >&2; exit 2; }
shift
exec '${real}' annotate --local --output name "$@" read=true
`,
  );
  chmodSync(file, 0o755);
}
