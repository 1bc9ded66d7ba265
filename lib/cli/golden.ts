import { Command } from '@commander-js/extra-typings';
import { goldenDifference } from './golden/golden-difference.ts';
import { goldenFiles } from './golden/golden-files.ts';
import { readGolden, writeGolden } from './golden/golden-folder.ts';
import { loadProject, type Project } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';

export function goldenCommand() {
  return new Command('golden')
    .option('--check', 'compare, and write nothing')
    .option('--folder <folder>', 'where the files are, below the root', 'test/golden')
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams golden && git diff test/golden     after every change of a contract
  $ workstreams golden --check                     in CI

A file an environment and system, <folder>/<environment>/<system>.yaml, and tree.txt with the rendered paths.
Files that it has not written are left alone.
Exit codes: 0 written, or no difference; 1 the input is wrong, or --check found a difference.`,
    )
    .action(({ check, folder, root }) => {
      const project = loadProject({ root, today: today() });
      const rendered = project.ok ? goldenFiles(project.value) : project;
      const committed = readGolden(root, folder);
      if (!project.ok || !rendered.ok || !committed.ok) {
        const problems = [
          ...(rendered.ok ? [] : rendered.problems),
          ...(committed.ok ? [] : committed.problems),
        ];
        process.stderr.write(problemReport(problems));
        process.exitCode = 1;
        return;
      }
      if (check === true) {
        const told = differences(committed.value, rendered.value, project.value);
        process.stderr.write(told.join('\n'));
        if (told.length > 0)
          process.stderr.write(`\n${count(told.length)} differ: run workstreams golden, and read git diff\n`);
        else process.stdout.write(`${count(rendered.value.size)} below ${folder}: no difference\n`);
        process.exitCode = told.length > 0 ? 1 : 0;
        return;
      }
      const { written, removed } = writeGolden(root, folder, committed.value, rendered.value);
      process.stdout.write(
        `${count(rendered.value.size)} below ${folder}: ${written.length} written, ${removed.length} removed\n`,
      );
    });
}

/** One text a file that is not as it is rendered. */
function differences(
  committed: ReadonlyMap<string, string>,
  rendered: ReadonlyMap<string, string>,
  { environments }: Project,
): string[] {
  const paths = [...new Set([...committed.keys(), ...rendered.keys()])].sort();
  return paths.flatMap((path) => {
    const [before, now] = [committed.get(path), rendered.get(path)];
    if (before === now) return [];
    if (before === undefined) return [`${path} is rendered, and not in the folder\n`];
    if (now === undefined) return [`${path} is in the folder, and no longer rendered\n`];
    const environment = environments.find((one) => path.startsWith(`${one.environment}/`));
    return [goldenDifference(path, before, now, environment, today())];
  });
}

function count(files: number): string {
  return `${files} golden ${files === 1 ? 'file' : 'files'}`;
}
