import { markdownCode, markdownText } from '../model/text/markdown.ts';
import { approvalValue } from '../model/outputs/approval.ts';
import { printable } from '../model/text/problem.ts';
import { planValue } from '../plan/plan-json.ts';
import { planMarkdown } from '../plan/plan-markdown.ts';
import { type PromotedFrom, promotionTitle } from './promoted-from.ts';
import { type RegistryCheck, registryMarkdown, registryValue } from './registry-check.ts';
import { type Promotion, type Rendered, short } from './promotion.ts';
import type { PromotionOutput } from './promotion-output.ts';
import { type CommitNote, type Provenance, provenanceMarkdown } from './provenance.ts';

/** A promotion that was planned, and perhaps written. The names are ids: there is nothing in them to encode. */
export interface PromotionReport {
  readonly from: PromotedFrom;
  readonly to: string;
  readonly state: PromotionOutput['state'];
  readonly promotion: Promotion;
  readonly rendered: Rendered;
  readonly provenance: Provenance;
  readonly registry: RegistryCheck;
}

/** The body of a pull request: the plan, with where it comes from and which files it touches at its end. */
export function promotionMarkdown({
  from,
  to,
  state,
  promotion,
  rendered,
  provenance,
  registry,
}: PromotionReport): string {
  const { plan, warnings } = promotion;
  const { catalog, source, parts = {} } = rendered.release;
  const others = Object.entries(parts).map(
    ([folder, id]) => `, ${markdownCode(folder)} of \`${id.slice(0, 12)}\``,
  );
  const commit = source === null ? '' : ` of commit \`${source}\`${others.join('')}`;
  return `${planMarkdown(plan, warnings)}
${registryMarkdown(registry, to)}${provenanceMarkdown(provenance)}---

${markdownText(printable(promotionTitle(from, to)))}: catalogue \`${short(catalog)}\`${commit}; ${fileCounts(state, promotion)}.
`;
}

/** `3 files written, 1 removed`, or what would be. */
export function fileCounts(state: string, { files }: Promotion): string {
  const [write, remove] = [files.write.size, files.removed.length];
  return state === 'written'
    ? `${write} files written, ${remove} removed`
    : `${write} files to write, ${remove} to remove`;
}

/** The same for programs. */
export function promotionJson({
  from,
  to,
  state,
  promotion,
  rendered,
  provenance,
  registry,
}: PromotionReport): string {
  const { plan, files, warnings } = promotion;
  const { catalog, source } = rendered.release;
  const value: PromotionOutput = {
    schema: 'workstreams.io/promotion/v1',
    from: from.kind === 'environment' ? from.name : null,
    release: from.kind === 'release' ? from.commit : null,
    emergency: from.kind === 'emergency' ? from.reason : null,
    to,
    state,
    catalog,
    source,
    provenance: provenanceValue(provenance),
    files: { write: [...files.write.keys()], remove: files.removed },
    registry: registryValue(registry),
    plan: planValue(plan, warnings),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function provenanceValue(provenance: Provenance): PromotionOutput['provenance'] {
  const { commits, more, back, approvals, leftBehind, emergencies, undone } = provenance;
  return {
    commits: commits.map(commitValue),
    more,
    back: back.map(commitValue),
    approvals: approvals.map(({ approval, commit }) => ({
      approval: approvalValue(approval),
      commit: commit === undefined ? null : commitValue(commit),
    })),
    leftBehind,
    emergencies,
    undone,
  };
}

function commitValue({ id, author, subject }: CommitNote) {
  return { id, author, subject };
}
