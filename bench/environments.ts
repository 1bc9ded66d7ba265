import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the shipped environments below `root`, each changed by `change`, and none of them mirrored: what other
 * regions copy is not among generated contracts.
 */
export function writeEnvironments(shipped: string, root: string, change: (text: string) => string): void {
  mkdirSync(join(root, 'environments'));
  for (const file of readdirSync(join(shipped, 'environments'))) {
    const text = readFileSync(join(shipped, 'environments', file), 'utf8')
      .replace(/^mirror:\n(?: .*\n)+/m, 'mirror: none\n')
      // Where nothing is mirrored canaries are told the region.
      .replace(/^canaries: \{(?!.*region)(.*) \}$/m, 'canaries: {$1, region: east }');
    writeFileSync(join(root, 'environments', file), change(text));
  }
}

/** Without exceptions: they would excuse nothing. */
export function withoutExceptions(text: string): string {
  return text.replace(/^exceptions:\n(?: .*\n|#.*\n)+/m, '');
}
