import { type Problem, problem } from '../../model/text/problem.ts';
import { systemLimits, yamlLimits } from '../../model/text/yaml-limits.ts';
import type { Edit } from '../new/edits.ts';

/** The files of systems and environments that would be longer than what is read of them. */
export function tooLong(edits: readonly Edit[]): Problem[] {
  return edits.flatMap(({ path, text }) => {
    const isSystem = /^contracts\/[^/]+\/system\.yaml$/.test(path);
    if (!isSystem && !path.startsWith('environments/')) return [];
    const most = (isSystem ? systemLimits : yamlLimits).bytes;
    const bytes = Buffer.byteLength(text);
    if (bytes <= most) return [];
    const what = `with the users of this export the file has ${bytes} bytes, and at most ${most} are read`;
    const fix = isSystem
      ? 'split the export, and import its parts into several systems (--system)'
      : 'most of it is exceptions for rights that are too wide: import fewer users, or narrow their rights first';
    return [problem({ file: path, line: 1, column: 1 }, '', what, fix)];
  });
}
