import { Command, Option } from '@commander-js/extra-typings';
import { suggestion } from '../model/text/nearest.ts';
import { printable, type Problem } from '../model/text/problem.ts';
import { resolve } from '../policies/resolve.ts';
import { explainTopic, type Fact } from '../reports/explain.ts';
import type { ExplainOutput } from '../reports/outputs/explain.ts';
import { loadProject } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { textTable } from './text-table.ts';

export function explainCommand() {
  return new Command('explain')
    .argument(
      '<topic>',
      "the topic's name, a part of it that no other topic has, its KafkaTopic object's name or its contract's folder",
    )
    .requiredOption('--env <name>', 'the environment')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams explain orders.placed.v1 --env prod
  $ workstreams explain orders-placed-v1 --env dev --format json`,
    )
    .action((wanted, options) => {
      const { env, format, root } = options;
      const project = loadProject({ root, today: today(), environments: [env] });
      const environment = project.ok ? project.value.environments[0] : undefined;
      if (!project.ok || environment === undefined) {
        fail(project.ok ? [] : project.problems);
        return;
      }
      const resolved = resolve(project.value.catalog, environment);
      const answer = explainTopic(resolved, wanted);
      if (answer.facts === undefined) {
        process.stderr.write(
          `${env} has no topic ${printable(JSON.stringify(wanted))}\n  ${suggestion(wanted, answer.known)}\n`,
        );
        process.exitCode = 1;
        return;
      }
      process.stdout.write(format === 'json' ? json(env, answer.facts) : table(answer.facts));
    });
}

function fail(problems: readonly Problem[]): void {
  process.stderr.write(problemReport(problems));
  process.exitCode = 1;
}

function json(environment: string, facts: readonly Fact[]): string {
  const value: ExplainOutput = { schema: 'workstreams.io/explain/v1', environment, facts };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function table(facts: readonly Fact[]): string {
  return textTable({
    head: ['FACT', 'VALUE', 'FROM', 'WHERE'],
    rows: facts.map(({ fact, value, from, where }) => [
      fact,
      value,
      from,
      where.replace(/^contracts\/.*\/(?=contract\.yaml)/, ''),
    ]),
  });
}
