import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { at } from '../model/plain-object.ts';
import { readYaml } from '../model/text/yaml-source.ts';
import type { EnvironmentFolder } from '../release/environment-folder.ts';
import { originOf } from '../release/origin.ts';
import type { BroughtApproval, Provenance } from '../release/provenance.ts';
import { blobsOf, commitsBetween, commitsThatTouch, notesOf } from './git.ts';
import type { PromotionSource } from './promotion-source.ts';
import type { PromotedFrom } from '../release/promoted-from.ts';
import type { SourceState } from './source-state.ts';

const mostCommits = 30;
/** How far back the commit of an approval is looked for. */
const mostStates = 200;
const largest = 1024 * 1024;

export interface ProvenanceProps {
  readonly root: string;
  readonly state: SourceState;
  readonly target: EnvironmentFolder;
  readonly from: PromotedFrom;
  readonly source: PromotionSource | undefined;
  readonly environment: Environment;
  readonly approvals: readonly Approval[];
  readonly only: readonly string[];
}

/** Asks git for it; what git does not know is left out. */
export function provenanceOf(props: ProvenanceProps): Provenance {
  const { root, state, target, source, environment, only } = props;
  const before = target.release === undefined ? undefined : originOf(target.release);
  const paths = only.length === 0 ? ['contracts'] : only;
  const between = (after: string, until: string) =>
    commitsBetween(root, { after, until }, paths, mostCommits + 1);
  const [was, is] = [before?.source, endOf(source, state, only)];
  const brought = was === undefined || is === undefined || was === is ? [] : between(was, is);
  const back = was === undefined || is === undefined || was === is ? [] : between(is, was);
  return {
    commits: notesOf(root, brought.slice(0, mostCommits)),
    more: brought.length > mostCommits,
    back: notesOf(root, back.slice(0, mostCommits)),
    approvals: broughtApprovals(root, state.commit, environment, props.approvals),
    leftBehind: source?.leftBehind ?? [],
    emergencies: source?.emergencies ?? {},
    undone: source?.undone ?? [],
  };
}

/** The commit that what is promoted is of. */
function endOf(source: PromotionSource | undefined, { commit }: SourceState, only: readonly string[]) {
  if (source === undefined) return commit ?? undefined;
  const { origin } = source;
  return only.map((folder) => origin.parts[folder]).find((one) => one !== undefined) ?? origin.source;
}

function broughtApprovals(
  root: string,
  commit: string | null,
  { source }: Environment,
  approvals: readonly Approval[],
): BroughtApproval[] {
  const commits =
    commit === null || approvals.length === 0
      ? []
      : commitsThatTouch(root, commit, [source.file], mostStates);
  const names = commits.map((id) => `${id}:./${source.file}`);
  const texts = blobsOf(root, names, largest);
  const states = names.map((name) => approvedIn(source.file, texts.get(name)));
  const found = approvals.map((approval) => {
    const key = keyOf([approval.object, approval.change, approval.count]);
    const gone = states.findIndex((keys) => !keys.has(key));
    // There may be more states than were looked at.
    const isFirst = gone < 0 && states.length < mostStates;
    return { approval, id: gone > 0 || isFirst ? commits[(isFirst ? states.length : gone) - 1] : undefined };
  });
  const notes = notesOf(root, [...new Set(found.flatMap(({ id }) => id ?? []))]);
  return found.map(({ approval, id }) => ({ approval, commit: notes.find((one) => one.id === id) }));
}

/** The approvals of an earlier state of an environment's file; none where it cannot be read. */
function approvedIn(file: string, bytes: Buffer | undefined): ReadonlySet<string> {
  const read = bytes === undefined ? undefined : readYaml(file, bytes.toString('utf8'));
  const approvals = read?.ok === true ? at(read.value.value, 'approvals') : [];
  return new Set(
    (Array.isArray(approvals) ? approvals : []).map((one) =>
      keyOf([at(one, 'object'), at(one, 'change'), at(one, 'count')]),
    ),
  );
}

const keyOf = (parts: readonly unknown[]): string => JSON.stringify(parts);
