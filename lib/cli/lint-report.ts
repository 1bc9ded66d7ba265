import { formatProblems, isError, printable, type Problem } from '../model/text/problem.ts';
import { counted, countsOf, warningCounts } from '../model/text/rule-counts.ts';
import { paintedProblems } from './paint.ts';
import { problemList } from './report.ts';

/** An exception in force, in a contract or (with a subject) in an environment. */
interface ExceptionLine {
  readonly file: string;
  readonly rule: string;
  readonly subject?: string;
  readonly reason: string;
  readonly until: string;
}

/** How much a run has judged. */
interface Judged {
  readonly contracts: number;
  readonly environments: number;
  readonly rules: number;
}

/** What a run has judged and found. */
export interface Linted {
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
  /** Those in force. */
  readonly exceptions: readonly ExceptionLine[];
  readonly judged: Judged;
  /** By environment: the namespaces that have objects of it and are not rendered. */
  readonly needed: ReadonlyMap<string, readonly string[]>;
}

/** `81 contracts, 4 environments, 63 rules` */
function judgedText({ contracts, environments, rules }: Judged): string {
  return [counted(contracts, 'contract'), counted(environments, 'environment'), counted(rules, 'rule')].join(
    ', ',
  );
}

/**
 * Problems of a run that fails, behind what was judged; where there are errors, later rules may not have been asked.
 * @param each so many warnings of one rule are listed one by one. Default: as in `problemList`
 */
export function failedReport({ problems, judged }: Linted, each?: number): string {
  const list = problemList(problems, each);
  return problems.some(isError) ? list : list.replace(/\n(?=[^\n]*\n$)/, `\n${judgedText(judged)}: `);
}

/**
 * A run without errors: what was judged, and how many warnings, exceptions in force and namespaces there are.
 * @param listing the command that lists them
 */
export function countsReport({ problems, exceptions, judged, needed }: Linted, listing: string): string {
  const namespaces = [...needed].flatMap(([environment, names]) => names.map(() => environment));
  const counts = [
    ...warningCounts(problems),
    ...(exceptions.length === 0
      ? []
      : [
          `${counted(exceptions.length, 'exception')} in force: ${countsOf(exceptions.map(({ rule }) => rule))}`,
        ]),
    ...(namespaces.length === 0
      ? []
      : [
          `${counted(namespaces.length, 'namespace')} must exist before an environment is applied: ${countsOf(namespaces)}`,
        ]),
  ];
  const lines = [
    `${judgedText(judged)}: ${verdict(problems, exceptions)}`,
    ...counts,
    ...(counts.length === 0 ? [] : [`\`${listing}\` lists them`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The same run with every warning, exception and namespace. */
export function fullReport({ problems, exceptions, judged, needed }: Linted): string {
  const warnings =
    problems.length === 0 ? '' : `${paintedProblems(process.stdout, formatProblems(problems))}\n\n`;
  const count = problems.length === 0 ? verdict(problems, exceptions) : counted(problems.length, 'warning');
  const inForce = exceptions.map(({ file, rule, subject, reason, until }) => {
    const about = subject === undefined ? rule : `${rule} of ${printable(subject)}`;
    return `  ${file}: ${about} until ${until}: ${printable(reason)}\n`;
  });
  const namespaces = [...needed].flatMap(([environment, names]) =>
    names.length === 0 ? [] : [`  ${environment}: ${names.join(', ')}\n`],
  );
  return [
    `${warnings}${judgedText(judged)}: ${count}\n`,
    ...(inForce.length === 0 ? [] : ['Exceptions in force:\n', ...inForce]),
    ...(namespaces.length === 0
      ? []
      : ['Namespaces that must exist before an environment is applied:\n', ...namespaces]),
  ].join('');
}

function verdict(problems: readonly Problem[], exceptions: readonly ExceptionLine[]): string {
  if (problems.length > 0) return 'no errors';
  return exceptions.length === 0 ? 'no problems, no exceptions' : 'no problems';
}
