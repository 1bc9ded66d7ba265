import { Command } from '@commander-js/extra-typings';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { replayOperations } from './journals.ts';
import { environmentOption, formatOption, systemOption, tenantOption } from './options.ts';
import { printSessions } from './print.ts';
import { asking } from './refuse.ts';

export function replayStatusCommand() {
  return new Command('status')
    .description('what a session does, and how far it is')
    .argument('<id>', 'the session')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(tenantOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Example:
  $ workstreams replay status 01KJH8M4Q0DYMAV8P9FR9GMX3C --env prod

Exit codes: 0 shown, 1 it could not be.`,
    )
    .action(async (id, { format, ...asked }) => {
      const operations = replayOperations(asked);
      if (operations === undefined) return;
      await asking(async () => {
        const session = await runtime().replaySession({ variables: process.env, operations }, id);
        printSessions([session], format, 'each');
      });
    });
}

export function replayListCommand() {
  return new Command('list')
    .description('every session that the journal has')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(tenantOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Example:
  $ workstreams replay list --env prod

Exit codes: 0 shown, 1 it could not be.`,
    )
    .action(async ({ format, ...asked }) => {
      const operations = replayOperations(asked);
      if (operations === undefined) return;
      await asking(async () => {
        const sessions = await runtime().replaySessions({ variables: process.env, operations });
        printSessions(sessions, format, 'list');
      });
    });
}
