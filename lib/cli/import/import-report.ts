import { addTo, groupBy } from '../../model/groups.ts';
import { at } from '../../model/plain-object.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { strimziApis } from '../../model/terms/kafka-terms.ts';
import { manifestId } from '../../model/manifest.ts';
import { firstOf } from '../../model/text/first-of.ts';
import { printable } from '../../model/text/problem.ts';
import type { ObjectChange } from '../../plan/change.ts';
import type { Edit } from '../new/edits.ts';
import type { Draft } from './draft.ts';
import type { Excuses } from './excuses.ts';
import type { Gathered } from './gathered.ts';
import type { Kept } from './kept.ts';
import type { LeftAlone } from './left-alone.ts';
import type { Answered } from './pulled-schemas.ts';

interface ReportProps {
  readonly gathered: Gathered;
  readonly kept: Pick<Kept, 'pins' | 'changes' | 'staying'>;
  readonly left: LeftAlone;
  /** What a registry's schemas did; undefined where none were given. */
  readonly schemas: Answered | undefined;
  readonly excuses: Excuses;
  readonly edits: readonly Edit[];
  readonly environment: Environment;
  readonly props: { readonly environment: string; readonly dryRun: boolean };
}

/** How many of each list are named; the rest is a number. */
const most = { names: 3, odd: 20, changes: 50, files: 20, exceptions: 20 };

/** What an import has done, what it has left alone and what is left to do; whether a plan would change anything comes first. */
export function importReport(report: ReportProps): string {
  const { gathered, kept, left, excuses, edits, environment, props } = report;
  const { drafts, imported, readers, declared } = gathered;
  const added = drafts.filter((draft) => draft.there !== undefined).length;
  const restored = drafts.filter((draft) => draft.restored && draft.there === undefined).length;
  const fresh = drafts.length - restored - added;
  const questions = drafts.reduce((sum, draft) => sum + questionsOf(draft), 0);
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
    ...kept.staying
      .slice(0, most.changes)
      .map(
        ({ id, risk, says }) =>
          `${id} keeps what others have put there, ${risk}: ${says}${risk === 'destructive' ? '; a plan asks for an approval until it is removed' : ''}`,
      ),
    ...apiLines(gathered, environment),
    ...(restored > 0 ? [`${counted(restored, 'contract')} of ours back where they stood`] : []),
    ...(fresh > 0 ? [`${counted(fresh, 'contract')} of topics that had none`] : []),
    ...(added > 0
      ? [`${counted(added, 'contract')} of other environments, of this one too from now on`]
      : []),
    ...(imported.length > 0 ? [`${counted(imported.length, 'service')} for users`] : []),
    ...(readers.length > 0
      ? [
          `${counted(readers.length, 'service')} for readers without a KafkaUser: ${names(readers.map(({ id }) => id))}`,
        ]
      : []),
    ...(declared > 0 ? [`${counted(declared, 'topic')} declared already: skipped`] : []),
    ...replicasLines(gathered, environment),
    ...left
      .entries()
      .map(
        ({ reason, ids, odd }) =>
          `${counted(ids.length, 'object')} left ${odd ? 'aside' : 'alone'}, ${reason}: ${names(ids, odd ? most.odd : most.names)}`,
      ),
    ...managers(gathered).map(
      ([manager, ids]) =>
        `${counted(ids.length, 'object')} managed by ${manager} until now, hand over before two of us set them back: ${names(ids)}`,
    ),
    ...(pins > 0 ? [`${counted(pins, 'topic')} pinned as imported: each contract says how`] : []),
    ...exceptionLines(excuses),
    ...schemaLines(report.schemas),
    ...(questions > 0 ? [`${counted(questions, 'question')} to answer: workstreams lint tells each`] : []),
    ...fileLines(edits),
    ...(props.dryRun && edits.length > 0 ? ['a dry run: nothing was written'] : []),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function schemaLines(schemas: Answered | undefined): string[] {
  if (schemas === undefined) return [];
  const { taken, left } = schemas;
  return [
    `${counted(taken.length, 'schema')} from the registry${taken.length === 0 ? '' : `: ${names(taken)}`}`,
    ...[...groupBy(left, ({ why }) => why)].map(
      ([why, those]) =>
        `${counted(those.length, 'schema')} of the registry not taken, ${why}: ${names(those.map(({ subject }) => subject))}`,
    ),
  ];
}

/** A contract that is there has its questions already. */
function questionsOf({ terms, there }: Draft): number {
  return there === undefined ? (terms.questions?.length ?? 0) : 0;
}

/** Each exception, or where they are many how many there are of each rule. */
function exceptionLines(excuses: Excuses): string[] {
  const all = excuses.all();
  if (all.length <= most.exceptions)
    return all.map(({ of, rule }) => `exception until ${excuses.until}: ${rule} of ${of}`);
  return [...groupBy(all, ({ rule }) => rule)].map(
    ([rule, those]) =>
      `${counted(those.length, 'exception')} until ${excuses.until}: ${rule} of ${names(those.map(({ of }) => of))}`,
  );
}

/** That the cluster may not serve what would be rendered. */
function apiLines({ topics, imported }: Gathered, { environment, kafka }: Environment): string[] {
  const versions = new Set(
    [...topics, ...imported].map(({ manifest }) => manifest.apiVersion.replace('kafka.strimzi.io/', '')),
  );
  const other = strimziApis.find((one) => one !== kafka.strimziApi && versions.has(one));
  if (other === undefined) return [];
  return [
    `the export has ${other}, and ${kafka.strimziApi} is rendered: if Strimzi serves no ${kafka.strimziApi}, set kafka.strimziApi: ${other} in environments/${environment}.yaml first`,
  ];
}

/** Topics that the environment, as its file says, could not make. */
function replicasLines({ topics }: Gathered, { environment, kafka: { brokers } }: Environment): string[] {
  const above = topics.flatMap(({ name, manifest }) => {
    const replicas = at(manifest, 'spec', 'replicas');
    return typeof replicas === 'number' && replicas > brokers ? [`${name} (${replicas})`] : [];
  });
  if (above.length === 0) return [];
  const said = `${counted(brokers, 'broker')} that environments/${environment}.yaml says`;
  return [`${counted(above.length, 'topic')} with more replicas than the ${said}: ${names(above)}`];
}

function resultText({ topics, users }: Gathered, changes: readonly ObjectChange[]): string {
  const what = `${counted(topics.length, 'topic')}, ${counted(users.length, 'user')}`;
  return changes.length === 0
    ? `${what}: no change`
    : `${what}: ${counted(changes.length, 'object')} would change all the same`;
}

function names(ids: readonly string[], first = most.names): string {
  return firstOf(ids, first);
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
