import { lstatSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { SwitchFailed } from '../release/folder-switch.ts';
import { planSummary, planText } from '../plan/plan-text.ts';
import { short } from '../release/promotion.ts';
import { type PromotedFrom, promotionTitle } from '../release/promoted-from.ts';
import { fileCounts, promotionJson, promotionMarkdown } from '../release/promotion-report.ts';
import { registryLines } from '../release/registry-check.ts';
import { provenanceLines } from '../release/provenance.ts';
import { type Duration, duration, parseDuration } from '../model/text/duration.ts';
import { printable } from '../model/text/problem.ts';
import { commitFirst, gitCommands } from './gitops-checkout.ts';
import { paintFor } from './paint.ts';
import { contractsFolder } from './promotion-source.ts';
import { besideReport, problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { type PromotionOutcome, runPromotion } from './run-promotion.ts';
import { Failure } from '../model/text/failure.ts';

export function promoteCommand() {
  return new Command('promote')
    .option('--from <name>', 'the environment whose contracts are taken over')
    .addOption(
      new Option(
        '--release <commit>',
        'go back to what it ran before: the source of an earlier release',
      ).conflicts(['from', 'emergency']),
    )
    .addOption(
      new Option(
        '--emergency <reason>',
        'take what this checkout has, before the environments below have it; needs --only or --system',
      ).conflicts(['from', 'release']),
    )
    .requiredOption('--to <name>', 'the environment that takes it over')
    .option('--system <id...>', 'only these systems; all others stay as they are')
    .option('--only <contract...>', 'only these folders below contracts/; all others stay as they are')
    .requiredOption(
      '--gitops <folder>',
      'the folder, or git checkout, that holds one rendered folder an environment',
    )
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('--body <file>', "write the pull request's body here, when there is something to merge")
    .option('--summary', 'the verdict, what needs a decision, and the rest by kind')
    .option('--dry-run', 'plan, and write nothing')
    .option('--overwrite-drift', 'write over what was changed by hand in the target folder')
    .addOption(
      new Option('--registry <how>', "whether to ask the target's schema registry for what the release needs")
        .choices(['ask', 'skip'] as const)
        .default('ask' as const),
    )
    .option('--wait <duration>', 'how long to wait for another promotion', waitField, duration('30s'))
    .addOption(rootOption())
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams promote --from dev --to staging --gitops ../gitops --dry-run
  $ workstreams promote --from staging --to prod --gitops ../gitops --body body.md
  $ workstreams promote --from staging --to prod --system billing --gitops ../gitops
  $ workstreams promote --release 3f2a91c --to prod --gitops ../gitops --dry-run
  $ workstreams promote --emergency 'Invoices stand still' --only shop/orders/evt/placed/v1 --to prod --gitops ../gitops

Exit codes: 0 nothing to do, 1 errors, 2 changes (written, but for --dry-run), 3 blocked (impossible, or destructive
without an approval in the environment's file, or a schema that is not registered) and nothing written. docs/promotion.md walks through it.`,
    )
    .action(async (options) => {
      const { to, gitops, body, dryRun, overwriteDrift, wait, root, registry } = options;
      const from = promotedFrom(options);
      if (from === undefined) {
        process.stderr.write('what is promoted is missing: write --from, --release or --emergency\n');
        process.exitCode = 1;
        return;
      }
      const only = [...(options.system ?? []), ...(options.only ?? [])].map(contractsFolder);
      const request = { root, from, to, only, gitops, wait, registry, today: today() };
      try {
        const outcome = await runPromotion(
          { ...request, dryRun: dryRun === true, overwriteDrift: overwriteDrift === true },
          (about) => writeBody(body, bodyOf(about, from)),
        );
        if (outcome.ok) {
          // A blocked one is talked about, too.
          if (['planned', 'blocked', 'refused'].includes(outcome.value.state))
            writeBody(body, bodyOf(outcome.value, from));
          tell(outcome.value, {
            from,
            to,
            gitops,
            format: options.format,
            summary: options.summary === true,
          });
        } else {
          process.stderr.write(problemReport(outcome.problems));
          process.exitCode = 1;
        }
      } catch (error) {
        if (!(error instanceof SwitchFailed)) throw error;
        process.stderr.write(`${printable(error.message)}\n  ${afterFailure(error, to)}\n`);
        process.exitCode = 1;
      }
    });
}

const exitCodes = { nothing: 0, refused: 1, planned: 2, written: 2, blocked: 3 } as const;

function promotedFrom({
  from,
  release,
  emergency,
}: {
  readonly from?: string;
  readonly release?: string;
  readonly emergency?: string;
}): PromotedFrom | undefined {
  if (from !== undefined) return { kind: 'environment', name: from };
  if (release !== undefined) return { kind: 'release', commit: release };
  return emergency === undefined ? undefined : { kind: 'emergency', reason: emergency };
}

interface Asked {
  readonly from: PromotedFrom;
  readonly to: string;
  readonly gitops: string;
  readonly format: string;
  readonly summary: boolean;
}

function tell(outcome: PromotionOutcome, { from, to, gitops, format, summary }: Asked): void {
  const { state, promotion, checkout, recovered, rendered } = outcome;
  const { plan, warnings } = promotion;
  process.exitCode = exitCodes[state];
  const problems = [...plan.problems, ...(format === 'text' ? warnings : [])];
  if (problems.length > 0) process.stderr.write(`${besideReport(problems, '--format json')}\n`);
  if (recovered !== 'nothing') {
    const end = recovered === 'new' ? 'ended' : 'taken back';
    process.stderr.write(`an interrupted promotion was ${end} first\n`);
  }
  const source = from.kind === 'environment' ? from.name : to;
  if (checkout === 'not committed') process.stderr.write(`note: ${printable(commitFirst(gitops, source))}\n`);
  if (format === 'json') process.stdout.write(promotionJson({ ...outcome, from, to }));
  else if (format === 'markdown') process.stdout.write(bodyOf(outcome, from));
  else {
    process.stdout.write(`${(summary ? planSummary : planText)(plan, paintFor(process.stdout))}\n`);
    const lines = {
      nothing: [
        from.kind === 'environment'
          ? `${to} runs what ${from.name} runs: nothing to do`
          : `${to} runs that already: nothing to do`,
      ],
      refused: [`nothing was written to ${to}: fix the problems first`],
      blocked: [`nothing was written to ${to}: it is blocked`],
      planned: [`${to}: ${fileCounts(state, promotion)}`],
      written: [
        `${to}: ${fileCounts(state, promotion)}`,
        ...(checkout === 'none'
          ? []
          : [
              'to make a branch and a commit of it:',
              ...gitCommands(gitops, to, short(rendered.release.catalog), promotionTitle(from, to)),
            ]),
      ],
    }[state];
    const about = [...provenanceLines(outcome.provenance), ...registryLines(outcome.registry, to)];
    process.stdout.write([...about, ...lines].map((line) => `${printable(line)}\n`).join(''));
  }
}

function bodyOf(outcome: PromotionOutcome, from: PromotedFrom): string {
  return promotionMarkdown({ ...outcome, from, to: outcome.environment.environment });
}

/** @throws Error when there is a link, or no folder for it: before anything else is written */
function writeBody(file: string | undefined, text: string): void {
  if (file === undefined) return;
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new Failure(`${file} is a symbolic link: the body is not written through it`);
  writeFileSync(file, text);
}

function afterFailure({ state }: SwitchFailed, to: string): string {
  switch (state) {
    case 'old':
      return `${to} is as it was; fix the cause and promote again`;
    case 'new':
      return `${to} is as it should be, for all that; see what the disk has, and promote again to be sure`;
    case 'unknown':
      return `fix the cause and promote again: that ends what was begun in ${to}, or takes it back`;
  }
}

function waitField(text: string): Duration {
  const length = parseDuration(text);
  if (length.ok) return length.value;
  throw new InvalidArgumentError(`${length.error}.`);
}
