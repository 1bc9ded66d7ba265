import type { PublishedCrd } from './fetch.ts';
import { REF, replace, type Schema, strip, without } from './schema.ts';

/** A CRD as this project keeps it: one version, no prose, no status. */
export interface KeptCrd {
  readonly source: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly openAPIV3Schema: Schema;
}

/** Copies of Kubernetes' own types inside CRDs, by the path of the property; `count` in each kind. */
const COPIES: readonly { at: RegExp; ref: string; count: Readonly<Record<string, number>> }[] = [
  {
    at: /^ScaledJob\.spec\.jobTargetRef\.template$/,
    ref: 'io.k8s.api.core.v1.PodTemplateSpec',
    count: { ScaledJob: 1 },
  },
  {
    at: /^Kafka\w*\.spec\.(\w+\.)?template\.\w+\.affinity$/,
    ref: 'io.k8s.api.core.v1.Affinity',
    count: { Kafka: 4, KafkaMirrorMaker2: 2, KafkaNodePool: 1 },
  },
];

/** Where a class would be thousands of lines that this project does not set: `any` in the class only. */
const OPEN_IN_CLASSES = /^(Kafka|KafkaNodePool|KafkaMirrorMaker2)\.spec(\.\w+)?\.template$/;

/**
 * The schema with a reference in place of each copy.
 * @throws Error where there are fewer or more copies than listed: a release moved them.
 */
function withReferences(schema: Schema, kind: string): Schema {
  const found = new Map<string, number>();
  const pruned = replace(
    schema,
    (_name, _property, path) => {
      const copy = COPIES.find(({ at }) => at.test(path));
      if (!copy) return undefined;
      found.set(copy.ref, (found.get(copy.ref) ?? 0) + 1);
      return { [REF]: copy.ref };
    },
    kind,
  );
  for (const { ref, count } of COPIES) {
    const [expected, got] = [count[kind] ?? 0, found.get(ref) ?? 0];
    if (expected === got) continue;
    throw new Error(`${kind} has ${got} copies of ${ref}, scripts/imports/prune.ts lists ${expected}`);
  }
  return pruned;
}

/**
 * Keeps one version of a CRD: the one that is stored, which must be served.
 * @throws Error where that version is not served.
 */
export function keep(crd: PublishedCrd): KeptCrd {
  const version = crd.versions.find(({ storage }) => storage);
  if (!version?.served) throw new Error(`${crd.kind}: the stored version is not served`);
  const stripped = without(strip(version.schema), 'status');
  return {
    source: crd.source,
    group: crd.group,
    version: version.name,
    kind: crd.kind,
    plural: crd.plural,
    scope: crd.scope,
    openAPIV3Schema: withReferences(stripped, crd.kind),
  };
}

/** The CRD document `cdk8s import` reads, with the subtrees no class is wanted for left open. */
export function forClasses(crd: KeptCrd): unknown {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema = replace(
    crd.openAPIV3Schema,
    (_name, property, path) => (property[REF] || OPEN_IN_CLASSES.test(path) ? open : undefined),
    crd.kind,
  );
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${crd.plural}.${crd.group}` },
    spec: {
      group: crd.group,
      names: { kind: crd.kind, plural: crd.plural },
      scope: crd.scope,
      versions: [{ name: crd.version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}
