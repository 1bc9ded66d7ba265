import { z } from 'zod';
import type { Manifest } from './manifest.ts';
import { at } from './plain-object.ts';

/** `app.kubernetes.io/component` of what a system renders for its schemas, and the end of its names. */
export const schemasComponent = 'schemas';

/** The file in the ConfigMap `<system>-schemas`: a line of JSON for each subject. */
export const schemaListFile = 'subjects.jsonl';

const entry = z.object({
  subject: z.string(),
  state: z.enum(['active', 'retired', 'open']),
  /** As a registry names it: `AVRO`. */
  format: z.string(),
  compatibility: z.string(),
  /** SHA-256 of the schema and of all that it refers to. */
  schema: z.string(),
  /** Addresses of the contracts that it is of; of a shared message those that lead to it. */
  contracts: z.array(z.string()),
});

/** What the manifests of a system say of one subject. */
export type SchemaListEntry = z.output<typeof entry>;

/** The subjects that a manifest lists, with what its system is called; none where it is of another kind. */
export function listedSubjects(manifest: Manifest): SchemaListEntry[] {
  if (manifest.kind !== 'ConfigMap' || !isOfSchemas(manifest)) return [];
  const text = at(manifest, 'data', schemaListFile);
  if (typeof text !== 'string') return [];
  return text.split('\n').flatMap((line) => {
    const read = entry.safeParse(parsed(line));
    return read.success ? [read.data] : [];
  });
}

/** Whether something is rendered for the schemas of a system. */
export function isOfSchemas({ metadata }: Manifest): boolean {
  return (
    metadata.labels?.['app.kubernetes.io/component'] === schemasComponent &&
    metadata.labels['app.kubernetes.io/managed-by'] === 'workstreams'
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
