import { structuredPatch } from 'diff';
import { safeLoadAll } from 'js-yaml';
import type { Manifest } from '../../model/manifest.ts';
import { printable, visible } from '../../model/text/problem.ts';
import { planChange } from '../../plan/plan.ts';
import { countsText, planRiskLines } from '../../plan/plan-text.ts';
import type { Environment } from '../../model/terms/environment.ts';

/** Lines of a difference that are shown: the rest is for git diff. */
const mostLines = 40;
/** Lines around each change. */
const context = 2;
/** Texts that differ more than this are not compared line by line: it would take as long as they differ. */
const mostEdits = 5_000;

/**
 * How a golden file differs from what is rendered: first what rolling it out would mean, the plan's line of each object
 * with the worst first, then the lines.
 * @param environment that of the file; undefined for a file of no environment
 */
export function goldenDifference(
  path: string,
  committed: string,
  rendered: string,
  environment: Environment | undefined,
  today: string,
): string {
  return `${[...risksOf(path, committed, rendered, environment, today), ...excerpt(committed, rendered)].join('\n')}\n`;
}

function risksOf(
  path: string,
  committed: string,
  rendered: string,
  environment: Environment | undefined,
  today: string,
): string[] {
  const head = `${path} differs from what is rendered`;
  const before = objectsOf(committed);
  const after = objectsOf(rendered);
  if (environment === undefined || before === undefined || after === undefined) return [head];
  const plan = planChange({ environment, before, after, today });
  return [`${head}: ${countsText(plan)}`, ...planRiskLines(plan)];
}

/** The objects of a file; undefined where somebody has made something else of it. */
function objectsOf(text: string): Manifest[] | undefined {
  try {
    const documents: unknown[] = safeLoadAll(text);
    const objects = documents.filter((one) => one !== null && one !== undefined);
    return objects.every(isManifest) ? objects : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Record<keyof Manifest, unknown>>;
  const name = (metadata as { name?: unknown } | null | undefined)?.name;
  return [apiVersion, kind, name].every((one) => typeof one === 'string');
}

function excerpt(committed: string, rendered: string): string[] {
  const patch = structuredPatch('', '', committed, rendered, '', '', { context, maxEditLength: mostEdits });
  if (patch === undefined) return ['  (too many lines differ to show them here)'];
  const lines = patch.hunks.flatMap(({ oldStart, lines: changed }) => [
    `  @@ line ${oldStart} @@`,
    ...changed.map((line) => `  ${printable(visible(line))}`),
  ]);
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `  … and ${more} more lines`] : lines;
}
