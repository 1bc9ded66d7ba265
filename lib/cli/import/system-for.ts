import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reservedSystems } from '../../model/catalog.ts';
import { type Problem, problem } from '../../model/text/problem.ts';
import { isKebab } from '../../naming/segments.ts';
import type { Project } from '../project.ts';

interface SystemForProps {
  readonly root: string;
  readonly project: Project;
  /** What the command was told. */
  readonly system: string | undefined;
}

/** The system that topics and users of others go to: a new one, or one whose naming is `imported`. */
export function systemFor({ root, project, system }: SystemForProps, problems: Problem[]): string {
  const say = (what: string, fix: string) => {
    problems.push(problem({ file: '--system', line: 1, column: 1 }, '', what, fix));
    return system ?? 'imported';
  };
  if (system === undefined)
    return say(
      'topics or users of others are in the export',
      'name the system that they belong to from now on',
    );
  if (!isKebab(system) || system.length > 40)
    return say(`"${system}" is no system`, 'write lowercase kebab of at most 40, for example legacy-orders');
  const there = project.catalog.systems.find(({ id }) => id === system);
  if (there !== undefined) {
    return there.naming.imported
      ? system
      : say(
          `the names of ${system} follow from its naming: topics of others do not fit`,
          'name a new system, or one made by an import',
        );
  }
  if (reservedSystems.includes(system)) return say(`no system is called ${system}`, 'choose another name');
  const folder = `contracts/${system}`;
  return existsSync(join(root, folder)) ? say(`${folder} is there already`, 'choose another name') : system;
}
