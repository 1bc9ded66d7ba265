import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the shipped environments below `root`, each changed by `change`: without namespaces of other systems than
 * `system`, and none of them mirrored: what other regions copy is not among the contracts.
 */
export function writeEnvironments(
  shipped: string,
  root: string,
  system: string,
  change: (text: string) => string,
): void {
  mkdirSync(join(root, 'environments'));
  for (const file of readdirSync(join(shipped, 'environments'))) {
    const text = readFileSync(join(shipped, 'environments', file), 'utf8')
      .replace(/(?<=^ {2}namespaces:\n)(?: {4}.*\n)+/m, (lines) => linesOf(system, lines))
      .replace(/^mirror:\n(?: .*\n)+/m, 'mirror: none\n')
      // Where nothing is mirrored canaries are told the region.
      .replace(/^canaries: \{(?!.*region)(.*) \}$/m, 'canaries: {$1, region: east }');
    writeFileSync(join(root, 'environments', file), change(text));
  }
}

function linesOf(system: string, lines: string): string {
  const own = lines.split('\n').filter((line) => line.trim().startsWith(`${system}:`));
  return own.map((line) => `${line}\n`).join('');
}

/** Without exceptions and renames: they are of contracts that are not here. */
export function ofNoContract(text: string): string {
  return text.replace(/^exceptions:\n(?: .*\n|#.*\n)+/m, '').replace(/^renames:\n(?: .*\n)+/m, '');
}
