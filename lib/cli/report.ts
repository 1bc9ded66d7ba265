import {
  formatProblems,
  isError,
  mostOfRule,
  printable,
  type Problem,
  shortened,
} from '../model/text/problem.ts';
import { counted, warningCounts } from '../model/text/rule-counts.ts';
import { exitCodes } from './exit-code.ts';
import { paintedProblems } from './paint.ts';

/**
 * Problems as people read them, with their number at the end; warnings are counted apart.
 * @param each so many warnings of one rule are listed one by one
 */
export function problemList(problems: readonly Problem[], each = mostOfRule): string {
  const { told, more } = shortened(problems, each);
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  const counts = [
    ...(errors > 0 ? [counted(errors, 'problem')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const rest = more.map((line) => `${line}\n`).join('');
  return `${paintedProblems(process.stderr, formatProblems(told))}\n\n${rest === '' ? '' : `${rest}\`--format json\` lists all of them\n\n`}${counts.join(', ')}\n`;
}

/** The same, where something would have been written. */
export function problemReport(problems: readonly Problem[]): string {
  return problemList(problems).replace(/\n$/, '; nothing was written\n');
}

/** In a command that does something else than judge, so many warnings of one rule are listed. */
const mostBeside = 3;

/**
 * Warnings of rules, where a command does something else than judge: how many there are. All other problems are reported,
 * and all of them where there is an error.
 * @param listing the command or option that lists the warnings that are counted
 */
export function besideReport(found: readonly Problem[], listing: string): string {
  if (found.some(isError)) return problemList(found, mostBeside);
  const others = found.filter(({ rule }) => rule === undefined);
  const counts = warningCounts(found.filter(({ rule }) => rule !== undefined));
  return [
    ...(others.length === 0 ? [] : [problemList(others)]),
    ...counts.map((line) => `${line}; \`${listing}\` lists them\n`),
  ].join('\n');
}

/** The command that lists what a run only counts. */
export function listingCommand(environments: readonly string[] = []): string {
  const chosen = environments.length === 0 ? '' : ` --env ${environments.map(printable).join(' ')}`;
  return `workstreams lint${chosen} --list`;
}

/** The text for an exception: its message. `WORKSTREAMS_DEBUG` adds where it came from. */
export function failureReport(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const trace =
    process.env['WORKSTREAMS_DEBUG'] !== undefined && error instanceof Error ? `${error.stack}\n` : '';
  return `workstreams failed: ${printable(text)}\n${trace}`;
}

/** The text for an exception that no one foresaw. */
export function defectReport(error: unknown): string {
  const fix =
    process.env['WORKSTREAMS_DEBUG'] === undefined
      ? '; run it again with WORKSTREAMS_DEBUG=1 and report what it prints'
      : '; report the above';
  return `${failureReport(error)}this is a defect of Workstreams, not of your files${fix}\n`;
}

/** Says what is wrong, as it is to be printed; the exit code is 1. */
export function refuse(text: string): undefined {
  process.stderr.write(text);
  process.exitCode = exitCodes.refused;
  return undefined;
}

/** `2026-12-31`, today in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
