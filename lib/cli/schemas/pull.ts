import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { loadEnvironments } from '../../model/load-environments.ts';
import { backupFile, backupFiles, parseBackup } from '../../registry/backup.ts';
import { RegistryError } from '../../registry/registry-error.ts';
import { problemList, problemReport, refuse } from '../report.ts';
import { rootOption } from '../root-option.ts';
import { credentialsOption, environmentOption, urlOption } from './options.ts';
import { placeOf } from './registry.ts';
import { writeBackup } from './write-backup.ts';

export function schemasPullCommand() {
  return new Command('pull')
    .description('write all that the registry has to files, for a backup in git and for `import --schemas`')
    .addOption(environmentOption())
    .requiredOption('--out <folder>', 'where to write <environment>/registry.json and the schemas')
    .addOption(urlOption())
    .addOption(credentialsOption())
    .addOption(rootOption())
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams schemas pull --env prod --out backup
  $ workstreams import --live live.yaml --env prod --system legacy --schemas backup/prod

The backup takes the place of the earlier one as a whole. Files that no backup has written stay.

Exit codes: 0 written or unchanged, 1 errors.`,
    )
    .action(async (options) => {
      const { env, out, root, quiet } = options;
      const environments = loadEnvironments(root, [env]);
      if (!environments.ok) {
        refuse(problemList(environments.problems));
        return;
      }
      const [environment] = environments.value;
      const place = environment === undefined ? undefined : placeOf(environment, options);
      if (place === undefined) return;
      try {
        const { schemaRegistry } = environment ?? {};
        const registry = typeof schemaRegistry === 'object' ? schemaRegistry.url : '';
        const files = await backupFiles(place.client, { environment: env, registry });
        const written = await writeBackup({ out, environment: env, files });
        if (!written.ok) refuse(problemReport(written.problems));
        else if (quiet !== true) {
          const subjects = parseBackup(files.get(backupFile) ?? '')?.subjects.length ?? 0;
          const counts = `${subjects} ${subjects === 1 ? 'subject' : 'subjects'}, ${files.size - 1} ${files.size === 2 ? 'version' : 'versions'}`;
          process.stdout.write(`${counts} below ${join(out, env)}${written.value ? '' : ': unchanged'}\n`);
        }
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        refuse(`${error.message}\n`);
      }
    });
}
