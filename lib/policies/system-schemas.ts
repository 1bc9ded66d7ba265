import { createHash } from 'node:crypto';
import { canonical, type Catalog } from '../model/catalog.ts';
import { addressText } from '../model/terms/contract.ts';
import { type ResolvedTopics, type SchemaSubject, schemaSubjects } from './schema-subjects.ts';

/** What the contracts of one system have in the schema registry of an environment. */
export interface SystemSchemas {
  /** Of its topics, and the shared messages that they lead to, which come first. */
  readonly subjects: readonly RegisteredSubject[];
  /** Contracts that may break what their mode promises, each with the last day, `2026-12-31`. */
  readonly excepted: Readonly<Record<string, string>>;
}

export interface RegisteredSubject extends SchemaSubject {
  /** SHA-256 of the schema and of all that it refers to, whatever the order of its keys. */
  readonly digest: string;
}

/** By system; undefined where the environment has no registry. */
export function systemSchemas(
  catalog: Catalog,
  resolved: ResolvedTopics,
): ReadonlyMap<string, SystemSchemas> | undefined {
  if (resolved.environment.schemaRegistry === 'none') return undefined;
  const subjects = withDigests(schemaSubjects(catalog, resolved));
  const excepted = exceptions(catalog, resolved);
  return new Map(
    resolved.systems.map(({ declaration: { id } }) => {
      const own = ofSystem(subjects, id);
      const contracts = new Set(own.flatMap((one) => one.contracts));
      const mine = Object.entries(excepted).filter(([contract]) => contracts.has(contract));
      return [id, { subjects: own, excepted: Object.fromEntries(mine) }];
    }),
  );
}

/** Every subject of an environment, each once. */
export function allSubjects(
  systems: readonly { readonly schemas: SystemSchemas | undefined }[],
): RegisteredSubject[] {
  const all = systems.flatMap(({ schemas }) => schemas?.subjects ?? []);
  return [...new Map(all.map((one) => [one.subject, one])).values()];
}

/** What is referred to comes before what names it, so its digest is known. */
function withDigests(subjects: readonly SchemaSubject[]): RegisteredSubject[] {
  const digests = new Map<string, string>();
  return subjects.map((one) => {
    const references = one.references.map(({ name, subject }) => [name, digests.get(subject) ?? '']);
    const content = canonical({ format: one.format, schema: one.value, references });
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    digests.set(one.subject, digest);
    return { ...one, digest };
  });
}

function ofSystem(subjects: readonly RegisteredSubject[], system: string): RegisteredSubject[] {
  const wanted = new Set<string>();
  for (const one of subjects.toReversed()) {
    const isOwn = one.role !== 'message' && one.system === system;
    if (!isOwn && !wanted.has(one.subject)) continue;
    wanted.add(one.subject);
    for (const { subject } of one.references) wanted.add(subject);
  }
  return subjects.filter(({ subject }) => wanted.has(subject));
}

function exceptions(catalog: Catalog, { environment }: ResolvedTopics): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (
    contract: string,
    { rule, until }: { readonly rule: string; readonly until: string },
  ): void => {
    const known = found[contract];
    if (rule === 'schema-compatible' && (known === undefined || known < until)) found[contract] = until;
  };
  for (const { address, terms } of catalog.contracts)
    for (const one of terms.exceptions) add(addressText(address), one);
  for (const one of environment.exceptions) add(one.subject, one);
  return found;
}
