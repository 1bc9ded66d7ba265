import type { EnvironmentException } from '../../model/terms/exception.ts';
import { withAdditions, withEntry } from './map-edits.ts';

/**
 * An environment's file with a namespace for a system; everything else stays byte for byte.
 * @throws Error where the file has no map of namespaces
 */
export function withNamespace(file: string, text: string, id: string, namespace: string): string {
  return withEntry(file, text, ['workloads', 'namespaces'], id, namespace);
}

/**
 * An environment's file with more exceptions, the last of its list; everything else stays byte for byte.
 * @throws Error where its exceptions are no list
 */
export function withExceptions(
  file: string,
  text: string,
  exceptions: readonly EnvironmentException[],
): string {
  const added = exceptions.map(({ rule, subject, reason, until }) => ({ rule, subject, reason, until }));
  return withAdditions(
    file,
    text,
    added.map((value) => ({ path: ['exceptions'], value, inline: true })),
    '\n# What a rule must let pass here, and until when.\n',
  );
}
