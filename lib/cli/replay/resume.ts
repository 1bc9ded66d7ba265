import { Command } from '@commander-js/extra-typings';
import type { ReplayContracts, ReplayTerms } from '../../../runtime/index.ts';
import type { CarriedOperator } from '../../model/carried-contract.ts';
import { today } from '../report.ts';
import { resolvedProject } from '../resolved-project.ts';
import { rootOption } from '../root-option.ts';
import { runtime } from '../runtime.ts';
import { byOption } from '../who-option.ts';
import { replayTarget, type Stack, sourceContract } from './contracts.ts';
import { replayOperations } from './journals.ts';
import {
  environmentOption,
  formatOption,
  rateOption,
  reasonOption,
  systemOption,
  tenantOption,
} from './options.ts';
import { exitCodeOf, printSessions } from './print.ts';
import { asking } from './refuse.ts';

export function replayResumeCommand() {
  return new Command('resume')
    .description('go on with a session that is paused, failed, or whose process was killed')
    .argument('<id>', 'the session')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(tenantOption())
    .option('--skip-invalid', 'leave out what breaks the contract. Default: as it was started')
    .option('--service <id>', 'whose rights are used. Default: the only one with the duty')
    .option('--from-archive <file>', 'where the archive is now, if it was moved')
    .addOption(rateOption())
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(byOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
A session whose process still runs is taken over: that process ends.

Example:
  $ workstreams replay resume 01KJH8M4Q0DYMAV8P9FR9GMX3C --env prod --reason 'The peak is over'

Exit codes: 0 done, 1 it could not be done or the brokers refused (resume goes on), 2 a message breaks the contract,
3 it was paused, cancelled or taken over.`,
    )
    .action(async (id, options) => {
      const { root, env, skipInvalid, service, fromArchive, rate, reason, by, format } = options;
      const project = resolvedProject({ root, today: today(), environments: [env] });
      const resolved = project?.environments[0];
      if (project === undefined || resolved === undefined) return;
      const stack = { catalog: project.project.catalog, resolved };
      const operations = replayOperations(options);
      if (operations === undefined) return;
      await asking(async () => {
        const { resumeReplay, standardLog, stopSignal } = runtime();
        const session = await resumeReplay(
          { variables: process.env, operations },
          {
            ...{ id, by, why: reason, rate, skipInvalid, archive: fromArchive },
            ...{ log: standardLog(), stop: stopSignal() },
            contractsFor: (terms) => contractsFor(stack, terms, service),
          },
        );
        printSessions([session], format, 'each');
        process.exitCode = exitCodeOf(session);
      });
    });
}

/** As contracts are today: one that no longer allows replay ends it. */
function contractsFor(
  stack: Stack,
  { source, target }: ReplayTerms,
  service: string | undefined,
): ReplayContracts & { readonly operator: CarriedOperator } {
  const into = replayTarget(stack, target, service);
  const from = source.kind === 'topic' ? sourceContract(stack, source.topic) : undefined;
  const problems = [into, from].flatMap((one) => (one === undefined || one.ok ? [] : one.problems));
  if (!into.ok || problems.length > 0) throw new Error(problems.join('\n'));
  const { contract, operator } = into.value;
  return { target: contract, source: from?.ok === true ? from.value : undefined, operator };
}
