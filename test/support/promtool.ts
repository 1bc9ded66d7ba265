import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';

const program = 'promtool';

/**
 * A suite that asks promtool. Skipped where it is missing, with what to install in the title; with
 * REQUIRE_PROMTOOL set it fails instead.
 */
export function describeWithPromtool(title: string, suite: () => void): void {
  if (spawnSync(program, ['--version']).status === 0) {
    describe(title, suite);
  } else if ((process.env['REQUIRE_PROMTOOL'] ?? '') === '') {
    describe.skip(`${title} (needs promtool; Debian: prometheus)`, suite);
  } else {
    test(title, () => {
      throw new Error('REQUIRE_PROMTOOL is set, and there is no promtool (Debian: prometheus)');
    });
  }
}

/** What promtool says of files that it gets by name; the arguments name them. */
export function promtool(
  files: Readonly<Record<string, unknown>>,
  args: readonly string[],
): { readonly code: number | null; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'workstreams-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      // JSON is YAML.
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    return { code: status, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
