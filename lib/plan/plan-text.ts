import { printable } from '../model/text/problem.ts';
import { differenceLines } from './difference.ts';
import { isBlocked, type Plan } from './plan.ts';
import type { Drift } from './drift.ts';
import type { FieldChange, Need, PlannedChange } from './change.ts';
import { type Risk, risks } from './risk.ts';
import { shown } from './shown.ts';

/** Colours a word by its risk, or leaves it as it is. */
export type Paint = (risk: Risk, text: string) => string;

const unpainted: Paint = (_risk, text) => text;

/** Objects and fields that are told in full: a reviewer reads no more, and `--format json` holds all. */
const most = { objects: 200, fields: 20, drift: 200 };

/** The counts by risk, the worst first: `1 destructive, 3 review, 12 safe`. */
export function countsText({ counts }: Plan): string {
  const parts = risks.toReversed().flatMap((risk) => (counts[risk] === 0 ? [] : [`${counts[risk]} ${risk}`]));
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}

/** One line an object, the worst first: its risk, what is done to it, and what happens. */
export function planRiskLines({ objects }: Plan, paint: Paint = unpainted): string[] {
  const told = objects.slice(0, most.objects);
  const names = told.map((one) =>
    printable(`${one.action} ${one.id}${one.to === undefined ? '' : ` as ${one.to}`}`),
  );
  const width = Math.min(90, Math.max(0, ...names.map((name) => name.length)));
  const lines = told.map(
    (one, index) =>
      `${paint(one.risk, one.risk.padEnd(11))}  ${(names[index] ?? '').padEnd(width)}  ${printable(one.says)}`,
  );
  const more = objects.length - told.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

/** A plan for people: a table by risk, the differences, what stands in the way, drift and batches. */
export function planText(plan: Plan, paint: Paint = unpainted): string {
  const { environment, objects, unchanged, adopted, batches, drift } = plan;
  const parts = [
    `${environment}: ${countsText(plan)}; ${unchanged} unchanged\n`,
    ...(adopted.length === 0 ? [] : [`${printable(adoptedText(plan))}\n`]),
    ...(objects.length === 0 ? [] : [`${planRiskLines(plan, paint).join('\n')}\n`]),
    ...objects
      .slice(0, most.objects)
      .filter(hasMore)
      .map((one) => objectText(one, paint)),
    ...approvalText(plan),
    ...(batches.length === 0 ? [] : [batchText(plan)]),
    ...(drift === undefined ? [] : [driftText(drift)]),
  ];
  return parts.join('\n');
}

/** One line for all objects that become ours. */
export function adoptedText({ adopted }: Plan): string {
  const [first = '', ...rest] = adopted;
  const names = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return `${adopted.length} adopted (${names}): they get our labels, annotations and protection, which is no change`;
}

function hasMore({ fields, wayOut }: PlannedChange): boolean {
  return fields.length > 0 || wayOut !== undefined;
}

function objectText(one: PlannedChange, paint: Paint): string {
  const lines = [`${printable(one.id)}${one.to === undefined ? '' : ` -> ${printable(one.to)}`}`];
  const fields = one.fields.slice(0, most.fields);
  for (const field of fields) lines.push(...fieldLines(field, paint));
  if (fields.length < one.fields.length)
    lines.push(`  … and ${one.fields.length - fields.length} more fields`);
  if (one.wayOut !== undefined && !fields.some(({ wayOut }) => wayOut !== undefined))
    lines.push(...wayLines(one.wayOut));
  return `${lines.join('\n')}\n`;
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
    ({ object, change, who, until, reason }) =>
      `  ${printable(object)}: ${printable(change)}\n    by ${printable(who)} until ${until}: ${printable(reason)}\n`,
  );
  const wanted = missingApprovals(plan);
  return [
    ...(used.length === 0 ? [] : [`approved:\n${used.join('')}`]),
    ...(wanted.length === 0
      ? []
      : [
          `blocked: what is destructive wants approvals; if it is meant, add to environments/${plan.environment}.yaml\n\n${approvalYaml(wanted)}`,
        ]),
    ...(isBlocked(plan) && wanted.length === 0
      ? ['blocked: what is impossible has another way, which stands above\n']
      : []),
  ];
}

export interface Wanted {
  readonly object: string;
  readonly change: string;
}

/** The approvals that would lift what blocks the plan. */
export function missingApprovals({ objects }: Plan): Wanted[] {
  const lifts = (state: Need['state']) => state === 'missing' || state === 'expired';
  return objects.flatMap(({ id, needs }) =>
    needs.filter(({ state }) => lifts(state)).map(({ change }) => ({ object: id, change })),
  );
}

/** The same as YAML: texts as JSON, which YAML reads alike. */
export function approvalYaml(wanted: readonly Wanted[]): string {
  const text = (value: string) =>
    JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (char) => printable(char));
  const entries = wanted
    .slice(0, most.objects)
    .map(
      ({ object, change }) =>
        `  - object: ${text(object)}\n    change: ${text(change)}\n    reason: \n    who: \n    until: \n`,
    );
  const more = wanted.length - entries.length;
  return `approvals:\n${entries.join('')}${more > 0 ? `  # and ${more} more\n` : ''}`;
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
        ({ path, baseline, live, reset }) =>
          `    ${printable(path)}: ${shown(path, baseline)} in the baseline, ${shown(path, live)} in the cluster\n${reset === undefined ? '' : `      set to what is rendered, ${reset.risk}: ${printable(reset.says)}\n`}`,
      );
    return `  ${what}  ${printable(id)}: ${printable(says)}\n${inner.join('')}`;
  });
  const more = entries.length - lines.length;
  const unknown =
    notExported.length === 0 ? '' : `  not in the export, so not compared: ${notExported.join(', ')}\n`;
  return `${head}${lines.join('')}${more > 0 ? `  … and ${more} more\n` : ''}${unknown}`;
}
