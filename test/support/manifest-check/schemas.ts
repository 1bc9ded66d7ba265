import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../../../scripts/imports/schema.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'imports', 'schemas');

interface CrdFile {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly openAPIV3Schema: Schema;
}

interface KubernetesFile {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}

const kubernetes = read('kubernetes.json') as KubernetesFile;

/** Kubernetes' own types, by their long names. */
export const definitions: ReadonlyMap<string, Schema> = new Map(Object.entries(kubernetes.definitions));

/**
 * The schema of the definition a reference names.
 * @throws Error where there is none.
 */
export function definition(name: string): Schema {
  const found = definitions.get(name);
  if (!found) throw new Error(`imports/schemas/kubernetes.json has no definition ${name}`);
  return found;
}

/** Every kind there is a schema for, by `<apiVersion>/<kind>`. */
export const kinds: ReadonlyMap<string, Schema> = new Map([
  ...Object.entries(kubernetes.kinds).map(([key, name]): [string, Schema] => [key, definition(name)]),
  ...readdirSync(FOLDER)
    .filter((file) => file !== 'kubernetes.json')
    .map((file): [string, Schema] => {
      const crd = read(file) as CrdFile;
      return [`${crd.group}/${crd.version}/${crd.kind}`, crd.openAPIV3Schema];
    }),
]);
