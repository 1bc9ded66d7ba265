import type { SchemaSubject } from '../policies/schema-subjects.ts';
import type { Level, RegisteredVersion, RegistryClient, SentSchema } from './client.ts';
import { isSame, RegistryContents } from './contents.ts';
import { RegistryError } from './registry-error.ts';
import type { SchemasPlan } from './schemas-plan.ts';
import { metadataOf, metadataText, sentSchema, type SubjectPlan } from './subject-plan.ts';

/** What was done to one subject. */
export interface AppliedSubject {
  readonly subject: string;
  /** `compatibility BACKWARD`, `version 2 (id 17)`, in the order in which it was done. */
  readonly did: readonly string[];
  /** The version that has the contract's schema. */
  readonly version: number | undefined;
  readonly id: number | undefined;
}

export interface ApplyProps {
  readonly client: RegistryClient;
  readonly keepsMetadata: boolean;
  readonly asksBoth: boolean;
}

/** Subjects that are changed at the same time, where none names another. */
const atOnce = 8;

/**
 * Does what a plan says that is not blocked: messages before what names them, and of each subject first its mode and its
 * compatibility, then the version. Nothing is deleted. A run that ends in the middle leaves what the next plan finishes.
 * @param told called with each subject that was changed, in the order of the plan
 * @throws RegistryError
 */
export async function applySchemas(
  plan: SchemasPlan,
  { client, keepsMetadata, asksBoth }: ApplyProps,
  told: (done: AppliedSubject) => void,
): Promise<void> {
  const versions = new Map<string, number>();
  const contents = new RegistryContents(client);
  const run = async (one: SubjectPlan): Promise<AppliedSubject> => {
    const done = await applySubject(one, { client, contents, keepsMetadata, asksBoth, versions });
    if (done.version !== undefined) versions.set(done.subject, done.version);
    return done;
  };
  const isNews = ({ did }: AppliedSubject) => did.length > 0;
  for (const one of plan.subjects) {
    if (one.subject.role !== 'message') continue;
    const done = await run(one);
    if (isNews(done)) told(done);
  }
  const topics = plan.subjects.filter(({ subject }) => subject.role !== 'message');
  for (let at = 0; at < topics.length; at += atOnce) {
    // What was begun is ended and told, also where one of them fails.
    const ended = await Promise.allSettled(topics.slice(at, at + atOnce).map(run));
    for (const one of ended) if (one.status === 'fulfilled' && isNews(one.value)) told(one.value);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }
}

interface Applying extends ApplyProps {
  readonly contents: RegistryContents;
  /** Of subjects that were applied before. */
  readonly versions: ReadonlyMap<string, number>;
}

async function applySubject(plan: SubjectPlan, applying: Applying): Promise<AppliedSubject> {
  const { subject, level, contents, registered, nextVersion, changes } = plan;
  const { client, keepsMetadata, asksBoth, versions } = applying;
  const name = subject.subject;
  const did: string[] = [];
  for (const { what, to } of changes) {
    if (what !== 'mode') continue;
    await client.setMode(name, to === 'READONLY' ? 'READONLY' : 'READWRITE');
    did.push(`mode ${to}`);
  }
  if (subject.state !== 'active') return { subject: name, did, version: undefined, id: undefined };

  const metadata = keepsMetadata ? metadataOf(subject, contents) : undefined;
  const settings = changes.filter(({ what }) => what === 'compatibility' || what === 'metadata');
  let held = contents?.config.level;
  const hold = async (wanted: Level): Promise<void> => {
    await client.setConfig(name, wanted, metadata);
    held = wanted;
    // A registry without metadata takes it and says nothing.
    const kept =
      metadata === undefined || contents === undefined ? metadata : (await client.config(name)).metadata;
    if (metadata !== undefined && metadataText(kept ?? {}) !== metadataText(metadata))
      throw keepsNone(client, name);
  };
  did.push(...settings.map(({ what, to }) => (what === 'metadata' ? 'metadata' : `${what} ${to}`)));
  if (contents === undefined) await holdIfItMay(() => hold(level));
  else if (settings.length > 0 && !plan.unjudged) await hold(level);

  let found = registered;
  if (nextVersion !== undefined) {
    const references = plan.references.map(({ version, ...one }) => ({
      ...one,
      version: versions.get(one.subject) ?? version,
    }));
    const sent = sentSchema(subject, references);
    if (plan.unjudged || (contents !== undefined && !(await isLetPass(client, subject, sent, asksBoth))))
      await hold('NONE');
    found = await register(subject, sent, applying);
    did.push(`version ${found.version} (id ${found.id})`);
    // Some registries keep the mode of a subject only when it is there.
    const there = contents === undefined ? await client.config(name) : undefined;
    if (there !== undefined) held = there.level;
    if (held !== level) await hold(level);
    else if (there !== undefined && metadata !== undefined && there.metadata === undefined)
      throw keepsNone(client, name);
  }
  return { subject: name, did, version: found?.version, id: found?.id };
}

/**
 * Whether the registry lets a version pass. It is asked again when the subject has its compatibility, and all that the schema names is there.
 * @throws RegistryError where both must let it pass
 */
async function isLetPass(
  client: RegistryClient,
  { subject }: SchemaSubject,
  sent: SentSchema,
  asksBoth: boolean,
): Promise<boolean> {
  const verdict = await client.verdict(subject, sent);
  if (verdict === undefined || verdict.says === 'compatible') return true;
  if (!asksBoth) return false;
  const said = verdict.messages.join('; ');
  throw new RegistryError(
    `POST ${client.url}/subjects/${encodeURIComponent(subject)}/versions`,
    `the registry ${verdict.says === 'failed' ? 'cannot judge it' : 'calls it incompatible'}${said === '' ? '' : ` (${said})`}`,
    'change the schema, or write schemaRegistry.verdict: contracts',
  );
}

/** Some registries keep nothing of a subject that is not there; its first version has nothing to be compatible with. */
async function holdIfItMay(hold: () => Promise<void>): Promise<void> {
  try {
    await hold();
  } catch (error) {
    if (!(error instanceof RegistryError && error.status === 404)) throw error;
  }
}

async function register(
  subject: SchemaSubject,
  sent: SentSchema,
  { client, contents }: Applying,
): Promise<RegisteredVersion> {
  await client.register(subject.subject, sent);
  const same = (one: RegisteredVersion) => isSame(subject, sent.references, one);
  const latest = await client.version(subject.subject, 'latest');
  const found =
    latest !== undefined && same(latest) ? latest : (await contents.versions(subject.subject)).find(same);
  if (found === undefined) throw notFound(client, subject);
  return found;
}

function keepsNone(client: RegistryClient, subject: string): RegistryError {
  return new RegistryError(
    `PUT ${client.url}/config/${encodeURIComponent(subject)}`,
    'the registry has not kept the metadata that was sent',
    'write schemaRegistry.metadata: not-kept',
  );
}

function notFound(client: RegistryClient, { subject }: SchemaSubject): RegistryError {
  return new RegistryError(
    `POST ${client.url}/subjects/${encodeURIComponent(subject)}/versions`,
    'it was registered, and no version has the schema that was sent',
    'see what the registry makes of it',
  );
}
