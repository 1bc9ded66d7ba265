import { Command } from '@commander-js/extra-typings';
import { RegistryError } from '../../registry/registry-error.ts';
import { schemasPlanValue } from '../../registry/schemas-output.ts';
import { planSchemas, schemasExitCode } from '../../registry/schemas-plan.ts';
import { schemasPlanText } from '../../registry/schemas-text.ts';
import { rootOption } from '../root-option.ts';
import {
  contractOption,
  credentialsOption,
  environmentOption,
  formatOption,
  systemOption,
  urlOption,
} from './options.ts';
import { paintState } from './paint-state.ts';
import { refuse } from '../report.ts';
import { schemasPlanProps } from './registry.ts';

export function schemasPlanCommand() {
  return new Command('plan')
    .description('compare the schemas of the contracts with what the registry has')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(contractOption())
    .addOption(urlOption())
    .addOption(credentialsOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .option('--quiet', 'say nothing when there is nothing to do')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams schemas plan --env prod
  $ workstreams schemas plan --env prod --system shop --format json

Exit codes: 0 nothing to do, 1 errors, 2 changes, 3 blocked (a schema would break what its contract promises, or a
version of no contract does).`,
    )
    .action(async (options) => {
      const props = schemasPlanProps(options);
      if (props === undefined) return;
      try {
        const plan = await planSchemas(props);
        process.exitCode = schemasExitCode(plan);
        if (options.quiet === true && process.exitCode === 0) return;
        process.stdout.write(
          options.format === 'json'
            ? `${JSON.stringify(schemasPlanValue(plan), undefined, 2)}\n`
            : schemasPlanText(plan, paintState(process.stdout)),
        );
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        refuse(`${error.message}\n`);
      }
    });
}
