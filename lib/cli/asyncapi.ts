import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { OutputFolder } from '../release/output-folder.ts';
import { asyncApiDocument } from '../reports/asyncapi.ts';
import { today } from './report.ts';
import { resolvedProject } from './resolved-project.ts';
import { rootOption } from './root-option.ts';

export function asyncapiCommand() {
  return new Command('asyncapi')
    .requiredOption('--env <name>', 'the environment')
    .option('--system <id>', 'only one system; printed where no folder is named')
    .option('--out <folder>', 'where to write <environment>/<system>/asyncapi.json')
    .addOption(rootOption())
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams asyncapi --env prod --out docs/api                 every system
  $ workstreams asyncapi --env prod --system payments > payments.json   one of them

A system's folder below <folder>/<environment> is replaced as a whole.

Exit codes: 0 written, 1 the input is wrong.`,
    )
    .action(({ env, system, out, root, quiet }) => {
      if (out === undefined && system === undefined) {
        process.stderr.write(
          'several documents need a folder\n  add --out <folder>, or --system <id> to print one of them\n',
        );
        process.exitCode = 1;
        return;
      }
      const read = resolvedProject({ root, today: today(), environments: [env], system });
      const resolved = read?.environments[0];
      if (read === undefined || resolved === undefined) return;
      const documents = resolved.systems
        // A system that is off has nothing to show.
        .filter(({ families }) => families.length > 0)
        .map((one) => ({
          id: one.declaration.id,
          text: `${JSON.stringify(asyncApiDocument(read.project.catalog, one), undefined, 2)}\n`,
        }));
      if (out === undefined) {
        process.stdout.write(documents.map(({ text }) => text).join(''));
        return;
      }
      const output = new OutputFolder(join(out, env));
      try {
        for (const { id, text } of documents) output.write(`${id}/asyncapi.json`, text);
        output.commit(documents.map(({ id }) => id));
      } finally {
        output.discard();
      }
      if (quiet !== true) {
        process.stdout.write(
          `${documents.length} ${documents.length === 1 ? 'document' : 'documents'} below ${join(out, env)}\n`,
        );
      }
    });
}
