import { join } from 'node:path';
import type { z } from 'zod';
import { check } from './terms/check.ts';
import { currentApiVersion } from './renamed-keys.ts';
import { type Kind, olderFormat } from './terms/format.ts';
import type { Read } from './text/problem.ts';
import { readText } from './text/read-files.ts';
import { systemLimits, yamlLimits } from './text/yaml-limits.ts';
import { readYaml, type YamlSource } from './text/yaml-source.ts';

/** What a file says, and where each part of it is. */
export interface ReadTerms<S extends z.ZodType> {
  readonly terms: z.output<S>;
  readonly source: YamlSource;
}

/** Reads a file of one kind; a file of an older format has one problem, whatever else is in it. */
export function readTerms<S extends z.ZodType>(
  root: string,
  file: string,
  schema: S,
  kind: Kind,
): Read<ReadTerms<S>> {
  const text = readText(join(root, file), file);
  return text.ok ? termsIn(file, text.value, schema, kind) : text;
}

/** What a text says that is, or would be, in a file of one kind. */
export function termsIn<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  kind: Kind,
): Read<ReadTerms<S>> {
  const source = readYaml(file, text, kind === 'System' ? systemLimits : yamlLimits);
  if (!source.ok) return source;
  const older = olderFormat(source.value, kind, currentApiVersion);
  if (older.length > 0) return { ok: false, problems: older };
  const terms = check(schema, source.value);
  return terms.ok ? { ok: true, value: { terms: terms.value, source: source.value } } : terms;
}
