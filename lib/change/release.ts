import { createHash } from 'node:crypto';
import { canonical } from '../model/catalog.ts';
import { compare } from '../model/problem.ts';

/** What a rendered environment carries beside its manifests, so that a promotion knows what runs there. */
export interface Release {
  readonly environment: string;
  /** Digest of the catalogue that was rendered. */
  readonly catalog: string;
  /** Commit of this repository, or null where it is not known. */
  readonly source: string | null;
  /** SHA-256 of each object's canonical JSON, by its name. */
  readonly objects: Readonly<Record<string, string>>;
}

export function objectDigest(manifest: unknown): string {
  return `sha256:${createHash('sha256').update(canonical(manifest)).digest('hex')}`;
}

export function releaseText({ environment, catalog, source, objects }: Release): string {
  const sorted = Object.fromEntries(Object.entries(objects).sort(([a], [b]) => compare(a, b)));
  return `${JSON.stringify({ environment, catalog, source, objects: sorted }, undefined, 2)}\n`;
}
