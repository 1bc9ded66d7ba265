import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compare } from '../model/text/problem.ts';
import type { RegisteredVersion, RegistryClient } from './client.ts';
import { RegistryContents } from './contents.ts';

/** The file that says what is in a backup, and which files are of it. */
export const backupFile = 'registry.json';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const formats = { AVRO: 'avsc', JSON: 'schema.json', PROTOBUF: 'proto' } as const;

const backup = z.strictObject({
  schema: z.literal('workstreams.io/registry-backup/v1'),
  environment: z.string(),
  registry: z.string(),
  /** Of subjects that have none of their own. */
  compatibility: z.string().nullable(),
  subjects: z.array(
    z.strictObject({
      subject: z.string(),
      compatibility: z.string().nullable(),
      mode: z.string().nullable(),
      metadata: z.record(z.string(), z.string()).nullable(),
      versions: z.array(
        z.strictObject({
          version: z.int().min(1),
          id: z.int(),
          format: z.string(),
          references: z.array(
            z.strictObject({ name: z.string(), subject: z.string(), version: z.int().min(1) }),
          ),
          file: z.string().regex(/^[a-z0-9_][a-z0-9._-]*\/[0-9]{1,9}\.(?:avsc|schema\.json|proto|txt)$/),
          digest,
        }),
      ),
    }),
  ),
});

/** What a registry has, as `registry.json` of a backup says it; the schemas are files beside it, byte by byte. */
export type Backup = z.output<typeof backup>;

/** Reads a text; undefined where it is no backup. */
export function parseBackup(text: string): Backup | undefined {
  try {
    const read = backup.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Files of a backup by their paths below its folder; equal registries have equal files.
 * @param registry its address as the environment has it
 * @throws RegistryError
 */
export async function backupFiles(
  client: RegistryClient,
  { environment, registry }: { readonly environment: string; readonly registry: string },
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const contents = new RegistryContents(client);
  const names = await client.subjects();
  const level = await client.level();
  const subjects = await Promise.all(
    names.map(async (subject): Promise<Backup['subjects'][number]> => {
      const [versions, config, mode] = await Promise.all([
        contents.versions(subject),
        client.config(subject),
        client.mode(subject),
      ]);
      const folder = folderOf(subject);
      return {
        subject,
        compatibility: config.level ?? null,
        mode: mode === 'unset' || mode === 'not-kept' ? null : mode,
        metadata: config.metadata === undefined ? null : sorted(config.metadata),
        versions: versions.toReversed().map((one) => {
          const file = `${folder}/${one.version}.${endingOf(one)}`;
          files.set(file, one.schema);
          const { version, id, format, references } = one;
          return { version, id, format, references: [...references], file, digest: digestOf(one.schema) };
        }),
      };
    }),
  );
  const index: Backup = {
    schema: 'workstreams.io/registry-backup/v1',
    environment,
    registry,
    compatibility: level ?? null,
    subjects: subjects
      .filter(({ versions }) => versions.length > 0)
      .sort((a, b) => compare(a.subject, b.subject)),
  };
  files.set(backupFile, `${JSON.stringify(index, undefined, 2)}\n`);
  return files;
}

function endingOf({ format }: RegisteredVersion): string {
  return formats[format as keyof typeof formats] ?? 'txt';
}

/** A folder that any file system takes: names that differ in letters' case or are long get a digest behind them. */
function folderOf(subject: string): string {
  const plain = subject.replaceAll(/[^a-z0-9._-]/g, '_').replace(/^[._-]/, '_');
  return plain === subject && subject.length <= 200 && subject !== backupFile
    ? subject
    : `${plain.slice(0, 180)}.${digestOf(subject).slice('sha256:'.length, 'sha256:'.length + 12)}`;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function sorted(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => compare(a, b)));
}
