import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModule } from './fetch.ts';
import { KUBERNETES } from './pins.ts';
import { type Schema, strip, without } from './schema.ts';

/** Kubernetes' own schemas: `kinds` says which definition describes an apiVersion/kind. */
export interface KubernetesSchemas {
  readonly source: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
}

/**
 * Two types the swagger calls strings, though the API server takes numbers as well.
 * Source: `Quantity` in apimachinery's pkg/api/resource, `IntOrString` in its pkg/util/intstr.
 */
const NUMBER_OR_TEXT: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    pattern: '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
    'x-kubernetes-int-or-string': true,
  },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
};

/** Definitions by their references, from the roots on. */
function reachable(all: Readonly<Record<string, Schema>>): Map<string, Schema> {
  const found = new Map<string, Schema>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '$ref' && typeof inner === 'string') add(inner.replace('#/definitions/', ''));
      else visit(inner);
    }
  };
  const add = (name: string): void => {
    if (found.has(name)) return;
    const schema = all[name];
    if (!schema) throw new Error(`Kubernetes ${KUBERNETES.version} has no definition ${name}`);
    const kept =
      NUMBER_OR_TEXT[name] ??
      (KUBERNETES.roots.some((root) => root === name) ? rooted(schema) : strip(schema));
    found.set(name, kept);
    visit(kept);
  };
  KUBERNETES.roots.forEach(add);
  return found;
}

/** An object's schema as a manifest writes it: what the API server reports back is not part of it. */
function rooted(schema: Schema): Schema {
  return without(strip(schema), 'status');
}

/**
 * The closed sets of values, as `<definition>.<property>` or `<definition>.<property>[]`.
 * They are in the Go code that Kubernetes generates for its own API server.
 */
function closedSets(go: string): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  let definition = '';
  let property = '';
  for (const line of go.split('\n')) {
    const start = /^func schema_k8sio_api_(\w+)\(/.exec(line);
    if (line.startsWith('func ')) definition = start ? `io.k8s.api.${start[1]?.replaceAll('_', '.')}` : '';
    property = /^\t{5}"(\w+)": \{$/.exec(line)?.[1] ?? property;
    const values = /^(\t+)Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line);
    if (!values || !definition) continue;
    const list = values[1]?.length === 7 ? '' : '[]';
    sets.set(`${definition}.${property}${list}`, JSON.parse(`[${values[2]}]`) as string[]);
  }
  return sets;
}

/** `schema` with the closed sets of its own properties. */
function withClosedSets(name: string, schema: Schema, sets: ReadonlyMap<string, string[]>): Schema {
  if (!schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([key, property]): [string, Schema] => {
    const own = sets.get(`${name}.${key}`);
    const items = sets.get(`${name}.${key}[]`);
    if (own) return [key, { enum: own, ...property }];
    if (items && property.items) return [key, { ...property, items: { enum: items, ...property.items } }];
    return [key, property];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Downloads Kubernetes' module and keeps the definitions reachable from the roots. */
export function kubernetesSchemas(): KubernetesSchemas {
  const folder = goModule(KUBERNETES.module, KUBERNETES.version);
  const { definitions } = JSON.parse(readFileSync(join(folder, KUBERNETES.swagger), 'utf8')) as Swagger;
  const sets = closedSets(readFileSync(join(folder, KUBERNETES.generated), 'utf8'));
  const kept = [...reachable(definitions)].sort(([a], [b]) => (a < b ? -1 : 1));
  const kinds = KUBERNETES.roots.flatMap((name): [string, string][] => {
    const known = definitions[name]?.['x-kubernetes-group-version-kind'] as
      | Record<string, string>[]
      | undefined;
    return (known ?? []).map(({ group, version, kind }) => [
      `${group ? `${group}/` : ''}${version}/${kind}`,
      name,
    ]);
  });
  return {
    source: `${KUBERNETES.module}@${KUBERNETES.version}`,
    kinds: Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1))),
    definitions: Object.fromEntries(kept.map(([name, schema]) => [name, withClosedSets(name, schema, sets)])),
  };
}
