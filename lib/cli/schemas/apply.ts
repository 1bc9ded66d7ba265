import { Command } from '@commander-js/extra-typings';
import { type AppliedSubject, applySchemas } from '../../registry/apply.ts';
import { RegistryError } from '../../registry/registry-error.ts';
import { type SchemasApplyOutput, schemasApplyValue } from '../../registry/schemas-output.ts';
import {
  hasChanges,
  isBlockedPlan,
  planSchemas,
  schemasExitCode,
  type SchemasPlan,
  type SchemasPlanProps,
} from '../../registry/schemas-plan.ts';
import { appliedLine, schemasPlanText } from '../../registry/schemas-text.ts';
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

export function schemasApplyCommand() {
  return new Command('apply')
    .description('register the schemas of the contracts, with their compatibility')
    .addOption(environmentOption())
    .addOption(systemOption())
    .addOption(contractOption())
    .option('--dry-run', 'say what would be sent, and send nothing that changes anything')
    .addOption(urlOption())
    .addOption(credentialsOption())
    .addOption(formatOption())
    .addOption(rootOption())
    .option('--quiet', 'say nothing when there is nothing to do')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams schemas apply --env prod --dry-run
  $ workstreams schemas apply --env prod

Nothing is deleted, and nothing is sent where one schema is blocked. A run that was interrupted is finished by the next.

Exit codes: 0 done or nothing to do, 1 errors, 3 blocked; with --dry-run those of \`schemas plan\`.`,
    )
    .action(async (options) => {
      const props = schemasPlanProps(options);
      if (props === undefined) return;
      const run = { props, json: options.format === 'json', quiet: options.quiet === true };
      try {
        await apply(run, options.dryRun === true);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        refuse(`${error.message}\n`);
      }
    });
}

interface Run {
  readonly props: SchemasPlanProps;
  readonly json: boolean;
  readonly quiet: boolean;
}

async function apply(run: Run, dryRun: boolean): Promise<void> {
  const { props, json, quiet } = run;
  const plan = await planSchemas(props);
  if (dryRun || isBlockedPlan(plan) || !hasChanges(plan)) {
    const state = isBlockedPlan(plan) ? 'blocked' : hasChanges(plan) ? 'planned' : 'nothing';
    process.exitCode = schemasExitCode(plan);
    if (quiet && state === 'nothing') return;
    process.stdout.write(
      json ? jsonText(plan, { state, done: [] }) : schemasPlanText(plan, paintState(process.stdout)),
    );
    return;
  }
  const done: AppliedSubject[] = [];
  const told = (one: AppliedSubject) => {
    done.push(one);
    if (!json) process.stdout.write(appliedLine(one));
  };
  try {
    await applySchemas(plan, props, told);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (json) process.stdout.write(jsonText(plan, { state: 'failed', failed: error.message, done }));
    refuse(`${error.message}\n${done.length} done; run it again: it goes on where this one ended\n`);
    return;
  }
  process.stdout.write(
    json
      ? jsonText(plan, { state: 'applied', done })
      : `${plan.environment} at ${plan.registry}: ${done.length} ${done.length === 1 ? 'subject' : 'subjects'} changed\n`,
  );
}

function jsonText(
  plan: SchemasPlan,
  result: {
    readonly state: SchemasApplyOutput['state'];
    readonly failed?: string;
    readonly done: readonly AppliedSubject[];
  },
): string {
  return `${JSON.stringify(schemasApplyValue(plan, result), undefined, 2)}\n`;
}
