import type { Problem } from '../model/problem.ts';
import type { Plan } from './plan.ts';
import { countsText } from './plan-text.ts';

/** A plan as the body of a pull request. */
export function planMarkdown(plan: Plan, _warnings: readonly Problem[] = []): string {
  return `# ${plan.environment}: ${countsText(plan)}\n`;
}
