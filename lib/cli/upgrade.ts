import { Command } from '@commander-js/extra-typings';
import { printable } from '../model/text/problem.ts';
import { problemReport } from './report.ts';
import { rootOption } from './root-option.ts';
import { planUpgrade, type Upgrade, writeUpgrade } from './upgrade/run-upgrade.ts';

export function upgradeCommand() {
  return new Command('upgrade')
    .option('--check', 'only say what would change')
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams upgrade --check
  $ workstreams upgrade && git diff

Comments, order and quotes stay as they are. A file of workstreams.io/v1 is not changed.
Exit codes: 0 done or nothing to do, 1 error and nothing is written, 2 --check found files to rewrite.`,
    )
    .action(({ check, root }) => {
      const upgrade = planUpgrade(root);
      if (!upgrade.ok) {
        process.stderr.write(problemReport(upgrade.problems));
        process.exitCode = 1;
        return;
      }
      if (check !== true) writeUpgrade(root, upgrade.value);
      process.stdout.write(upgradeText(upgrade.value, check === true));
      process.exitCode = check === true && upgrade.value.changes.length > 0 ? 2 : 0;
    });
}

function upgradeText({ changes, kept }: Upgrade, check: boolean): string {
  const lines = [
    ...changes.map(
      ({ edit, changes: told }) =>
        `${edit.replaces === true ? 'edit' : 'new '} ${printable(edit.path)}: ${printable(told.join(', '))}\n`,
    ),
    ...kept.map(({ path, why }) => `kept ${printable(path)}: ${why}\n`),
  ];
  const count = `${changes.length} ${changes.length === 1 ? 'file' : 'files'}`;
  const last =
    changes.length === 0
      ? 'every file is of workstreams.io/v1: nothing to rewrite\n'
      : check
        ? `${count} to rewrite; nothing was written\n`
        : `${count} written. Next: read git diff, then run workstreams lint\n`;
  return lines.join('') + last;
}
