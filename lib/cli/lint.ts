import { Command, Option } from '@commander-js/extra-typings';
import { unfinished } from '../release/environment-folder.ts';
import { systemFiles } from '../release/file-operations.ts';
import { rules } from '../governance/rules/index.ts';
import { isError, printable, type Problem } from '../model/text/problem.ts';
import { githubAnnotations } from '../reports/github.ts';
import { sarifLog } from '../reports/sarif.ts';
import { mostStates, readBaseline } from './baseline.ts';
import { loadProject, type ProjectProps } from './project.ts';
import { judgeProject } from './render.ts';
import { type ExceptionLine, judgedReport, type Judged, problemList, today } from './report.ts';
import { rootOption } from './root-option.ts';

export function lintCommand() {
  return new Command('lint')
    .option('--env <name...>', 'only these environments')
    .option(
      '--baseline <ref or folder>',
      'what readers and writers of schemas go by now: a git ref, or a folder with contracts/',
    )
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .addOption(rootOption())
    .option('--strict', 'end with 1 also where there are only warnings')
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams lint                                   every environment, for people
  $ workstreams lint --format sarif > lint.sarif       for code hosts
  $ workstreams lint --env prod --format github        annotations in a GitHub workflow
  $ workstreams lint --baseline origin/main            refuse changes that break who reads or writes

Transitive modes look at the last ${mostStates} commits that touched the schemas of what has changed.

Exit codes: 0 no errors, 1 errors; with --strict also for warnings.`,
    )
    .action(({ env, format, root, quiet, strict, baseline: spec }) => {
      const baseline = spec === undefined ? undefined : readBaseline(root, spec);
      if (baseline?.ok === false) {
        process.stderr.write(`--baseline ${printable(JSON.stringify(spec))}: ${baseline.error}\n`);
        process.exitCode = 1;
        return;
      }
      const props = {
        root,
        today: today(),
        ...(env === undefined ? {} : { environments: env }),
        ...(baseline === undefined ? {} : { baseline: baseline.value }),
      };
      const { problems, exceptions, judged } = lint(props);
      process.exitCode = problems.some((one) => strict === true || isError(one)) ? 1 : 0;
      switch (format) {
        case 'json':
          process.stdout.write(
            `${JSON.stringify(
              problems.map((one) => ({ level: isError(one) ? 'error' : 'warning', ...one })),
              undefined,
              2,
            )}\n`,
          );
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
          else if (quiet !== true) process.stdout.write(judgedReport(judged, exceptions));
      }
    });
}

/** Everything that is wrong, what is warned of, and the exceptions that are in force. */
function lint(props: ProjectProps): { problems: Problem[]; exceptions: ExceptionLine[]; judged: Judged } {
  const project = loadProject(props);
  const begun = unfinished(systemFiles, props.root);
  const nothing = { contracts: 0, environments: 0, rules: 0 };
  if (!project.ok) return { problems: [...begun, ...project.problems], exceptions: [], judged: nothing };
  const { catalog, environments } = project.value;
  const judged = {
    contracts: catalog.contracts.length,
    environments: environments.length,
    rules: rules.length,
  };
  const exceptions = [
    ...catalog.contracts.flatMap(({ source, terms }) =>
      terms.exceptions.map((exception) => ({ file: source.file, ...exception })),
    ),
    ...environments.flatMap(({ source, exceptions: own }) =>
      own.map((exception) => ({ file: source.file, ...exception })),
    ),
  ];
  return { problems: [...begun, ...judgeProject(project.value)], exceptions, judged };
}
