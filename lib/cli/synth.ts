import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { loadProject } from './project.ts';
import { synthesize } from './render.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { sourceRevision } from './source-revision.ts';

export function synthCommand() {
  return new Command('synth')
    .option('--env <name...>', 'only these environments')
    .option('--out <folder>', 'where to write (default: dist in the stack)')
    .addOption(rootOption())
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams synth                     every environment, into dist/
  $ workstreams synth --env dev staging   two of them; the folders of the others stay as they are`,
    )
    .action((options) => {
      const { env, root, quiet } = options;
      const out = options.out ?? join(root, 'dist');
      const project = loadProject({
        root,
        today: today(),
        ...(env === undefined ? {} : { environments: env }),
      });
      const result = project.ok ? synthesize(project.value, out, sourceRevision(root)) : project;
      if (!result.ok) {
        process.stderr.write(problemReport(result.problems));
        process.exitCode = 1;
      } else if (quiet !== true) {
        process.stdout.write(`${result.value.objects} objects in ${result.value.files} files below ${out}\n`);
      }
    });
}
