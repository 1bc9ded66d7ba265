import { directions, isTransitive, schemaBreaks } from '../governance/schema-breaks.ts';
import type { SubjectMetadata } from '../policies/registry-schemas.ts';
import type { SchemaSubject } from '../policies/schema-subjects.ts';
import {
  type Level,
  levelOf,
  type RegisteredVersion,
  type RegistryReference,
  type RegistryVerdict,
  type SentSchema,
} from './client.ts';
import { isSame, type RegistryContents, type SubjectContents } from './contents.ts';
import { parsedSchema } from './normal-schema.ts';

/** One thing of a subject that `apply` changes. */
export interface SubjectChange {
  readonly what: 'mode' | 'compatibility' | 'metadata' | 'version';
  /** What is there; undefined where nothing is. */
  readonly from: string | undefined;
  readonly to: string;
}

/** A reference with the version that it has, or will have. */
interface PlannedReference extends RegistryReference {
  /** It is registered by the same run. */
  readonly pending: boolean;
}

/** What a registry has under a subject, and what would become of it. */
export interface SubjectPlan {
  readonly subject: SchemaSubject;
  /** What its contract promises. */
  readonly level: Level;
  readonly contents: SubjectContents | undefined;
  /** The version that has the contract's schema; undefined where none has. */
  readonly registered: RegisteredVersion | undefined;
  /** The number that a new version would get; undefined where there will be none. */
  readonly nextVersion: number | undefined;
  readonly references: readonly PlannedReference[];
  /** In the order in which they are made. */
  readonly changes: readonly SubjectChange[];
  /** What blocks it, and what to do about it. */
  readonly blocked: readonly string[];
  /** What someone should know. */
  readonly notes: readonly string[];
  /** Of the registry about a new version; undefined where it was not asked, or could not say. */
  readonly verdict: RegistryVerdict | undefined;
  /** The new version is registered while the registry promises nothing: an exception, or our comparison, lets it pass. */
  readonly unjudged: boolean;
}

export interface PlanTerms {
  /** The registry keeps metadata of subjects. */
  readonly keepsMetadata: boolean;
  /** What the registry refuses is not registered, whatever our comparison says. */
  readonly asksBoth: boolean;
  /** Whether an exception to `schema-compatible` holds for a contract. */
  readonly isExcepted: (contract: string) => boolean;
}

/** The version of each subject that was planned before. */
export type KnownVersions = ReadonlyMap<string, { readonly version: number; readonly pending: boolean }>;

/** @param isThere whether the registry lists the subject */
export async function planSubject(
  subject: SchemaSubject,
  isThere: boolean,
  {
    contents: registry,
    known,
    terms,
  }: { contents: RegistryContents; known: KnownVersions; terms: PlanTerms },
): Promise<SubjectPlan> {
  const contents = isThere && subject.state !== 'open' ? await registry.of(subject.subject) : undefined;
  const nothing: SubjectPlan = {
    subject,
    level: levelOf(subject.compatibility),
    contents,
    registered: undefined,
    nextVersion: undefined,
    references: [],
    changes: [],
    blocked: [],
    notes: [],
    verdict: undefined,
    unjudged: false,
  };
  if (subject.state === 'open')
    return {
      ...nothing,
      notes: isThere ? ['the contract does not know its schema yet: the registry has one'] : [],
    };
  if (subject.state === 'retired') return retired(nothing);
  const references = subject.references.map((one): PlannedReference => {
    const version = known.get(one.subject);
    return { ...one, version: version?.version ?? 1, pending: version?.pending ?? true };
  });
  const plan = { ...nothing, references };
  const settings = settingChanges(subject, contents, terms);
  if (contents === undefined) {
    const version: SubjectChange = { what: 'version', from: undefined, to: '1' };
    return { ...plan, nextVersion: 1, changes: [...settings, version] };
  }
  const same = (one: RegisteredVersion) => isSame(subject, references, one);
  if (same(contents.latest)) return { ...plan, registered: contents.latest, changes: settings };
  const versions = await registry.versions(subject.subject);
  const registered = versions.find(same);
  return registered === undefined
    ? withNewVersion({ ...plan, changes: settings }, versions, registry, terms)
    : withLaterVersion({ ...plan, registered, changes: settings }, registry);
}

/** What is there becomes read-only; what is not there is not missed: no one writes with it. */
function retired(plan: SubjectPlan): SubjectPlan {
  const { contents } = plan;
  if (contents === undefined || contents.mode === 'READONLY') return plan;
  if (contents.mode === 'not-kept')
    return { ...plan, notes: ['no one writes with it, and this registry cannot make it read-only'] };
  return { ...plan, changes: [modeChange(contents.mode, 'READONLY')] };
}

function modeChange(from: string, to: string): SubjectChange {
  return { what: 'mode', from: from === 'unset' ? undefined : from, to };
}

function settingChanges(
  subject: SchemaSubject,
  contents: SubjectContents | undefined,
  { keepsMetadata }: PlanTerms,
): SubjectChange[] {
  const level = levelOf(subject.compatibility);
  const mode = contents?.mode ?? 'unset';
  const metadata = metadataOf(subject, contents);
  return [
    ...(mode.startsWith('READONLY') ? [modeChange(mode, 'READWRITE')] : []),
    ...(contents?.config.level === level
      ? []
      : [{ what: 'compatibility' as const, from: contents?.config.level, to: level }]),
    ...(keepsMetadata && metadataText(metadata) !== metadataText(contents?.config.metadata ?? {})
      ? [
          {
            what: 'metadata' as const,
            from: textOrNothing(contents?.config.metadata),
            to: metadataText(metadata),
          },
        ]
      : []),
  ];
}

/** What contracts may say of a subject; the rest of its metadata is that of others. */
const ours = ['contract', 'system', 'tenant', 'owner', 'classification', 'pii', 'pii-fields', 'successor'];

/** The contract's metadata, and what others have written beside it. */
export function metadataOf(subject: SchemaSubject, contents: SubjectContents | undefined): SubjectMetadata {
  const others = Object.entries(contents?.config.metadata ?? {}).filter(([key]) => !ours.includes(key));
  return { ...Object.fromEntries(others), ...subject.metadata };
}

/** Metadata on one line, whatever its order. */
export function metadataText(metadata: SubjectMetadata): string {
  return Object.entries(metadata)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value}`)
    .join('; ');
}

function textOrNothing(metadata: SubjectMetadata | undefined): string | undefined {
  return metadata === undefined ? undefined : metadataText(metadata);
}

async function withNewVersion(
  plan: SubjectPlan,
  versions: readonly RegisteredVersion[],
  registry: RegistryContents,
  { isExcepted, asksBoth }: PlanTerms,
): Promise<SubjectPlan> {
  const { subject, references } = plan;
  const compared = isTransitive(subject.compatibility) ? versions : versions.slice(0, 1);
  const found = (await Promise.all(compared.map((one) => breaksWith(subject, one, registry)))).flat();
  const excepted = found.length > 0 && subject.contracts.every(isExcepted);
  const isPending = references.some(({ pending }) => pending);
  const verdict = isPending
    ? undefined
    : await registry.client.verdict(subject.subject, sentSchema(subject, references));
  const differs = verdict !== undefined && verdict.says !== 'compatible';
  const said =
    verdict?.says === 'failed' ? 'the registry cannot judge it' : 'the registry calls it incompatible';
  const next = (versions[0]?.version ?? 0) + 1;
  const refused = differs && asksBoth ? [`${said}, and schemaRegistry.verdict is both`] : [];
  return {
    ...plan,
    nextVersion: next,
    changes: [...plan.changes, { what: 'version', from: String(versions[0]?.version), to: String(next) }],
    blocked: [...(excepted ? [] : found), ...refused],
    notes: [
      ...(excepted ? found.map((one) => `${one}; an exception lets it pass`) : []),
      ...(differs && !asksBoth && found.length === 0 ? [`${said}: ${whileRegistered}`] : []),
    ],
    verdict,
    unjudged: excepted || (differs && !asksBoth),
  };
}

const whileRegistered = 'the compatibility of the subject is NONE while the version is registered';

/** A schema as it is sent, with the versions of what it names. */
export function sentSchema(
  { text: schema, format: schemaType }: SchemaSubject,
  references: readonly RegistryReference[],
): SentSchema {
  const named = references.map(({ name, subject, version }) => ({ name, subject, version }));
  return { schema, schemaType, references: named };
}

/** The contract's schema is there, and someone has registered another one after it. */
async function withLaterVersion(plan: SubjectPlan, registry: RegistryContents): Promise<SubjectPlan> {
  const { subject, contents } = plan;
  const latest = contents?.latest;
  if (latest === undefined) return plan;
  const name = `version ${latest.version} is of no contract`;
  const { language, compatibility } = subject;
  const is = parsedSchema(language, latest.schema);
  const found =
    latest.format !== subject.format
      ? [`its format is ${latest.format}`]
      : is === undefined
        ? ['it cannot be read']
        : schemaBreaks(
            {
              was: subject.value,
              earlier: subject.shared.map(({ value }) => value),
              is,
              shared: await registry.sharedOf(language, latest.references),
            },
            directions(compatibility),
            language,
          ).map(sentence);
  const fix = 'take its schema into the contract, or delete the version in the registry';
  return found.length === 0
    ? { ...plan, notes: [`${name}, and keeps ${compatibility}: ${fix}`] }
    : { ...plan, blocked: found.map((one) => `${name}, and breaks ${compatibility}: ${one}; ${fix}`) };
}

async function breaksWith(
  subject: SchemaSubject,
  earlier: RegisteredVersion,
  registry: RegistryContents,
): Promise<string[]> {
  const { language, compatibility } = subject;
  if (compatibility === 'none') return [];
  const against = `${compatibility}, against version ${earlier.version}`;
  if (earlier.format !== subject.format)
    return [
      `${subject.format}, and version ${earlier.version} is ${earlier.format}: neither reads the other`,
    ];
  const was = parsedSchema(language, earlier.schema);
  if (was === undefined) return [`version ${earlier.version} cannot be read, so that nothing is promised`];
  return schemaBreaks(
    {
      was,
      earlier: await registry.sharedOf(language, earlier.references),
      is: subject.value,
      shared: subject.shared.map(({ value }) => value),
    },
    directions(compatibility),
    language,
  ).map((one) => `${sentence(one)} (${against})`);
}

function sentence({ field, what }: { readonly field: string; readonly what: string }): string {
  return field === '' ? what : `${field}: ${what}`;
}
