import { formatProblem, printable, type Problem } from '../model/problem.ts';

/** Problems as people read them, with their number at the end. */
export function problemReport(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${problems.map(formatProblem).join('\n\n')}\n\n${count}; nothing was written\n`;
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
