import { z } from 'zod';
import { described } from '../terms/described.ts';

/** What a command prints as JSON, by the type of its schema; nothing in it changes. */
export type Printed<T> = { readonly [K in keyof T]: Printed<T[K]> };

/**
 * The first field of every output: which output it is, and its version, in one text. It says so also of a file that was
 * kept without the command that wrote it.
 * @param format `workstreams.io/plan/v1`
 */
export function formatField<Format extends `workstreams.io/${string}/v${number}`>(format: Format) {
  return described(z.literal(format), 'Format of this output and its version.');
}

/** A list of texts. */
export const textsField = z.array(z.string());

/** So many of something. */
export const countOutput = z.int().min(0);
