import { markdownCode, markdownText } from '../model/text/markdown.ts';
import { reviewTopics } from './outputs/review.ts';
import type { ReviewFinding, ReviewTopic } from './review.ts';

/** What each part of the review is called. */
export const reviewTitles: Readonly<Record<ReviewTopic, string>> = {
  deprecated: 'Deprecated past their day, or retired',
  unused: 'Commands and questions that no one sends or takes',
  exceptions: 'Exceptions that end',
  approvals: 'Approvals that end',
  keys: 'Keys to be rotated',
};

/** The findings by topic, in order; topics without any are left out. */
export function byTopic(findings: readonly ReviewFinding[]): [ReviewTopic, ReviewFinding[]][] {
  return reviewTopics
    .map((topic): [ReviewTopic, ReviewFinding[]] => [topic, findings.filter((one) => one.topic === topic)])
    .filter(([, own]) => own.length > 0);
}

/** When something is due, seen from today: a day that is over says so. */
export function dueText({ due }: ReviewFinding, today: string): string {
  if (due === null) return 'now';
  return due < today ? `${due}, over` : due;
}

export function placeText({ place: { file, line, column } }: ReviewFinding): string {
  return `${file}:${line}:${column}`;
}

/** The list as Markdown, with a box to tick for each. */
export function reviewMarkdown(findings: readonly ReviewFinding[], today: string, horizon: string): string {
  const sections = byTopic(findings).map(
    ([topic, own]) =>
      `## ${reviewTitles[topic]}\n\n${own
        .map(
          (one) =>
            `- [ ] ${dueText(one, today)}: ${markdownCode(one.about)}, ${markdownText(one.owner)}: ${markdownText(one.what)} (${markdownCode(placeText(one))})\n`,
        )
        .join('')}`,
  );
  const head = `# Review of ${today}\n\nWhat ends within ${horizon}, and what is not used.\n\n`;
  return sections.length === 0 ? `${head}Nothing to do.\n` : `${head}${sections.join('\n')}`;
}
