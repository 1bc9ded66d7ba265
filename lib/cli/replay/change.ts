import { Command } from '@commander-js/extra-typings';
import { byOption } from '../who-option.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { replayOperations } from './journals.ts';
import { environmentOption, formatOption, reasonOption, systemOption, tenantOption } from './options.ts';
import { printSessions } from './print.ts';
import { asking } from './refuse.ts';

export function replayPauseCommand() {
  return changing('pause', 'paused', 'stop a session; resume goes on where it was');
}

export function replayCancelCommand() {
  return changing('cancel', 'cancelled', 'end a session for good; what it wrote stays');
}

function changing(name: string, to: 'paused' | 'cancelled', what: string) {
  return new Command(name)
    .description(what)
    .argument('<id>', 'the session')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(tenantOption())
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(byOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
It holds at once: the process of the session can write nothing more, and ends.

Example:
  $ workstreams replay ${name} 01KJH8M4Q0DYMAV8P9FR9GMX3C --env prod --reason 'The evening peak'

Exit codes: 0 ${to}, 1 it could not be.`,
    )
    .action(async (id, { reason, by, format, ...asked }) => {
      const operations = replayOperations(asked);
      if (operations === undefined) return;
      await asking(async () => {
        const { changeReplay } = runtime();
        const place = { variables: process.env, operations };
        printSessions([await changeReplay(place, { id, to, by, why: reason })], format, 'each');
      });
    });
}
