import { formatProblem, type Problem } from '../model/problem.ts';

/** Problems as people read them, with their number at the end. */
export function problemReport(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${problems.map(formatProblem).join('\n\n')}\n\n${count}; nothing was written\n`;
}

/** `2026-12-31`, today in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
