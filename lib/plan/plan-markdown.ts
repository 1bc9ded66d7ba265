import { countOf } from '../model/terms/approval.ts';
import { markdownBlock, markdownCode, markdownText } from '../model/text/markdown.ts';
import { printable, type Problem, shortened } from '../model/text/problem.ts';
import { warningCounts } from '../model/text/rule-counts.ts';
import { type Alike, type AlikeField, alikeOf, namesText, newNameText } from './alike.ts';
import { concernText, placesText, topicLinks } from './concern-text.ts';
import { differenceLines } from './difference.ts';
import type { Plan } from './plan.ts';
import type { Drift } from './drift.ts';
import type { PlannedChange } from './change.ts';
import {
  adoptedText,
  approvalYaml,
  batchLines,
  batchWarning,
  countsText,
  otherLines,
  othersTitle,
  verdictText,
} from './plan-text.ts';
import { lifecyclePath } from './kinds/head.ts';
import { schemasTitle, toldSchemas } from './schemas-text.ts';
import { shown } from './shown.ts';

/** A body that code hosts take: GitHub refuses one above 65,536 characters. */
const mostCharacters = 60_000;
/** What is folded is cut where the body would be longer: what needs a decision never is. */
const mostLines = 195;
/** Of the fold and the block of code around the differences. */
const linesAround = 10;
const mostListed = 100;
/** Approvals to paste: `plan` prints all of them. */
const mostApprovals = 12;
/** Names in a row. */
const inRow = 5;
const mostFields = 8;

/**
 * A plan as the body of a pull request: how many objects by risk, what a reviewer must look at, what is approved or
 * lacks an approval, and the differences folded away. Text from input is encoded; the body is never too long.
 */
export function planMarkdown(plan: Plan, warnings: readonly Problem[] = []): string {
  const parts = [
    `## ${textOf(plan.environment)}: ${countsText(plan)}\n`,
    `**${textOf(verdictText(plan))}.** ${plan.unchanged} objects stay as they are.\n`,
    ...(plan.adopted.length === 0 ? [] : [`${textOf(adoptedText(plan))}\n`]),
    ...(plan.others.length === 0
      ? []
      : [
          `${othersTitle(plan)}\n\n${otherLines(plan)
            .map((line) => `- ${textOf(line)}\n`)
            .join('')}`,
        ]),
    ...problemParts('Must be fixed first', plan.problems),
    ...lookAt(plan),
    ...ends(plan),
    ...approvals(plan),
    ...(plan.schemas.length === 0 ? [] : [schemasPart(plan)]),
    ...(plan.batches.length === 0
      ? []
      : [`### Merge in batches\n\n${batchWarning}\n\n${batchLines(plan).map(textOf).join('\n')}\n`]),
    ...(plan.drift === undefined ? [] : [drift(plan.drift)]),
    ...warningParts(warnings),
  ];
  const body = parts.join('\n');
  const told =
    body.length > mostCharacters
      ? `${cutAtLine(body, mostCharacters - 200)}\n\nThe rest is left out here: \`workstreams plan --format json\` has all of it.\n`
      : body;
  const left = { characters: mostCharacters - told.length, lines: mostLines - told.split('\n').length };
  return `${told}${folded(plan.objects, left)}`;
}

function schemasPart(plan: Plan): string {
  const { told, more } = toldSchemas(plan);
  const items = told.map(
    ({ subject, change, says }) => `- **${change}** ${codeOf(subject)}: ${textOf(says)}\n`,
  );
  return `### Schema registry\n\n${textOf(schemasTitle(plan))}\n\n${items.join('')}${more > 0 ? `- … and ${more} more\n` : ''}`;
}

function lookAt({ objects, catalogue }: Plan): string[] {
  const decisions = alikeOf(objects.filter(({ risk }) => risk !== 'safe'));
  if (decisions.length === 0) return [];
  const items = decisions.slice(0, mostListed).map((group) => objectItem(group, catalogue));
  const more = decisions.slice(mostListed).reduce((sum, one) => sum + one.objects.length, 0);
  return [`### What to look at\n\n${items.join('')}${more > 0 ? `- … and ${more} more\n` : ''}`];
}

/** Topics that come to their end: nothing is lost, and those who use them must know. */
function ends({ objects, catalogue }: Plan): string[] {
  const ending = objects.filter(({ fields }) => fields.some(({ path }) => path === lifecyclePath));
  const items = alikeOf(ending).map((group) => {
    const says = group.first.fields.find(({ path }) => path === lifecyclePath)?.says ?? '';
    return `- ${codeOf(namesText(group))}: ${textOf(says)}\n${concernItem(group, catalogue)}`;
  });
  return items.length === 0 ? [] : [`### Deprecated and retired\n\n${items.slice(0, mostListed).join('')}`];
}

/** Whom a group concerns, with links to its topics. */
function concernItem(group: Alike, catalogue: string | undefined): string {
  const concern = concernText(group);
  const links = topicLinks(group, catalogue);
  const parts = [
    ...(concern === '' ? [] : [textOf(concern)]),
    ...(links === '' ? [] : [`catalogue: ${links}`]),
  ];
  return parts.length === 0 ? '' : `  - ${parts.join('; ')}\n`;
}

function objectItem(group: Alike, catalogue: string | undefined): string {
  const { first } = group;
  const name = newNameText(group);
  const to = name === undefined ? '' : ` to ${codeOf(name)}`;
  const fields = group.fields.filter((field) => field.first.risk !== 'safe');
  const more = fields.length - mostFields;
  return [
    `- **${first.risk}**: ${first.action} ${codeOf(namesText(group))}${to}: ${textOf(first.says)}\n`,
    concernItem(group, catalogue),
    ...fields
      .slice(0, mostFields)
      .map((field) => `  - ${fieldItem(field, group)}\n${steps(field.first.wayOut, '    ')}`),
    ...(more > 0 ? [`  - … and ${more} more fields\n`] : []),
    ...(first.action === 'change' ? [] : [steps(first.wayOut, '  ')]),
  ].join('');
}

function fieldItem(field: AlikeField, group: Alike): string {
  const { path, before, after, risk, says } = field.first;
  const isShort = Math.max(field.before.length, field.after.length) <= 120;
  const values =
    before === true || after === true || !isShort ? '' : ` ${codeOf(field.before)} → ${codeOf(field.after)}`;
  const told = says === group.first.says ? '' : ` (${risk}: ${textOf(says)})`;
  const places = placesText(field);
  const some = field.count < group.objects.length ? ` (${field.count} of them)` : '';
  return `${codeOf(path)}${some}${values}${told}${places === '' ? '' : `, from ${codeOf(places)}`}`;
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
      ({ object, change, count, reason, who, until }) =>
        `- ${codeOf(object)}: ${codeOf(change)}${countOf(count)}, by ${textOf(who)} until ${until}: ${textOf(reason)}\n`,
    );
  const missing = plan.proposed;
  return [
    ...(used.length === 0 ? [] : [`### Approved\n\n${used.join('')}`]),
    ...(missing.length === 0
      ? []
      : [
          `### Approvals that are missing\n\nIf it is meant, add to the environment's file:\n\n${markdownBlock('yaml', approvalYaml(missing, mostApprovals).trimEnd().split('\n'))}`,
        ]),
  ];
}

function drift({ entries, notExported }: Drift): string {
  const items = entries.slice(0, mostListed).map(({ id, what, says, fields }) => {
    const inner = fields
      .slice(0, mostFields)
      .map(
        ({ path, baseline, live, reset, stays }) =>
          `  - ${codeOf(path)}: ${codeOf(shown(path, baseline))} in the baseline, ${codeOf(shown(path, live))} in the cluster${reset === undefined ? '' : `; set to what is rendered, **${reset.risk}**: ${textOf(reset.says)}`}${stays === undefined ? '' : `; it stays until it is removed, **${stays.risk}**: ${textOf(stays.says)}`}\n`,
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
  const { told, more: rest } = shortened(problems);
  const items = told
    .slice(0, mostListed)
    .map(
      ({ place, key, what, fix }) =>
        `- ${codeOf(`${place.file}:${place.line}`)} ${textOf(key === '' ? what : `${key}: ${what}`)}; ${textOf(fix)}\n`,
    );
  const more = told.length - items.length;
  const counted = rest.map((line) => `- ${textOf(line)}\n`).join('');
  return [`### ${title}\n\n${items.join('')}${more > 0 ? `- … and ${more} more\n` : ''}${counted}`];
}

/** What no rule has found is told; the warnings of rules are counted, for they stand under every plan until they end. */
function warningParts(warnings: readonly Problem[]): string[] {
  const [part = '### Warnings\n\n'] = problemParts(
    'Warnings',
    warnings.filter(({ rule }) => rule === undefined),
  );
  const counts = warningCounts(warnings.filter(({ rule }) => rule !== undefined));
  const lines = counts.map((line) => `- ${textOf(line)}: \`workstreams lint --list\` lists them\n`);
  return warnings.length === 0 ? [] : [`${part}${lines.join('')}`];
}

interface Room {
  readonly characters: number;
  readonly lines: number;
}

/** The differences of all objects, those of objects that are alike once, folded; as many as there is room for. */
function folded(objects: readonly PlannedChange[], room: Room): string {
  const lines: string[] = [];
  let [left, told] = [room.characters - 400, 0];
  for (const { first, objects: those } of alikeOf(objects)) {
    const names = those.slice(1, 1 + mostListed).map(({ id }) => shown('', id));
    const rest = chunks(names, inRow).map((row) => `  like it: ${row.join(', ')}`);
    const more = those.length - 1 - names.length;
    const own = [
      `${first.action} ${shown('', first.id)} (${first.risk})`,
      ...first.fields.flatMap(({ path, before, after, risk }) => [
        `  ${shown('', path)} (${risk})`,
        ...differenceLines(path, before, after),
      ]),
      ...rest,
      ...(more > 0 ? [`  like it: ${more} more`] : []),
    ];
    left -= own.reduce((sum, line) => sum + line.length + 1, 0);
    if (left < 0 || lines.length + own.length > room.lines - linesAround) break;
    lines.push(...own);
    told += those.length;
  }
  if (objects.length === 0) return '';
  const rest =
    told < objects.length
      ? `\n${objects.length - told} more objects are left out: \`workstreams plan --format json\` has all of them.\n`
      : '';
  const block = told === 0 ? '' : markdownBlock('diff', lines);
  return `\n<details>\n<summary>Differences of ${told} objects</summary>\n\n${block}\n</details>\n${rest}`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function cutAtLine(text: string, length: number): string {
  return text.slice(0, text.lastIndexOf('\n', length));
}

/** A pull request's body has an end: long values are cut. */
const textOf = (text: string): string => markdownText(printable(text));
const codeOf = (text: string): string => markdownCode(printable(text));
