import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../model/catalog.ts';
import { compare, problem, type Read, received } from '../model/text/problem.ts';
import { size } from '../model/text/size.ts';

/** The file's name in an environment's folder. */
export const releaseFile = 'release.json';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits');

/** A rendered file: what is not named so is never taken for ours, whatever a release says. */
const renderedFile = z
  .string()
  .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/){1,3}[A-Za-z0-9][A-Za-z0-9._-]*\.k8s\.yaml$/, 'no rendered file');

/** Bytes of a release that are read. */
export const largestRelease = size('64MiB');

/** A folder of contracts, or of a whole system. */
const contractsFolder = z
  .string()
  .regex(/^contracts(?:\/[A-Za-z0-9][A-Za-z0-9._-]*){1,5}$/, 'not a folder of contracts');

const reason = z.string().regex(/^(?=.*\S)[^\n]{1,500}$/, 'a reason is one line of at most 500 characters');

/** Whether a release can say of which commit a folder is: it is a contract's, or one above it. */
export function isContractsFolder(path: string): boolean {
  return contractsFolder.safeParse(path).success;
}

/** Whether a release can say why an emergency was fixed. */
export function isReason(text: string): boolean {
  return reason.safeParse(text).success;
}

/** A schema that what is rendered needs; with version and id where the registry was asked for them. */
const releasedSchema = z.strictObject({
  schema: digest,
  version: z.int().min(1).exactOptional(),
  id: z.int().exactOptional(),
});

const commit = z.string().regex(/^[0-9a-f]{40,64}$/, 'a commit is 40 hexadecimal digits');

/** What a rendered environment carries beside its manifests, so that a promotion knows what runs there. */
const releaseSchema = z.strictObject({
  environment: z.string(),
  /** Digest of the catalogue that was rendered. */
  catalog: digest,
  /**
   * Commit of this repository that the contracts are of; `<commit>-dirty` where something was not committed, null where
   * it is not known.
   */
  source: z
    .string()
    .regex(/^[0-9a-f]{40,64}(?:-dirty)?$/, 'a commit is 40 hexadecimal digits')
    .nullable(),
  /** Commits of the folders that are not of `source`: each was promoted by itself. */
  parts: z.record(contractsFolder, commit).optional(),
  /** Why folders came here before the environments below have them. */
  emergencies: z.record(contractsFolder, reason).optional(),
  /** SHA-256 of each object's canonical JSON, by its name. */
  objects: z.record(z.string(), digest),
  /** Of each subject of the schema registry that is in use; absent where the environment has no registry. */
  schemas: z.record(z.string().min(1).max(500), releasedSchema).exactOptional(),
  /** SHA-256 of each file that was written beside it, by its path below the environment's folder. */
  files: z.record(renderedFile, digest),
});

export type Release = z.output<typeof releaseSchema>;
export type ReleasedSchema = z.output<typeof releasedSchema>;

export function objectDigest(manifest: unknown): string {
  return textDigest(canonical(manifest));
}

/** SHA-256 of a text's bytes in UTF-8. */
export function textDigest(text: string): string {
  return `sha256:${hash('sha256', text)}`;
}

export function releaseText({ environment, catalog, source, objects, files, ...rest }: Release): string {
  const sorted = {
    environment,
    catalog,
    source,
    ...some('parts', rest.parts),
    ...some('emergencies', rest.emergencies),
    objects: inOrder(objects),
    ...(rest.schemas === undefined ? {} : { schemas: inOrder(rest.schemas) }),
    files: inOrder(files),
  };
  return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

/** What a release says without asking anyone: its schemas without versions and ids. */
export function withoutVersions(release: Release): Release {
  const { schemas } = release;
  if (schemas === undefined) return release;
  const digests = Object.entries(schemas).map(([subject, { schema }]) => [subject, { schema }]);
  return { ...release, schemas: Object.fromEntries(digests) as NonNullable<Release['schemas']> };
}

/**
 * What a release.json says. It comes from a folder that others write too.
 * @param shown its name in problems
 */
export function parseRelease(text: string, shown: string): Read<Release> {
  const place = { file: shown, line: 1, column: 1 };
  const fix =
    'only `workstreams synth` and `promote` write it: take it back from git. If it is of another program, move it elsewhere';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: [problem(place, '', 'this is no JSON', fix)] };
  }
  const release = releaseSchema.safeParse(value);
  if (release.success) return { ok: true, value: release.data };
  const first = release.error.issues[0];
  const key = first?.path.map(String).join('.') ?? '';
  const what = first?.code === 'invalid_key' ? first.issues[0]?.message : first?.message;
  return { ok: false, problems: [problem(place, key, what ?? received(value), fix)] };
}

/** What there is none of is not written. */
function some(key: string, texts: Readonly<Record<string, string>> = {}): object {
  return Object.keys(texts).length === 0 ? {} : { [key]: inOrder(texts) };
}

function inOrder<T>(digests: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(digests).sort(([a], [b]) => compare(a, b)));
}
