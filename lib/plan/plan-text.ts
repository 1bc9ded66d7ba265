import { countOf } from '../model/terms/approval.ts';
import { groupBy } from '../model/groups.ts';
import { firstOf } from '../model/text/first-of.ts';
import { printable } from '../model/text/problem.ts';
import { type Alike, type AlikeField, alikeOf, namesText, newNameText } from './alike.ts';
import { concernText, placesText } from './concern-text.ts';
import type { MissingApproval } from './approval-proposal.ts';
import { differenceLines } from './difference.ts';
import { isBlocked, type Plan } from './plan.ts';
import type { Drift } from './drift.ts';
import type { FieldChange, Need, PlannedChange } from './change.ts';
import { type Risk, risks } from './risk.ts';
import { schemasTitle, toldSchemas } from './schemas-text.ts';
import { shown } from './shown.ts';

/** Colours a word by its risk, or leaves it as it is. */
export type Paint = (risk: Risk, text: string) => string;

const unpainted: Paint = (_risk, text) => text;

/** Objects and fields that are shown in full: a reviewer reads no more, and `--format json` holds all. */
const most = { objects: 200, fields: 20, drift: 200, others: 20, alike: 20, decisions: 10 };

/** The counts by risk, the worst first: `1 destructive, 3 review, 12 safe`. */
export function countsText({ counts }: Plan): string {
  const parts = risks.toReversed().flatMap((risk) => (counts[risk] === 0 ? [] : [`${counts[risk]} ${risk}`]));
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}

/** One line an object, or one for all that are alike, the worst first: the risk, what is done, and what happens. */
export function planRiskLines(plan: Plan, paint: Paint = unpainted): string[] {
  return riskLines(alikeOf(plan.objects), paint);
}

function riskLines(groups: readonly Alike[], paint: Paint): string[] {
  const told = groups.slice(0, most.objects);
  const names = told.map((one) => {
    const to = newNameText(one);
    return printable(`${one.first.action} ${namesText(one)}${to === undefined ? '' : ` as ${to}`}`);
  });
  const width = Math.min(90, Math.max(0, ...names.map((name) => name.length)));
  const lines = told.map(
    ({ first: { risk, says } }, index) =>
      `${paint(risk, risk.padEnd(11))}  ${(names[index] ?? '').padEnd(width)}  ${printable(says)}`,
  );
  const more = groups.slice(most.objects).reduce((sum, one) => sum + one.objects.length, 0);
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

/** What the plan comes to, first of all: whether it may be merged, and who has said so. */
export function verdictText(plan: Plan): string {
  const needs = plan.objects.flatMap((one) => one.needs);
  const count = (...states: Need['state'][]) => needs.filter(({ state }) => states.includes(state)).length;
  const [impossible, unapproved] = [count('impossible'), count('missing', 'expired')];
  const destructive = (number: number) => `${number} destructive ${number === 1 ? 'change' : 'changes'}`;
  const approved = needs.filter(({ state }) => state === 'approved');
  const blocks = [
    ...(impossible === 0 ? [] : [`${impossible} impossible ${impossible === 1 ? 'change' : 'changes'}`]),
    ...(unapproved === 0 ? [] : [`${destructive(unapproved)} without an approval`]),
  ];
  if (blocks.length > 0) return `Blocked: ${blocks.join(', ')}`;
  if (plan.problems.length > 0) return 'Not ready: see what must be fixed first';
  if (approved.length > 0) {
    const by = [...new Set(approved.flatMap(({ approval }) => approval?.who ?? []))];
    const until = approved.flatMap(({ approval }) => approval?.until ?? []).sort()[0] ?? '';
    return `${destructive(approved.length)}, approved by ${by.join(' and ')} until ${until}`;
  }
  if (plan.counts.destructive > 0)
    return `${destructive(plan.counts.destructive)}, which this environment allows without an approval`;
  if (plan.counts.review > 0)
    return `No data is lost; ${plan.counts.review} ${plan.counts.review === 1 ? 'object needs' : 'objects need'} review`;
  return 'No data is lost';
}

/** A plan for people: a table by risk, the differences, what blocks it, drift and batches. */
export function planText(plan: Plan, paint: Paint = unpainted): string {
  const { environment, objects, unchanged, adopted, batches, drift } = plan;
  const groups = alikeOf(objects);
  const parts = [
    `${environment}: ${countsText(plan)}; ${unchanged} unchanged\n${objects.length === 0 ? '' : `${printable(verdictText(plan))}\n`}`,
    ...(adopted.length === 0 ? [] : [`${printable(adoptedText(plan))}\n`]),
    ...(plan.others.length === 0
      ? []
      : [
          `${othersTitle(plan)}\n${otherLines(plan)
            .map((line) => `  ${printable(line)}\n`)
            .join('')}`,
        ]),
    ...(objects.length === 0 ? [] : [`${riskLines(groups, paint).join('\n')}\n`]),
    ...groups
      .slice(0, most.objects)
      .filter(({ first }) => hasMore(first))
      .map((one) => objectText(one, paint)),
    ...approvalText(plan),
    ...(plan.schemas.length === 0 ? [] : [schemasText(plan)]),
    ...(batches.length === 0 ? [] : [batchText(plan)]),
    ...(drift === undefined ? [] : [driftText(drift)]),
  ];
  return parts.join('\n');
}

/**
 * The plan on one screen: its verdict, what needs a decision with whom it concerns, what stands against it, and the rest
 * by kind.
 */
export function planSummary(plan: Plan, paint: Paint = unpainted): string {
  const { environment, objects, unchanged, drift } = plan;
  const decisions = alikeOf(objects.filter(({ risk }) => risk !== 'safe'));
  const safe = groupBy(
    objects.filter(({ risk }) => risk === 'safe'),
    ({ action, kind }) => `${action} ${kind}`,
  );
  const kinds = [...safe].map(([what, those]) => `${what} (${those.length})`);
  const lines = decisions.slice(0, most.decisions).flatMap((group) => {
    const concern = concernText(group);
    return [...riskLines([group], paint), ...(concern === '' ? [] : [`  ${printable(concern)}`])];
  });
  const more = decisions.length - most.decisions;
  return [
    `${environment}: ${countsText(plan)}; ${unchanged} unchanged`,
    ...(objects.length === 0 ? [] : [printable(verdictText(plan))]),
    ...lines,
    ...(more > 0 ? [`… and ${more} more that need a decision`] : []),
    ...(kinds.length === 0 ? [] : [`safe: ${kinds.join(', ')}`]),
    ...(plan.schemas.length === 0 ? [] : [schemasTitle(plan)]),
    ...(drift === undefined || drift.entries.length === 0
      ? []
      : [`drift: ${drift.entries.length} differences`]),
    '',
  ].join('\n');
}

/** One line for all objects that become ours. */
export function adoptedText({ adopted }: Plan): string {
  return `${adopted.length} adopted (${firstOf(adopted, 1)}): they get our labels, annotations and protection, which is no change`;
}

export function othersTitle({ others }: Plan): string {
  return others.length === 1
    ? '1 file is not from Workstreams and stays as it is:'
    : `${others.length} files are not from Workstreams and stay as they are:`;
}

/** One line a file, those first that hold what is rendered too. */
export function otherLines({ others }: Plan): string[] {
  const sorted = others.toSorted((a, b) => Number(b.rendered.length > 0) - Number(a.rendered.length > 0));
  const lines = sorted.slice(0, most.others).map(({ path, objects, rendered, unread }) => {
    if (unread !== undefined) return `${path}: not read (${unread})`;
    if (objects.length === 0) return path;
    const twice =
      rendered.length === 0
        ? ''
        : `; also rendered: ${firstOf(rendered, 1)}. Remove them from this file in the same change: of two files the one that is applied last wins`;
    return `${path}: ${firstOf(objects, 1)}${twice}`;
  });
  const more = others.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

function schemasText(plan: Plan): string {
  const { told, more } = toldSchemas(plan);
  const lines = told.map(({ subject, change, says }) =>
    printable(`  ${change.padEnd('settings'.length)}  ${subject}: ${says}`),
  );
  return [schemasTitle(plan), ...lines, ...(more > 0 ? [`  … and ${more} more`] : []), ''].join('\n');
}

function hasMore({ fields, wayOut, concern }: PlannedChange): boolean {
  return fields.length > 0 || wayOut !== undefined || concern !== undefined;
}

function objectText(group: Alike, paint: Paint): string {
  const { first, objects } = group;
  const to = newNameText(group);
  const lines = [`${printable(namesText(group))}${to === undefined ? '' : ` -> ${printable(to)}`}`];
  const concern = concernText(group);
  if (concern !== '') lines.push(`  ${printable(concern)}`);
  const fields = group.fields.slice(0, most.fields);
  for (const field of fields) {
    lines.push(...(objects.length === 1 ? fieldLines(field.first, paint) : alikeLines(group, field, paint)));
    const places = placesText(field);
    if (places !== '') lines.push(`    from: ${printable(places)}`);
  }
  if (fields.length < group.fields.length)
    lines.push(`  … and ${group.fields.length - fields.length} more fields`);
  if (first.wayOut !== undefined && !fields.some((field) => field.first.wayOut !== undefined))
    lines.push(...wayLines(first.wayOut));
  if (objects.length > 2)
    lines.push(
      `  ${printable(
        firstOf(
          objects.map(({ name }) => name),
          most.alike,
        ),
      )}`,
    );
  return `${lines.join('\n')}\n`;
}

/** One field of all objects that are alike. */
function alikeLines({ objects }: Alike, field: AlikeField, paint: Paint): string[] {
  const { path, before, after, risk, says, wayOut } = field.first;
  const values =
    before === true || after === true ? '' : `  ${printable(`${field.before} -> ${field.after}`)}`;
  const some = field.count < objects.length ? ` (${field.count} of them)` : '';
  return [
    `  ${printable(path)}${some}${values}  ${paint(risk, risk)}: ${printable(says)}`,
    ...(wayOut === undefined ? [] : wayLines(wayOut)),
  ];
}

function fieldLines(field: FieldChange, paint: Paint): string[] {
  const { path, before, after, risk, says, wayOut } = field;
  return [
    `  ${printable(path)}  ${paint(risk, risk)}: ${printable(says)}`,
    ...differenceLines(path, before, after).map((line) => `  ${line}`),
    ...(wayOut === undefined ? [] : wayLines(wayOut)),
  ];
}

function wayLines(steps: readonly string[]): string[] {
  return ['  the way that works:', ...steps.map((step, index) => `    ${index + 1}. ${printable(step)}`)];
}

/** What is approved, and what an approval must say, ready to be pasted into the environment's file. */
function approvalText(plan: Plan): string[] {
  const { usedApprovals } = plan;
  const used = usedApprovals.map(
    ({ object, change, count, who, until, reason }) =>
      `  ${printable(object)}: ${printable(change)}${countOf(count)}\n    by ${printable(who)} until ${until}: ${printable(reason)}\n`,
  );
  const missing = plan.proposed;
  return [
    ...(used.length === 0 ? [] : [`approved:\n${used.join('')}`]),
    ...(missing.length === 0
      ? []
      : [
          `blocked: what is destructive needs approvals; if it is meant, add to environments/${plan.environment}.yaml\n\n${approvalYaml(missing)}`,
        ]),
    ...(isBlocked(plan) && missing.length === 0
      ? ['blocked: what is impossible has another way, which stands above\n']
      : []),
  ];
}

/** Approvals as YAML: texts as JSON, which YAML reads alike. */
export function approvalYaml(missing: readonly MissingApproval[], limit = most.objects): string {
  const text = (value: string) =>
    JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (char) => printable(char));
  const entries = missing
    .slice(0, limit)
    .map(
      ({ object, change, count }) =>
        `  - object: ${text(object)}\n    change: ${text(change)}\n${count === undefined ? '' : `    count: ${count}\n`}    reason: \n    who: \n    until: \n`,
    );
  const more = missing.length - entries.length;
  return `approvals:\n${entries.join('')}${more > 0 ? `  # and ${more} more: workstreams plan prints them\n` : ''}`;
}

/** How a change of many topics is merged. */
export function batchLines({ batches }: Plan): string[] {
  return batches.map(
    ({ action, topics }, index) =>
      `${index + 1}. ${action} ${topics.length} topics: ${topics[0] ?? ''} to ${topics.at(-1) ?? ''}`,
  );
}

export const batchWarning =
  'more topics than the Topic Operator takes at once: over 1024 queued events stop it (STRIMZI_MAX_QUEUE_SIZE). Merge in this order, and wait after each until all are Ready:';

function batchText(plan: Plan): string {
  return `${batchWarning}\n${batchLines(plan)
    .map((line) => `  ${printable(line)}\n`)
    .join('')}`;
}

function driftText({ entries, notExported }: Drift): string {
  const head =
    entries.length === 0
      ? 'drift: the cluster is as the baseline says\n'
      : `drift: ${entries.length} differences between the baseline and the cluster\n`;
  const lines = entries.slice(0, most.drift).map(({ id, what, says, fields }) => {
    const inner = fields
      .slice(0, most.fields)
      .map(
        ({ path, baseline, live, reset, stays }) =>
          `    ${printable(path)}: ${shown(path, baseline)} in the baseline, ${shown(path, live)} in the cluster\n${reset === undefined ? '' : `      set to what is rendered, ${reset.risk}: ${printable(reset.says)}\n`}${stays === undefined ? '' : `      it stays until it is removed, ${stays.risk}: ${printable(stays.says)}\n`}`,
      );
    return `  ${what}  ${printable(id)}: ${printable(says)}\n${inner.join('')}`;
  });
  const more = entries.length - lines.length;
  const unknown =
    notExported.length === 0 ? '' : `  not in the export, so not compared: ${notExported.join(', ')}\n`;
  return `${head}${lines.join('')}${more > 0 ? `  … and ${more} more\n` : ''}${unknown}`;
}
