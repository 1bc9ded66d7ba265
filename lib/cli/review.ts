import { Command, Option } from '@commander-js/extra-typings';
import { formatDuration, parseDuration } from '../model/text/duration.ts';
import { loadCatalog } from '../model/load-catalog.ts';
import { loadEnvironments } from '../model/load-environments.ts';
import { inOrder, printable } from '../model/text/problem.ts';
import type { ReviewOutput } from '../reports/outputs/review.ts';
import { type ReviewFinding, reviewFindings } from '../reports/review.ts';
import { byTopic, dueText, placeText, reviewMarkdown, reviewTitles } from '../reports/review-text.ts';
import { exitCodes } from './exit-code.ts';
import { problemList, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { textTable } from './text-table.ts';

export function reviewCommand() {
  return new Command('review')
    .option('--env <name...>', 'what ends in these environments only; contracts are looked at in any case')
    .option('--within <duration>', 'how far ahead of its last day something is listed', '90d')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'markdown', 'json']).default('text'),
    )
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams review                                     what to look at in this quarter
  $ workstreams review --env prod --within 30d
  $ workstreams review --format markdown > review.md       with a box to tick for each

Exit codes: 0 nothing to do, 1 the input is wrong, 2 there is something to do.`,
    )
    .action(({ env, within, format, root }) => {
      const length = parseDuration(within);
      if (!length.ok) {
        process.stderr.write(`--within ${printable(JSON.stringify(within))}: ${length.error}\n`);
        process.exitCode = exitCodes.usage;
        return;
      }
      // Without the rules: what is overdue they refuse, and here it is to be listed.
      const catalog = loadCatalog(root);
      const environments = loadEnvironments(root, env);
      if (!catalog.ok || !environments.ok) {
        const problems = [catalog, environments].flatMap((read) => (read.ok ? [] : read.problems));
        process.stderr.write(problemList(inOrder(problems)));
        process.exitCode = 1;
        return;
      }
      const day = today();
      const findings = reviewFindings({
        catalog: catalog.value,
        environments: environments.value,
        today: day,
        within: length.value,
      });
      const text = {
        text: () => reviewText(findings, day, formatDuration(length.value)),
        markdown: () => reviewMarkdown(findings, day, formatDuration(length.value)),
        json: () => {
          const value: ReviewOutput = {
            schema: 'workstreams.io/review/v1',
            today: day,
            within: formatDuration(length.value),
            findings,
          };
          return `${JSON.stringify(value, undefined, 2)}\n`;
        },
      }[format];
      process.stdout.write(text());
      process.exitCode = findings.length === 0 ? 0 : 2;
    });
}

function reviewText(findings: readonly ReviewFinding[], day: string, horizon: string): string {
  if (findings.length === 0) return `nothing to do within ${horizon}\n`;
  return byTopic(findings)
    .map(([topic, own]) => {
      const table = textTable({
        head: ['DUE', 'ABOUT', 'OWNER', 'WHAT', 'WHERE'],
        rows: own.map((one) => [dueText(one, day), one.about, one.owner, one.what, placeText(one)]),
      });
      return `${reviewTitles[topic]}\n${table}`;
    })
    .join('\n');
}
