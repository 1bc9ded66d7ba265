import { z } from 'zod';
import { printable } from '../model/text/problem.ts';
import type { CompatibilityMode } from '../model/terms/schema-terms.ts';
import type { RegistryFormat, SubjectMetadata } from '../policies/registry-schemas.ts';
import { type Answer, type Method, type RegistryAccess, RegistryHttp } from './http.ts';
import { RegistryError } from './registry-error.ts';

/** How a registry names the modes of compatibility. */
export type Level =
  | Uppercase<'none' | 'backward' | 'forward' | 'full'>
  | `${'BACKWARD' | 'FORWARD' | 'FULL'}_TRANSITIVE`;

export function levelOf(mode: CompatibilityMode): Level {
  return mode.toUpperCase().replace('-', '_') as Level;
}

const reference = z.object({ name: z.string(), subject: z.string(), version: z.int().min(1) });
export type RegistryReference = z.output<typeof reference>;

const version = z.object({
  version: z.int().min(1),
  id: z.int(),
  schema: z.string(),
  // Registries leave the first format out.
  schemaType: z.string().default('AVRO'),
  references: z.array(reference).nullish(),
});

/** One version of a subject, as the registry has it. */
export interface RegisteredVersion {
  readonly version: number;
  readonly id: number;
  readonly schema: string;
  /** `AVRO`, `JSON`, `PROTOBUF`, or another one that a registry may know. */
  readonly format: string;
  /** By their names. */
  readonly references: readonly RegistryReference[];
}

const config = z.object({
  compatibilityLevel: z.string().optional(),
  compatibility: z.string().optional(),
  defaultMetadata: z.object({ properties: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** What a subject says of itself; undefined where it says nothing and the registry's own holds. */
export interface SubjectConfig {
  readonly level: string | undefined;
  /** Undefined where the registry shows none. */
  readonly metadata: SubjectMetadata | undefined;
}

/** A schema that is sent to a registry. */
export interface SentSchema {
  readonly schema: string;
  readonly schemaType: RegistryFormat;
  readonly references: readonly RegistryReference[];
}

/** What a registry says of a schema against the latest version of a subject. */
export interface RegistryVerdict {
  /** `failed`: its comparison breaks off, as Apicurio's does at JSON Schemas of draft 2020-12. */
  readonly says: 'compatible' | 'incompatible' | 'failed';
  /** Its reasons, where it gives any. */
  readonly messages: readonly string[];
}

/** Subjects that one registry may have. */
const mostSubjects = 200_000;

/** The Confluent API of a schema registry, as much of it as is needed. No request deletes anything. */
export class RegistryClient {
  readonly #http: RegistryHttp;

  constructor(access: RegistryAccess) {
    this.#http = new RegistryHttp(access);
  }

  get url(): string {
    return this.#http.url;
  }

  /** The names of all subjects, sorted. */
  async subjects(): Promise<string[]> {
    const found = await this.#get('/subjects', z.array(z.string()).max(mostSubjects));
    return [...new Set(found)].sort();
  }

  /** The versions of a subject, ascending; empty where it is not there. */
  async versions(subject: string): Promise<number[]> {
    const found = await this.#find(`${at(subject)}/versions`, z.array(z.int().min(1)));
    return (found ?? []).toSorted((a, b) => a - b);
  }

  /** Undefined where there is none. */
  async version(subject: string, which: number | 'latest'): Promise<RegisteredVersion | undefined> {
    const found = await this.#find(`${at(subject)}/versions/${which}`, version);
    if (found === undefined) return undefined;
    const references = found.references ?? [];
    return {
      version: found.version,
      id: found.id,
      schema: found.schema,
      format: found.schemaType,
      references: references.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    };
  }

  async config(subject: string): Promise<SubjectConfig> {
    const found = await this.#find(`/config/${encodeURIComponent(subject)}`, config);
    return {
      level: found?.compatibilityLevel ?? found?.compatibility,
      metadata: found?.defaultMetadata?.properties ?? undefined,
    };
  }

  /** The level of subjects that have none of their own; undefined where the registry does not say. */
  async level(): Promise<string | undefined> {
    const found = await this.#find('/config', config);
    return found?.compatibilityLevel ?? found?.compatibility;
  }

  /** @param metadata kept with the level, where the registry keeps metadata */
  async setConfig(subject: string, level: Level, metadata?: SubjectMetadata): Promise<void> {
    await this.#http.send('PUT', `/config/${encodeURIComponent(subject)}`, {
      body: {
        compatibility: level,
        ...(metadata === undefined ? {} : { defaultMetadata: { properties: metadata } }),
      },
    });
  }

  /**
   * `READWRITE`, `READONLY` and others; `unset` where the registry's own holds, `not-kept` where the registry has no
   * modes of subjects.
   */
  async mode(subject: string): Promise<string> {
    const path = `/mode/${encodeURIComponent(subject)}`;
    const answer = await this.#http.send('GET', path, { expected: [404] });
    if (answer.body === undefined) return 'not-kept';
    if (answer.status === 404) return codeIn(answer.body) === undefined ? 'not-kept' : 'unset';
    return this.#read('GET', path, answer, z.object({ mode: z.string() })).mode;
  }

  async setMode(subject: string, mode: 'READONLY' | 'READWRITE'): Promise<void> {
    await this.#http.send('PUT', `/mode/${encodeURIComponent(subject)}`, { body: { mode } });
  }

  /** Registers a schema, or finds it: the same schema again makes no version. */
  async register(subject: string, schema: SentSchema): Promise<void> {
    const path = `${at(subject)}/versions?normalize=true`;
    const answer = await this.#http.send('POST', path, { body: schema });
    this.#read('POST', path, answer, z.object({ id: z.int() }));
  }

  /** What the registry says of a schema against the latest version; undefined where it cannot say. */
  async verdict(subject: string, schema: SentSchema): Promise<RegistryVerdict | undefined> {
    const path = `/compatibility${at(subject)}/versions/latest?verbose=true&normalize=true`;
    try {
      const answer = await this.#http.send('POST', path, { body: schema, expected: [404, 422], tries: 2 });
      if (answer.status === 404 || answer.status === 422) return undefined;
      const shape = z.object({ is_compatible: z.boolean(), messages: z.array(z.string()).nullish() });
      const said = this.#read('POST', path, answer, shape);
      return { says: said.is_compatible ? 'compatible' : 'incompatible', messages: said.messages ?? [] };
    } catch (error) {
      if (!(error instanceof RegistryError && error.status === 500)) throw error;
      return { says: 'failed', messages: error.said === '' ? [] : [error.said] };
    }
  }

  async #get<S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>> {
    return this.#read('GET', path, await this.#http.send('GET', path), shape);
  }

  /** As `#get`; undefined where the registry itself, and no server before it, says that it is not there. */
  async #find<S extends z.ZodType>(path: string, shape: S): Promise<z.output<S> | undefined> {
    const answer = await this.#http.send('GET', path, { expected: [404] });
    if (answer.status !== 404) return this.#read('GET', path, answer, shape);
    if (codeIn(answer.body) !== undefined) return undefined;
    throw this.#http.wrongAnswer('GET', path, 'it answers 404, and not as a registry does');
  }

  #read<S extends z.ZodType>(method: Method, path: string, { body }: Answer, shape: S): z.output<S> {
    const read = shape.safeParse(body);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const where =
      issue === undefined || issue.path.length === 0 ? '' : ` at ${printable(issue.path.join('.'))}`;
    throw this.#http.wrongAnswer(
      method,
      path,
      `the answer is not as the API has it${where}: ${issue?.message ?? 'unknown'}`,
    );
  }
}

function at(subject: string): string {
  return `/subjects/${encodeURIComponent(subject)}`;
}

/** Registries number their errors: `40401`. */
function codeIn(body: unknown): number | undefined {
  const code: unknown =
    typeof body === 'object' && body !== null && 'error_code' in body ? body.error_code : undefined;
  return typeof code === 'number' ? code : undefined;
}
