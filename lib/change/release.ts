import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../model/catalog.ts';
import { compare } from '../model/problem.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'no digest');

/** What a rendered environment carries beside its manifests, so that a promotion knows what runs there. */
export const releaseSchema = z.strictObject({
  environment: z.string(),
  /** Digest of the catalogue that was rendered. */
  catalog: digest,
  /** Commit of this repository, or null where it is not known. */
  source: z.string().nullable(),
  /** SHA-256 of each object's canonical JSON, by its name. */
  objects: z.record(z.string(), digest),
});

export type Release = z.output<typeof releaseSchema>;

export function objectDigest(manifest: unknown): string {
  return `sha256:${createHash('sha256').update(canonical(manifest)).digest('hex')}`;
}

export function releaseText({ environment, catalog, source, objects }: Release): string {
  const sorted = Object.fromEntries(Object.entries(objects).sort(([a], [b]) => compare(a, b)));
  return `${JSON.stringify({ environment, catalog, source, objects: sorted }, undefined, 2)}\n`;
}
