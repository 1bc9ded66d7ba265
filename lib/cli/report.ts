import { formatProblems, isError, printable, type Problem } from '../model/text/problem.ts';

/** Problems as people read them, with their number at the end; warnings are counted apart. */
export function problemList(problems: readonly Problem[]): string {
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  const counts = [
    ...(errors > 0 ? [counted(errors, 'problem')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  return `${formatProblems(problems)}\n\n${counts.join(', ')}\n`;
}

/** The same, where something would have been written. */
export function problemReport(problems: readonly Problem[]): string {
  return problemList(problems).replace(/\n$/, '; nothing was written\n');
}

/** An exception in force, in a contract or (with a subject) in an environment. */
export interface ExceptionLine {
  readonly file: string;
  readonly rule: string;
  readonly subject?: string;
  readonly reason: string;
  readonly until: string;
}

/** How much a run has judged. */
export interface Judged {
  readonly contracts: number;
  readonly environments: number;
  readonly rules: number;
}

/** All is well: what was judged, and the exceptions that are in force. */
export function judgedReport(judged: Judged, exceptions: readonly ExceptionLine[]): string {
  const lines = exceptions.map(({ file, rule, subject, reason, until }) => {
    const about = subject === undefined ? rule : `${rule} of ${printable(subject)}`;
    return `  ${file}: ${about} until ${until}: ${printable(reason)}\n`;
  });
  const what = [
    counted(judged.contracts, 'contract'),
    counted(judged.environments, 'environment'),
    counted(judged.rules, 'rule'),
  ].join(', ');
  return exceptions.length === 0
    ? `${what}: no problems, no exceptions\n`
    : `${what}: no problems, by ${counted(exceptions.length, 'exception')}:\n${lines.join('')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is told of an exception: its message. `WORKSTREAMS_DEBUG` adds where it came from. */
export function failureReport(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const trace =
    process.env['WORKSTREAMS_DEBUG'] !== undefined && error instanceof Error ? `${error.stack}\n` : '';
  return `workstreams failed: ${printable(text)}\n${trace}`;
}

/** `2026-12-31`, today in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
