import { Command, Option } from '@commander-js/extra-typings';
import { unfinished } from '../release/unfinished.ts';
import { systemFiles } from '../release/file-operations.ts';
import { rules } from '../governance/rules/index.ts';
import { problemValue } from '../model/outputs/problem.ts';
import { compare, isError, printable, type Problem } from '../model/text/problem.ts';
import { githubAnnotations } from '../reports/github.ts';
import type { LintOutput } from '../reports/outputs/lint.ts';
import { sarifLog } from '../reports/sarif.ts';
import { mostStates, readBaseline } from './baseline.ts';
import { loadProject, type ProjectProps } from './project.ts';
import { judgeProject } from './judge.ts';
import { countsReport, failedReport, fullReport, type Linted } from './lint-report.ts';
import { listingCommand, today } from './report.ts';
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
    .option('--list', 'list every warning, every exception in force and every namespace that must exist')
    .addOption(new Option('--quiet', 'say nothing when all is well').conflicts('list'))
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams lint                                   every environment, for people
  $ workstreams lint --list                            with every warning and exception, which are else counted
  $ workstreams lint --format sarif > lint.sarif       for code hosts
  $ workstreams lint --env prod --format github        annotations in a GitHub workflow
  $ workstreams lint --baseline origin/main            refuse changes that break who reads or writes

Transitive modes look at the last ${mostStates} commits that touched the schemas of what has changed.

Exit codes: 0 no errors, 1 errors; with --strict also for warnings.`,
    )
    .action(({ env, format, root, quiet, strict, list, baseline: spec }) => {
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
      const linted = lint(props);
      const { problems } = linted;
      process.exitCode = problems.some((one) => strict === true || isError(one)) ? 1 : 0;
      switch (format) {
        case 'json':
          process.stdout.write(json(problems));
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
          if (process.exitCode === 1)
            process.stderr.write(failedReport(linted, list === true ? Number.POSITIVE_INFINITY : undefined));
          else if (list === true) process.stdout.write(fullReport(linted));
          else if (quiet !== true || problems.length > 0)
            process.stdout.write(countsReport(linted, listingCommand(env)));
      }
    });
}

function json(problems: readonly Problem[]): string {
  const value: LintOutput = { schema: 'workstreams.io/lint/v1', problems: problems.map(problemValue) };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function lint(props: ProjectProps): Linted {
  const project = loadProject(props);
  const begun = unfinished(systemFiles, props.root);
  const nothing = { contracts: 0, environments: 0, rules: 0 };
  if (!project.ok) {
    const problems = [...begun, ...project.problems];
    return { problems, exceptions: [], judged: nothing, needed: new Map() };
  }
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
  const needed = new Map<string, readonly string[]>();
  const problems = judgeProject(project.value, ({ environment }) => {
    const used = new Set<string>();
    const rendered = new Set<string>();
    return ({ manifests }) => {
      for (const { kind, metadata } of manifests) {
        if (kind === 'Namespace') rendered.add(metadata.name);
        if (metadata.namespace !== undefined) used.add(metadata.namespace);
      }
      needed.set(environment, [...used].filter((one) => !rendered.has(one)).sort(compare));
    };
  });
  return { problems: [...begun, ...problems], exceptions, judged, needed };
}
