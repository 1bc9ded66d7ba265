import { Command } from '@commander-js/extra-typings';
import { runtime } from '../runtime.ts';
import { formatOption, journalOption } from './options.ts';
import { printSessions } from './print.ts';
import { asking } from './refuse.ts';

export function replayStatusCommand() {
  return new Command('status')
    .description('what a session does, and how far it is')
    .argument('<id>', 'the session')
    .addOption(journalOption())
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Example:
  $ workstreams replay status 01KJH8M4Q0DYMAV8P9FR9GMX3C --journal operations-journal

Exit codes: 0 shown, 1 it could not be.`,
    )
    .action(async (id, { journal, format }) => {
      await asking(async () => {
        const session = await runtime().replaySession({ variables: process.env, journal }, id);
        printSessions([session], format, 'each');
      });
    });
}

export function replayListCommand() {
  return new Command('list')
    .description('every session that the journal has')
    .addOption(journalOption())
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Example:
  $ workstreams replay list --journal operations-journal

Exit codes: 0 shown, 1 it could not be.`,
    )
    .action(async ({ journal, format }) => {
      await asking(async () => {
        const sessions = await runtime().replaySessions({ variables: process.env, journal });
        printSessions(sessions, format, 'list');
      });
    });
}
