import { messagesFolder, type SharedSchema } from '../model/catalog.ts';
import { languageOf, type RegistrySchema, type RegistrySchemas } from './registry-schemas.ts';

/** What a schema names, and the subject that has it. */
export interface SubjectReference {
  /** As the schema names it: an URI, a full name, the path of an import. */
  readonly name: string;
  readonly subject: string;
}

export function referencesOf(needs: RegistrySchema['needs']): SubjectReference[] {
  return needs.map(({ name, message }) => ({ name, subject: subjectOfMessage(message) }));
}

/**
 * `shop.Money.v1.avsc`; of a message of all systems `messages.…`, of one that is built in `workstreams.…`. The whole name of the
 * file: a system may have a message in several formats.
 */
export function subjectOfMessage({ file, system }: SharedSchema): string {
  const name = file.split('/').at(-1) ?? '';
  return `${system ?? (file.startsWith('schemas/') ? 'workstreams' : messagesFolder)}.${name}`;
}

interface Reaching extends Pick<RegistrySchema, 'needs' | 'shared'> {
  /** Undefined: a message of all systems. */
  readonly system: string | undefined;
}

/** The messages that a schema leads to, each after those that it names itself. */
export function reachedFrom(
  { needs, shared, system }: Reaching,
  known: RegistrySchemas,
): { readonly file: SharedSchema; readonly of: RegistrySchema }[] {
  const found: { readonly file: SharedSchema; readonly of: RegistrySchema }[] = [];
  const seen = new Set<string>();
  const add = (file: SharedSchema): void => {
    if (seen.has(file.file)) return;
    seen.add(file.file);
    const of = known.of(file, languageOf(file), system ?? '', shared);
    for (const { message } of of.needs) add(message);
    found.push({ file, of });
  };
  for (const { message } of needs) add(message);
  return found;
}
