import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe } from '@jest/globals';
import { downloaded } from '../broker/download.ts';
import type { Schema } from '../schema-graph.ts';

/** Schemas of one keyword, each with instances that are valid or not. */
interface SuiteFile {
  readonly name: string;
  readonly groups: readonly SuiteGroup[];
}

export interface SuiteGroup {
  readonly description: string;
  readonly schema: Schema;
  readonly tests: readonly { readonly data: unknown; readonly valid: boolean }[];
}

/** The official test suite of JSON Schema, draft 2020-12. */
export interface SchemaSuite {
  readonly files: readonly SuiteFile[];
  /** Schemas that others refer to, by `$id`. */
  readonly remotes: ReadonlyMap<string, Schema>;
}

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const run = promisify(execFile);

/** Where the suite says that its remote schemas are. */
const remoteBase = 'http://localhost:1234/';

/** A suite that needs Python's pip. Skipped where it is missing; with REQUIRE_SCHEMA_SUITE set it fails instead. */
export function describeWithSchemaSuite(title: string, suite: () => void): void {
  const isThere = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;
  const isRequired = (process.env['REQUIRE_SCHEMA_SUITE'] ?? '') !== '';
  if (isThere || isRequired) describe(title, suite);
  else describe.skip(`${title} (needs pip; Debian: python3-pip)`, suite);
}

/** The suite of requirements.txt, fetched once into `.cache/json-schema-suite/<digest of it>`. */
export async function schemaSuite(): Promise<SchemaSuite> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = await downloaded(`json-schema-suite/${digest}`, async (to) => {
    const pip = ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', '--no-deps'];
    await run('python3', [...pip, '--require-hashes', '-r', requirements, '-d', to]);
    const archives = readdirSync(to).map((name) => join(to, name));
    for (const one of archives) await run('tar', ['-xzf', one, '-C', to, '--strip-components=1']);
  });
  const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const tests = join(folder, 'json', 'tests', 'draft2020-12');
  const remotes = join(folder, 'json', 'remotes');
  return {
    // What is optional is other formats and patterns, and parts that a validator may leave out.
    files: readdirSync(tests, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => ({ name, groups: json(join(tests, name)) as SuiteGroup[] })),
    remotes: new Map(
      readdirSync(remotes, { recursive: true, encoding: 'utf8' })
        .filter((name) => /^(?:draft2020-12\/.*|[^/]*)\.json$/.test(name))
        .map((name) => {
          const url = `${remoteBase}${name}`;
          return [url, { $id: url, ...(json(join(remotes, name)) as object) }];
        }),
    ),
  };
}
