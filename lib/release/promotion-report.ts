import { planJson } from '../plan/plan-json.ts';
import { planMarkdown } from '../plan/plan-markdown.ts';
import { type Promotion, type Rendered, short } from './promotion.ts';

/** A promotion that was planned, and perhaps written. The names are ids: there is nothing in them to encode. */
export interface PromotionReport {
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly promotion: Promotion;
  readonly rendered: Rendered;
}

/** The body of a pull request: the plan, with where it comes from and which files it touches at its end. */
export function promotionMarkdown({ from, to, state, promotion, rendered }: PromotionReport): string {
  const { plan, warnings } = promotion;
  const { catalog, source } = rendered.release;
  const commit = source === null ? '' : `, rendered at commit \`${source}\``;
  return `${planMarkdown(plan, warnings)}
---

Promotes ${from} to ${to}: catalogue \`${short(catalog)}\`${commit}; ${fileCounts(state, promotion)}.
`;
}

/** `3 files written, 1 removed`, or what would be. */
export function fileCounts(state: string, { files }: Promotion): string {
  const [write, remove] = [files.write.size, files.removed.length];
  return state === 'written'
    ? `${write} files written, ${remove} removed`
    : `${write} files to write, ${remove} to remove`;
}

/** The same for machines: `plan` is what `workstreams plan --format json` prints. */
export function promotionJson({ from, to, state, promotion, rendered }: PromotionReport): string {
  const { plan, files, warnings } = promotion;
  const { catalog, source } = rendered.release;
  const value = {
    from,
    to,
    state,
    catalog,
    source,
    files: { write: [...files.write.keys()], remove: files.removed },
    plan: JSON.parse(planJson(plan, warnings)) as unknown,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
