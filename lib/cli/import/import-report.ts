import { addTo } from '../../model/groups.ts';
import { manifestId } from '../../model/manifest.ts';
import { printable } from '../../model/text/problem.ts';
import type { ObjectChange } from '../../plan/change.ts';
import type { Edit } from '../new/edits.ts';
import type { Draft, Pins } from './draft.ts';
import type { Excuses } from './excuses.ts';
import type { Gathered } from './gathered.ts';

interface ReportProps {
  readonly gathered: Gathered;
  readonly kept: { readonly pins: ReadonlyMap<Draft, Pins>; readonly changes: readonly ObjectChange[] };
  readonly excuses: Excuses;
  readonly edits: readonly Edit[];
  readonly props: { readonly environment: string; readonly live: string; readonly dryRun: boolean };
}

/** What is told of each list; the rest is a number. */
const most = { names: 3, changes: 50, files: 20 };

/** What an import has done, what it has left alone and what is left to do; whether a plan would change anything comes first. */
export function importReport({ gathered, kept, excuses, edits, props }: ReportProps): string {
  const { drafts, imported, left, declared } = gathered;
  const restored = drafts.filter((draft) => draft.restored).length;
  const questions = drafts.reduce((sum, { terms }) => sum + (terms.questions?.length ?? 0), 0);
  const pins = [...kept.pins.values()].reduce((sum, { size }) => sum + size, 0);
  const lines = [
    `${props.environment}: ${resultText(gathered, kept.changes)}`,
    ...kept.changes
      .slice(0, most.changes)
      .flatMap(({ id, action, risk, says, fields }) => [
        `  ${risk}  ${action} ${id}: ${says}`,
        ...fields.map(({ change }) => `    ${change}`),
      ]),
    ...(kept.changes.length > most.changes ? [`  … and ${kept.changes.length - most.changes} more`] : []),
    ...(restored > 0 ? [`${counted(restored, 'contract')} of ours back where they stood`] : []),
    ...(drafts.length > restored
      ? [`${counted(drafts.length - restored, 'contract')} of topics that had none`]
      : []),
    ...(imported.length > 0 ? [`${counted(imported.length, 'service')} for users that had none`] : []),
    ...(declared > 0 ? [`${counted(declared, 'topic')} declared already: skipped`] : []),
    ...left
      .entries()
      .map(([reason, ids]) => `${counted(ids.length, 'object')} left alone, ${reason}: ${names(ids)}`),
    ...managers(gathered).map(
      ([manager, ids]) =>
        `${counted(ids.length, 'object')} managed by ${manager} until now, hand over before two of us set them back: ${names(ids)}`,
    ),
    ...(pins > 0 ? [`${counted(pins, 'topic')} pinned as imported: each contract says how`] : []),
    ...excuses.all().map(({ of, rule }) => `exception until ${excuses.until}: ${rule} of ${of}`),
    ...(questions > 0 ? [`${counted(questions, 'question')} to answer: workstreams lint tells each`] : []),
    ...fileLines(edits),
    ...(props.dryRun && edits.length > 0 ? ['a dry run: nothing was written'] : []),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function resultText({ topics, users }: Gathered, changes: readonly ObjectChange[]): string {
  const what = `${counted(topics.length, 'topic')}, ${counted(users.length, 'user')}`;
  return changes.length === 0
    ? `${what}: no change`
    : `${what}: ${counted(changes.length, 'object')} would change all the same`;
}

function names(ids: readonly string[]): string {
  const told = ids.slice(0, most.names).join(', ');
  return ids.length > most.names ? `${told} and ${ids.length - most.names} more` : told;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function fileLines(edits: readonly Edit[]): string[] {
  const told = edits.filter(({ path }) => !path.endsWith('.json'));
  const lines = told
    .slice(0, most.files)
    .map(({ path, replaces }) => `  ${replaces === true ? 'edit' : 'new '} ${path}`);
  return told.length > most.files ? [...lines, `  … and ${told.length - most.files} more files`] : lines;
}

const marks: readonly (readonly [manager: string, mark: RegExp])[] = [
  ['Helm', /^meta\.helm\.sh\/release-name$/],
  ['Argo CD', /^argocd\.argoproj\.io\/(?:tracking-id|instance)$/],
  ['Flux', /^(?:kustomize|helm)\.toolkit\.fluxcd\.io\/name$/],
];

/** Who else applies what was imported, as its labels and annotations say; objects that were ours already left out. */
function managers({ topics, imported }: Gathered): [string, string[]][] {
  const all = [...topics, ...imported].map(({ manifest }) => manifest);
  const byManager = new Map<string, string[]>();
  for (const one of all) {
    const { labels = {}, annotations = {} } = one.metadata;
    const said = labels['app.kubernetes.io/managed-by'];
    if (said === 'workstreams') continue;
    const keys = [...Object.keys(labels), ...Object.keys(annotations)];
    const marked = marks.find(([, mark]) => keys.some((key) => mark.test(key)))?.[0];
    const manager = marked ?? said;
    if (manager !== undefined) addTo(byManager, manager, manifestId(one));
  }
  return [...byManager];
}
