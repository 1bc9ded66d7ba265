import { markdownBlock, markdownCode, markdownText } from '../model/text/markdown.ts';
import { printable, type Problem } from '../model/text/problem.ts';
import { differenceLines } from './difference.ts';
import { isBlocked, type Plan } from './plan.ts';
import type { Drift } from './drift.ts';
import type { FieldChange, PlannedChange } from './change.ts';
import {
  adoptedText,
  approvalYaml,
  batchLines,
  batchWarning,
  countsText,
  missingApprovals,
} from './plan-text.ts';
import { risks } from './risk.ts';
import { shown } from './shown.ts';

/** A body that code hosts take: GitHub refuses one above 65,536 characters. */
const mostCharacters = 60_000;
const mostListed = 100;
const mostFields = 8;

/**
 * A plan as the body of a pull request: how many objects by risk, what a reviewer must look at, what is approved or
 * wants an approval, and the differences folded away. Text from input is encoded; the body is never too long.
 */
export function planMarkdown(plan: Plan, warnings: readonly Problem[] = []): string {
  const parts = [
    `## ${textOf(plan.environment)}: ${countsText(plan)}\n`,
    summary(plan),
    ...(plan.adopted.length === 0 ? [] : [`${textOf(adoptedText(plan))}\n`]),
    ...problemParts('Must be mended first', plan.problems),
    ...lookAt(plan),
    ...approvals(plan),
    ...(plan.batches.length === 0
      ? []
      : [`### Merge in batches\n\n${batchWarning}\n\n${batchLines(plan).map(textOf).join('\n')}\n`]),
    ...(plan.drift === undefined ? [] : [drift(plan.drift)]),
    ...problemParts('Warnings', warnings),
  ];
  const body = parts.join('\n');
  const told =
    body.length > mostCharacters
      ? `${cutAtLine(body, mostCharacters - 200)}\n\nThe rest is left out here: \`workstreams plan --format json\` has all of it.\n`
      : body;
  return `${told}${folded(plan.objects, mostCharacters - told.length)}`;
}

function summary(plan: Plan): string {
  const rows = risks.toReversed().map((risk) => `| ${risk} | ${plan.counts[risk]} |`);
  const state = isBlocked(plan)
    ? '**Blocked**: something is impossible, or destructive without an approval.'
    : plan.problems.length > 0
      ? '**Not ready**: see what must be mended first.'
      : 'Nothing is in the way.';
  return `| risk | objects |\n|---|---|\n${rows.join('\n')}\n| unchanged | ${plan.unchanged} |\n\n${state}\n`;
}

function lookAt({ objects }: Plan): string[] {
  const wanted = objects.filter(({ risk }) => risk !== 'safe');
  if (wanted.length === 0) return [];
  const items = wanted.slice(0, mostListed).map(objectItem);
  const more = wanted.length - items.length;
  return [`### What to look at\n\n${items.join('')}${more > 0 ? `- … and ${more} more\n` : ''}`];
}

function objectItem(one: PlannedChange): string {
  const to = one.to === undefined ? '' : ` to ${codeOf(one.to)}`;
  const fields = one.fields.filter(({ risk }) => risk !== 'safe');
  const more = fields.length - mostFields;
  return [
    `- **${one.risk}**: ${one.action} ${codeOf(one.id)}${to}: ${textOf(one.says)}\n`,
    ...fields
      .slice(0, mostFields)
      .map((field) => `  - ${fieldItem(field, one)}\n${steps(field.wayOut, '    ')}`),
    ...(more > 0 ? [`  - … and ${more} more fields\n`] : []),
    ...(one.action === 'change' ? [] : [steps(one.wayOut, '  ')]),
  ].join('');
}

function fieldItem({ path, before, after, risk, says }: FieldChange, object: PlannedChange): string {
  const [was, is] = [shown(path, before), shown(path, after)];
  const short = Math.max(was.length, is.length) <= 120;
  const values = before === true || after === true || !short ? '' : ` ${codeOf(was)} → ${codeOf(is)}`;
  const told = says === object.says ? '' : ` (${risk}: ${textOf(says)})`;
  return `${codeOf(path)}${values}${told}`;
}

function steps(wayOut: readonly string[] | undefined, indent: string): string {
  if (wayOut === undefined) return '';
  const lines = wayOut.map((step, index) => `${indent}  ${index + 1}. ${textOf(step)}\n`);
  return `${indent}- The way that works:\n${lines.join('')}`;
}

function approvals(plan: Plan): string[] {
  const used = plan.usedApprovals
    .slice(0, mostListed)
    .map(
      ({ object, change, reason, who, until }) =>
        `- ${codeOf(object)}: ${codeOf(change)}, by ${textOf(who)} until ${until}: ${textOf(reason)}\n`,
    );
  const wanted = missingApprovals(plan);
  return [
    ...(used.length === 0 ? [] : [`### Approved\n\n${used.join('')}`]),
    ...(wanted.length === 0
      ? []
      : [
          `### Approvals that are missing\n\nIf it is meant, add to the environment's file:\n\n${markdownBlock('yaml', approvalYaml(wanted.slice(0, mostListed)).trimEnd().split('\n'))}`,
        ]),
  ];
}

function drift({ entries, notExported }: Drift): string {
  const items = entries.slice(0, mostListed).map(({ id, what, says, fields }) => {
    const inner = fields
      .slice(0, mostFields)
      .map(
        ({ path, baseline, live, reset }) =>
          `  - ${codeOf(path)}: ${codeOf(shown(path, baseline))} in the baseline, ${codeOf(shown(path, live))} in the cluster${reset === undefined ? '' : `; set to what is rendered, **${reset.risk}**: ${textOf(reset.says)}`}\n`,
      );
    return `- **${what}** ${codeOf(id)}: ${textOf(says)}\n${inner.join('')}`;
  });
  const more = entries.length - items.length;
  const unknown =
    notExported.length === 0
      ? ''
      : `\nNot in the export, so not compared: ${notExported.map(textOf).join(', ')}.\n`;
  const list = items.length === 0 ? 'The cluster is as the baseline says.\n' : items.join('');
  return `### Drift\n\n${list}${more > 0 ? `- … and ${more} more\n` : ''}${unknown}`;
}

function problemParts(title: string, problems: readonly Problem[]): string[] {
  if (problems.length === 0) return [];
  const items = problems
    .slice(0, mostListed)
    .map(
      ({ place, key, what, fix }) =>
        `- ${codeOf(`${place.file}:${place.line}`)} ${textOf(key === '' ? what : `${key}: ${what}`)}; ${textOf(fix)}\n`,
    );
  const more = problems.length - items.length;
  return [`### ${title}\n\n${items.join('')}${more > 0 ? `- … and ${more} more\n` : ''}`];
}

/** The differences of all objects, folded; as many as there is room for. */
function folded(objects: readonly PlannedChange[], room: number): string {
  const lines: string[] = [];
  let [left, told] = [room - 400, 0];
  for (const one of objects) {
    const own = [
      `${one.action} ${shown('', one.id)} (${one.risk})`,
      ...one.fields.flatMap(({ path, before, after, risk }) => [
        `  ${shown('', path)} (${risk})`,
        ...differenceLines(path, before, after),
      ]),
    ];
    left -= own.reduce((sum, line) => sum + line.length + 1, 0);
    if (left < 0) break;
    lines.push(...own);
    told += 1;
  }
  if (objects.length === 0) return '';
  const rest =
    told < objects.length
      ? `\n${objects.length - told} more objects are left out: \`workstreams plan --format json\` has all of them.\n`
      : '';
  const block = told === 0 ? '' : markdownBlock('diff', lines);
  return `\n<details>\n<summary>Differences of ${told} objects</summary>\n\n${block}\n</details>\n${rest}`;
}

function cutAtLine(text: string, length: number): string {
  return text.slice(0, text.lastIndexOf('\n', length));
}

/** A pull request's body has an end: long values are cut. */
const textOf = (text: string): string => markdownText(printable(text));
const codeOf = (text: string): string => markdownCode(printable(text));
