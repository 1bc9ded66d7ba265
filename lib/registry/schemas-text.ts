import { visible } from '../model/text/problem.ts';
import type { AppliedSubject } from './apply.ts';
import type { SchemasPlan } from './schemas-plan.ts';
import type { SubjectChange, SubjectPlan } from './subject-plan.ts';
import { countsOf, stateOf, type SubjectState, subjectStates } from './subject-states.ts';

/** Colours a word by what becomes of a subject, or leaves it as it is. */
export type PaintState = (state: SubjectState, text: string) => string;

/** Subjects, and texts of one subject, that are reported one by one; `--format json` has all. */
const most = { subjects: 200, texts: 10, extra: 20 };

/** A plan for people: counts, then each subject that changes or is blocked, what to know, and what is of no contract. */
export function schemasPlanText(plan: SchemasPlan, paint: PaintState = (_state, text) => text): string {
  const { environment, registry, subjects, extra } = plan;
  const told = subjects.filter((one) => isTold(one));
  const width = Math.min(70, Math.max(0, ...told.map(({ subject }) => subject.subject.length)));
  const lines = told.slice(0, most.subjects).flatMap((one) => {
    const state = stateOf(one);
    const head = `  ${paint(state, state.padEnd(7))}  ${visible(one.subject.subject).padEnd(width)}  ${changesText(one)}`;
    return [head.trimEnd(), ...below(one).map((line) => `             ${visible(line)}`)];
  });
  const more = told.length > most.subjects ? [`  … and ${told.length - most.subjects} more`] : [];
  return [
    `${environment} at ${registry}: ${countsText(plan)}`,
    ...lines,
    ...more,
    ...(extra.length === 0 ? [] : [extraText(extra)]),
    '',
  ].join('\n');
}

function countsText(plan: SchemasPlan): string {
  const counts = countsOf(plan);
  const parts = subjectStates.flatMap((state) => (counts[state] === 0 ? [] : [`${counts[state]} ${state}`]));
  return parts.length === 0 ? 'no subjects' : parts.join(', ');
}

function isTold({ changes, blocked, notes }: SubjectPlan): boolean {
  return changes.length + blocked.length + notes.length > 0;
}

function changesText({ changes, references }: SubjectPlan): string {
  const texts = changes.map(changeText);
  const named = changes.some(({ what }) => what === 'version')
    ? references.map(({ subject, version }) => `${subject} version ${version}`)
    : [];
  return visible([...texts, ...(named.length === 0 ? [] : [`names ${named.join(', ')}`])].join('; '));
}

function changeText({ what, from, to }: SubjectChange): string {
  if (what === 'metadata') return `metadata ${to === '' ? 'none' : `(${to})`}`;
  return from === undefined ? `${what} ${to}` : `${what} ${from} -> ${to}`;
}

function below({ blocked, notes, verdict }: SubjectPlan): string[] {
  const said = verdict === undefined ? [] : [`the registry: ${verdict.says}`];
  const reasons = verdict === undefined || verdict.says === 'compatible' ? [] : verdict.messages;
  return [...shortened([...blocked, ...notes]), ...said, ...shortened(reasons)];
}

function shortened(texts: readonly string[]): string[] {
  const cut = texts.map((text) => (text.length > 400 ? `${text.slice(0, 399)}…` : text));
  const rest = texts.length - most.texts;
  return rest > 0 ? [...cut.slice(0, most.texts), `… and ${rest} more`] : cut;
}

function extraText(extra: readonly string[]): string {
  const told = extra.slice(0, most.extra).map(visible).join(', ');
  const rest = extra.length - most.extra;
  return `of no contract, and left alone: ${told}${rest > 0 ? ` … and ${rest} more` : ''}`;
}

/** `orders-value: compatibility BACKWARD, version 2 (id 17)` */
export function appliedLine({ subject, did }: AppliedSubject): string {
  return `${visible(subject)}: ${did.join(', ')}\n`;
}
