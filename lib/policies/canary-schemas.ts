import type { SharedSchema } from '../model/catalog.ts';
import type { RegistryFormat, RegistrySchemas } from './registry-schemas.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { reachedFrom, referencesOf, subjectOfMessage, type SubjectReference } from './subject-references.ts';
import { topicMessages } from './topic-messages.ts';

/** A schema that a canary looks up in the registry before it writes. */
export interface CanarySchema {
  readonly subject: string;
  /** What begins with the id of this schema; undefined for a message that other schemas name. */
  readonly part: 'key' | 'value' | undefined;
  readonly format: RegistryFormat;
  /** As it is registered. */
  readonly text: string;
  readonly references: readonly SubjectReference[];
}

/**
 * The schemas of a topic's key and value that have a subject, and the messages that they name, each once and each after those
 * that it names itself.
 * @param shared schemas that contracts of the system share
 */
export function canarySchemas(
  family: ResolvedFamily,
  shared: readonly SharedSchema[],
  known: RegistrySchemas,
): CanarySchema[] {
  const { contract, source } = family;
  const { system } = contract.address;
  const { key, value } = topicMessages(family, source, false);
  const parts = [
    { part: 'key', subject: key.subject, schema: contract.keySchema },
    { part: 'value', subject: value.subject, schema: contract.valueSchema },
  ] as const;
  const found = new Map<string, CanarySchema>();
  for (const { part, subject, schema } of parts) {
    if (subject === undefined || schema === undefined) continue;
    const of = known.of(schema, contract.terms.schema.format, system, shared);
    for (const message of reachedFrom({ ...of, system }, known)) {
      const named = subjectOfMessage(message.file);
      found.set(named, {
        subject: named,
        part: undefined,
        format: message.of.format,
        text: message.of.text,
        references: referencesOf(message.of.needs),
      });
    }
    const { format, text, needs } = of;
    found.set(subject, { subject, part, format, text, references: referencesOf(needs) });
  }
  return [...found.values()];
}
