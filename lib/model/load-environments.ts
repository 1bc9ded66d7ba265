import { join } from 'node:path';
import { readTerms } from './read-terms.ts';
import { type Environment, environmentSchema } from './terms/environment.ts';
import { suggestion } from './text/nearest.ts';
import { type Problem, problem } from './text/problem.ts';
import { promotionProblems } from './promotion-order.ts';
import { listFolder } from './text/read-files.ts';
import type { Read } from './text/yaml-source.ts';

/**
 * Reads `<root>/environments/*.yaml`, in the order of their names.
 * @param wanted only these; an unknown one is a problem that names the nearest. Default: all.
 */
export function loadEnvironments(root: string, wanted?: readonly string[]): Read<Environment[]> {
  const problems: Problem[] = [];
  const folder = 'environments';
  const { files, folders } = listFolder(join(root, folder), folder, problems);
  const names: string[] = [];
  for (const name of [...folders, ...files]) {
    if (files.includes(name) && name.endsWith('.yaml')) names.push(name.slice(0, -'.yaml'.length));
    else
      problems.push(
        problem(
          { file: `${folder}/${name}`, line: 1, column: 1 },
          '',
          `"${name}" does not belong here`,
          'an environment is a .yaml file',
        ),
      );
  }
  for (const name of wanted ?? []) {
    if (!names.includes(name)) {
      problems.push(
        problem(
          { file: folder, line: 1, column: 1 },
          '',
          `there is no environment "${name}"`,
          suggestion(name, names),
        ),
      );
    }
  }
  if (names.length === 0 && problems.length === 0) {
    problems.push(
      problem(
        { file: folder, line: 1, column: 1 },
        '',
        'there is no environment',
        'add environments/<name>.yaml',
      ),
    );
  }
  const environments = names
    .filter((name) => wanted === undefined || wanted.includes(name))
    .flatMap((name) => {
      const read = readEnvironment(root, `${folder}/${name}.yaml`, name);
      if (read.ok) return [read.value];
      problems.push(...read.problems);
      return [];
    });
  // The order is judged where all are read, and all can be.
  if (wanted === undefined && problems.length === 0) problems.push(...promotionProblems(environments));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: environments };
}

function readEnvironment(root: string, file: string, name: string): Read<Environment> {
  const read = readTerms(root, file, environmentSchema, 'Environment');
  if (!read.ok) return read;
  const { terms, source } = read.value;
  if (terms.environment !== name) {
    return {
      ok: false,
      problems: [
        problem(
          source.place(['environment']),
          'environment',
          `"${terms.environment}" in the file ${name}.yaml`,
          `write ${name}, or rename the file`,
        ),
      ],
    };
  }
  return { ok: true, value: { ...terms, source } };
}
