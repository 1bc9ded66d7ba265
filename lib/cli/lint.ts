import { Command, Option } from '@commander-js/extra-typings';
import { acrossEnvironments } from '../governance/engine.ts';
import { rules } from '../governance/rules/index.ts';
import type { Problem } from '../model/problem.ts';
import { resolve } from '../policies/resolve.ts';
import { githubAnnotations } from '../reports/github.ts';
import { sarifLog } from '../reports/sarif.ts';
import { systems } from '../systems/index.ts';
import { judge, loadProject, type ProjectProps } from './project.ts';
import { exceptionReport, problemList, today } from './report.ts';

export function lintCommand() {
  return new Command('lint')
    .description('judge contracts and environments by every rule')
    .option('--env <name...>', 'only these environments')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--root <folder>', 'the folder with contracts/ and environments/', '.')
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams lint                                   every environment, for people
  $ workstreams lint --format sarif > lint.sarif       for code hosts
  $ workstreams lint --env prod --format github        annotations in a GitHub workflow

Exit codes: 0 nothing found, 1 problems.`,
    )
    .action(({ env, format, root, quiet }) => {
      const props = { root, systems, today: today(), ...(env === undefined ? {} : { environments: env }) };
      const { problems, exceptions } = lint(props);
      process.exitCode = problems.length === 0 ? 0 : 1;
      switch (format) {
        case 'json':
          process.stdout.write(`${JSON.stringify(problems, undefined, 2)}\n`);
          return;
        case 'sarif':
          process.stdout.write(
            `${JSON.stringify(sarifLog(problems, rules, 'docs/rules.md'), undefined, 2)}\n`,
          );
          return;
        case 'github':
          process.stdout.write(githubAnnotations(problems));
          return;
        case 'text':
          if (problems.length > 0) process.stderr.write(problemList(problems));
          else if (quiet !== true) process.stdout.write(exceptionReport(exceptions));
      }
    });
}

interface Exception {
  readonly file: string;
  readonly rule: string;
  readonly reason: string;
  readonly until: string;
}

/** Everything that is wrong, and the exceptions that are in force. */
function lint(props: ProjectProps): { problems: Problem[]; exceptions: Exception[] } {
  const project = loadProject(props);
  if (!project.ok) return { problems: project.problems, exceptions: [] };
  const { catalog, environments } = project.value;
  const found = new Map(
    environments.map((environment) => [
      environment.environment,
      judge(resolve(catalog, environment), project.value),
    ]),
  );
  const exceptions = catalog.contracts.flatMap(({ source, terms }) =>
    terms.exceptions.map((exception) => ({ file: source.file, ...exception })),
  );
  return { problems: acrossEnvironments(found), exceptions };
}
