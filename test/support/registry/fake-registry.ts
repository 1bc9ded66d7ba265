import type { ServerResponse } from 'node:http';
import { json, type Seen, smallServer, type SmallServer } from './small-server.ts';

interface Version {
  readonly version: number;
  readonly id: number;
  readonly schema: string;
  readonly schemaType: string;
  readonly references: readonly { name: string; subject: string; version: number }[];
}

interface Config {
  compatibility: string;
  defaultMetadata?: { properties: Record<string, string> };
}

/** A registry with modes and metadata, in memory: Apicurio's keeps neither. It compares no schemas. */
export class FakeRegistry {
  readonly versions = new Map<string, Version[]>();
  readonly configs = new Map<string, Config>();
  readonly modes = new Map<string, string>();
  /** What it refuses with 409, or nothing. */
  refuses: (subject: string, schema: string) => string | undefined = () => undefined;
  /** Where not, it takes metadata and says nothing. */
  keepsMetadata = true;
  /** What it says of compatibility; 500: it breaks off. */
  verdict: { is_compatible: boolean; messages?: string[] } | 500 = { is_compatible: true };
  /** Confluent's keeps the config of a subject that is not there, others do not. */
  keepsConfigOfNone = true;
  #server: SmallServer | undefined;
  #id = 0;

  static async start(): Promise<FakeRegistry> {
    const registry = new FakeRegistry();
    registry.#server = await smallServer((seen, response) => {
      registry.#answer(seen, response);
    });
    return registry;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** What was asked since the last call: `GET /subjects`. */
  requests(): string[] {
    return (this.#server?.seen.splice(0) ?? []).map(({ method, path }) => `${method} ${path}`);
  }

  /** What changed something since the last call, with what was sent. */
  writes(): string[] {
    return (this.#server?.seen.splice(0) ?? [])
      .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/compatibility'))
      .map(({ method, path, body }) => `${method} ${path} ${short(body)}`);
  }

  add(subject: string, schema: string, schemaType = 'JSON', references: Version['references'] = []): void {
    const all = this.versions.get(subject) ?? [];
    this.#id += 1;
    all.push({ version: all.length + 1, id: this.#id, schema, schemaType, references });
    this.versions.set(subject, all);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #answer({ method, path, body }: Seen, response: ServerResponse): void {
    const [kind = '', name = '', , number] = (path.split('?')[0] ?? '').split('/').slice(1);
    const subject = decodeURIComponent(name);
    const sent = body === '' ? {} : (JSON.parse(body) as Record<string, never>);
    const none = (code: number) => json(response, 404, { error_code: code, message: 'not found' });
    if (kind === 'subjects' && name === '') return json(response, 200, [...this.versions.keys()]);
    if (kind === 'config') {
      if (method === 'GET') {
        const config = this.configs.get(subject);
        if (config === undefined) return none(40408);
        const { compatibility: compatibilityLevel, ...kept } = config;
        const rest = this.keepsMetadata ? kept : {};
        return json(response, 200, { compatibilityLevel, ...rest });
      }
      if (this.keepsConfigOfNone || this.versions.has(subject))
        this.configs.set(subject, sent as unknown as Config);
      return json(response, 200, sent);
    }
    if (kind === 'mode') {
      if (method === 'PUT') this.modes.set(subject, String(sent['mode']));
      const mode = this.modes.get(subject);
      return mode === undefined ? none(40409) : json(response, 200, { mode });
    }
    if (kind === 'compatibility') {
      if (this.verdict === 500) return json(response, 500, { error_code: 0, message: 'could not compare' });
      return json(response, 200, this.verdict);
    }
    const all = this.versions.get(subject) ?? [];
    if (method === 'POST') {
      const { schema, schemaType, references } = sent as unknown as Version;
      if (this.modes.get(subject) === 'READONLY')
        return json(response, 422, { error_code: 42205, message: 'read-only' });
      const why =
        this.configs.get(subject)?.compatibility === 'NONE' ? undefined : this.refuses(subject, schema);
      if (why !== undefined) return json(response, 409, { error_code: 409, message: why });
      const known = all.find(
        (one) => one.schema === schema && JSON.stringify(one.references) === JSON.stringify(references),
      );
      if (known === undefined) this.add(subject, schema, schemaType, references);
      return json(response, 200, { id: known?.id ?? this.#id });
    }
    if (all.length === 0) return none(40401);
    if (number === undefined)
      return json(
        response,
        200,
        all.map((one) => one.version),
      );
    const found = number === 'latest' ? all.at(-1) : all[Number(number) - 1];
    return found === undefined ? none(40402) : json(response, 200, { subject, ...found });
  }
}

/** What was sent, without the text of the schema. */
function short(body: string): string {
  const sent = JSON.parse(body) as object;
  return JSON.stringify(Object.fromEntries(Object.entries(sent).filter(([key]) => key !== 'schema')));
}
