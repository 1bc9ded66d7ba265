import { readFileSync } from 'node:fs';
import type { CarriedSubject } from '../../lib/model/carried-contract.ts';
import type { Variables } from '../kafka/client-settings.ts';

/** A registry that does not answer, or does not have what a contract says. */
export class SchemaIdError extends Error {
  override readonly name = 'SchemaIdError';
}

/** Ids of schemas in a registry, for keys and values that begin with them. */
export class SchemaIds {
  readonly #url: string | undefined;
  readonly #authorization: string | undefined;
  readonly #known = new Map<string, Promise<number>>();

  private constructor(url: string | undefined, authorization: string | undefined) {
    this.#url = url;
    this.#authorization = authorization;
  }

  /** By `SCHEMA_REGISTRY_URL`, and the files that `SCHEMA_REGISTRY_USERNAME_FILE` and `…_PASSWORD_FILE` name. */
  static of(variables: Variables): SchemaIds {
    const read = (name: string) => {
      const file = variables[name] ?? '';
      return file === '' ? undefined : readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    };
    const username = read('SCHEMA_REGISTRY_USERNAME_FILE');
    const password = read('SCHEMA_REGISTRY_PASSWORD_FILE');
    const url = variables['SCHEMA_REGISTRY_URL'] ?? '';
    return new SchemaIds(
      url === '' ? undefined : url.replace(/\/$/, ''),
      username === undefined || password === undefined
        ? undefined
        : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    );
  }

  /**
   * The id of the schema of a key or value, as the registry has it for its subject; undefined where it has no subject.
   * @throws SchemaIdError where it is not registered, or the registry does not answer
   */
  async idOf(subjects: readonly CarriedSubject[], part: 'key' | 'value'): Promise<number | undefined> {
    const wanted = subjects.find((one) => one.part === part);
    if (wanted === undefined) return undefined;
    const key = `${wanted.subject} ${wanted.text}`;
    const known = this.#known.get(key) ?? this.#ask(subjects, wanted);
    this.#known.set(key, known);
    return await known;
  }

  /** What a schema names is looked up first: the registry wants the version of each. */
  async #ask(subjects: readonly CarriedSubject[], wanted: CarriedSubject): Promise<number> {
    const versions = new Map<string, number>();
    for (const one of subjects) {
      if (one.part !== undefined && one !== wanted) continue;
      const references = one.references.map(({ name, subject }) => ({
        ...{ name, subject, version: versions.get(subject) ?? -1 },
      }));
      const { id, version } = await this.#lookUp(one, references);
      if (one === wanted) return id;
      versions.set(one.subject, version);
    }
    throw new SchemaIdError(`${wanted.subject} could not be looked up`);
  }

  async #lookUp(
    { subject, format, text }: CarriedSubject,
    references: readonly object[],
  ): Promise<{ id: number; version: number }> {
    if (this.#url === undefined) {
      throw new SchemaIdError(
        `values of ${subject} begin with the id of their schema: set SCHEMA_REGISTRY_URL`,
      );
    }
    let answer: Response;
    try {
      answer = await fetch(`${this.#url}/subjects/${encodeURIComponent(subject)}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/vnd.schemaregistry.v1+json',
          ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
        },
        body: JSON.stringify({
          schema: text,
          // Registries before 5.5 know Avro alone, and not this field.
          ...(format === 'AVRO' ? {} : { schemaType: format }),
          ...(references.length === 0 ? {} : { references }),
        }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch {
      throw new SchemaIdError(`the schema registry at ${this.#url} does not answer`);
    }
    if (answer.status === 404) {
      throw new SchemaIdError(
        `the registry does not have the contract's schema for ${subject}: register it (workstreams schemas apply)`,
      );
    }
    if (!answer.ok) throw new SchemaIdError(`the schema registry answers ${answer.status} for ${subject}`);
    const { id, version } = (await answer.json()) as { id: number; version: number };
    return { id, version };
  }
}

/** What a key or value begins with that has the id of its schema (Confluent's wire format). */
export function idHeader(id: number): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return header;
}
