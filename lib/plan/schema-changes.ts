import type { Manifest } from '../model/manifest.ts';
import { listedSubjects, type SchemaListEntry } from '../model/schema-list.ts';
import { compare } from '../model/text/problem.ts';

/** What a change brings about under one subject of the schema registry. */
export interface SchemaChange {
  readonly subject: string;
  /**
   * `new`: no one has registered it for this environment yet. `changed`: it gets another version. `settings`: only what it
   * promises changes. `retired`: it becomes read-only. `left`: no contract has it any longer; the registry keeps it.
   */
  readonly change: 'new' | 'changed' | 'settings' | 'retired' | 'left';
  readonly says: string;
  /** Folders of its contracts; of a shared message those that lead to it. */
  readonly contracts: readonly string[];
}

/** What two renders say of subjects, side by side; sorted by their names. No registry is asked. */
export function schemaChanges(before: readonly Manifest[], after: readonly Manifest[]): SchemaChange[] {
  const [was, is] = [bySubject(before), bySubject(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort(compare)
    .flatMap((subject) => changeOf(was.get(subject), is.get(subject)) ?? []);
}

/** Several systems may lead to one message: each lists it. */
function bySubject(manifests: readonly Manifest[]): Map<string, SchemaListEntry> {
  const found = new Map<string, SchemaListEntry>();
  for (const one of manifests.flatMap(listedSubjects)) {
    const known = found.get(one.subject);
    const contracts = [...new Set([...(known?.contracts ?? []), ...one.contracts])].sort(compare);
    found.set(one.subject, { ...one, contracts });
  }
  return found;
}

function changeOf(
  before: SchemaListEntry | undefined,
  after: SchemaListEntry | undefined,
): SchemaChange | undefined {
  const wasActive = before?.state === 'active';
  if (after === undefined) {
    if (before === undefined || before.state === 'open') return undefined;
    const { subject, contracts } = before;
    return {
      subject,
      change: 'left',
      says: 'no contract has it any longer: the registry keeps it',
      contracts,
    };
  }
  const told = (change: SchemaChange['change'], says: string): SchemaChange => {
    return { subject: after.subject, change, says, contracts: after.contracts };
  };
  if (after.state === 'open') return undefined;
  if (after.state === 'retired')
    return wasActive ? told('retired', 'no one writes with it any longer: it becomes read-only') : undefined;
  if (before === undefined || !wasActive)
    return before?.state === 'retired'
      ? told('changed', 'it is in use again: it is no longer read-only')
      : told('new', `${after.format}, compatibility ${after.compatibility}`);
  if (before.format !== after.format)
    return told('changed', `another format: ${before.format} -> ${after.format}`);
  if (before.schema !== after.schema) {
    const mode =
      before.compatibility === after.compatibility
        ? ''
        : `, and compatibility ${before.compatibility} -> ${after.compatibility}`;
    return told('changed', `another version${mode}`);
  }
  return before.compatibility === after.compatibility
    ? undefined
    : told('settings', `compatibility ${before.compatibility} -> ${after.compatibility}`);
}
