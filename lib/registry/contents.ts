import { optionsFile } from '../model/schemas/protobuf/linked.ts';
import type { SchemaFormat } from '../model/terms/schema-terms.ts';
import type { SchemaSubject } from '../policies/schema-subjects.ts';
import type { RegisteredVersion, RegistryClient, RegistryReference, SubjectConfig } from './client.ts';
import { normalSchema, parsedSchema } from './normal-schema.ts';

/** What a registry has under one subject. */
export interface SubjectContents {
  readonly latest: RegisteredVersion;
  readonly config: SubjectConfig;
  /** `READWRITE`, `READONLY` and others, `unset` or `not-kept`. */
  readonly mode: string;
}

/** Versions of one subject that are read, the newest first. */
const mostVersions = 1000;

/** References that lead to each other. */
const deepest = 32;

/** What a registry has, each version read once. */
export class RegistryContents {
  readonly client: RegistryClient;
  readonly #versions = new Map<string, Promise<RegisteredVersion | undefined>>();

  constructor(client: RegistryClient) {
    this.client = client;
  }

  /** Undefined where the subject has no version. */
  async of(subject: string): Promise<SubjectContents | undefined> {
    const [latest, config, mode] = await Promise.all([
      this.client.version(subject, 'latest'),
      this.client.config(subject),
      this.client.mode(subject),
    ]);
    return latest === undefined ? undefined : { latest, config, mode };
  }

  /** All versions of a subject, the newest first. */
  async versions(subject: string): Promise<RegisteredVersion[]> {
    const numbers = (await this.client.versions(subject)).toReversed().slice(0, mostVersions);
    const found = await Promise.all(numbers.map((number) => this.#version(subject, number)));
    return found.filter((one) => one !== undefined);
  }

  #version(subject: string, number: number): Promise<RegisteredVersion | undefined> {
    const key = JSON.stringify([subject, number]);
    const known = this.#versions.get(key) ?? this.client.version(subject, number);
    this.#versions.set(key, known);
    return known;
  }

  /** The schemas that a version names, and those that these name, as files that are shared. */
  async sharedOf(format: SchemaFormat, references: readonly RegistryReference[]): Promise<unknown[]> {
    const found = new Map<string, unknown>();
    const add = async (those: readonly RegistryReference[], depth: number): Promise<void> => {
      if (depth > deepest) return;
      for (const { name, subject, version } of those) {
        // Ours is known without the registry.
        if (found.has(name) || name === optionsFile) continue;
        const registered = await this.#version(subject, version);
        if (registered === undefined) continue;
        found.set(name, parsedSchema(format, registered.schema, name));
        await add(registered.references, depth + 1);
      }
    };
    await add(references, 0);
    return [...found.values()];
  }
}

/**
 * Whether a version says what a subject's schema says, and names what it names.
 * @param references those of the subject, with the versions that they would have
 */
export function isSame(
  subject: SchemaSubject,
  references: readonly RegistryReference[],
  registered: RegisteredVersion,
): boolean {
  if (registered.format !== subject.format || !haveSame(references, registered.references)) return false;
  if (registered.schema === subject.text) return true;
  const { language } = subject;
  const shared = subject.shared.map(({ value }) => value);
  const there = normalSchema(language, parsedSchema(language, registered.schema), shared);
  return there !== undefined && there === normalSchema(language, subject.value, shared);
}

function haveSame(ours: readonly RegistryReference[], theirs: readonly RegistryReference[]): boolean {
  const text = (all: readonly RegistryReference[]) =>
    JSON.stringify(all.map(({ name, subject, version }) => JSON.stringify([name, subject, version])).sort());
  return text(ours) === text(theirs);
}
