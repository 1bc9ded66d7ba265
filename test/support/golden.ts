import { join } from 'node:path';
import { goldenDifference } from '../../lib/cli/golden/golden-difference.ts';
import { goldenFiles as filesOf } from '../../lib/cli/golden/golden-files.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { shipped, shippedEnvironment } from './shipped.ts';

export const goldenFolder = join(import.meta.dirname, '..', 'golden');

/** What is rendered from the shipped catalogue: `<env>/<system>.yaml`, each unit under its path, and `tree.txt`. */
export function goldenFiles(): Map<string, string> {
  const files = filesOf(shipped());
  if (!files.ok) throw new Error(files.problems.map(formatProblem).join('\n'));
  return files.value;
}

/** What it would mean to roll out one golden file's change, and its lines. */
export function difference(path: string, committed: string, now: string): string {
  const [env = ''] = path.split('/');
  const environment = path.endsWith('.yaml') ? shippedEnvironment(env) : undefined;
  return goldenDifference(path, committed, now, environment, '2026-11-21');
}
