import { z } from 'zod';
import { type MadeNaming, makeNaming } from '../../naming/make-naming.ts';
import type { Naming } from '../../naming/naming.ts';
import type { NamingDeclaration } from '../../naming/naming-terms.ts';
import { type Problem, problem, type Read } from '../text/problem.ts';
import { type Path, pathText, type YamlSource } from '../text/yaml-source.ts';
import { declaredClasses } from '../topic-class.ts';
import { checkTerms, InvalidTerms, programSource } from './from-program.ts';

const template = z.string().min(1).max(500);
const pattern = z.string().min(1).max(300);

const segmentTerms = z.strictObject({
  pattern: pattern
    .optional()
    .describe(
      'A regular expression that the whole segment must match: characters, classes, groups, `|` and quantifiers. Without it, and without `values`, a segment is lowercase kebab. Example: `[A-Z][a-z0-9]*`.',
    ),
  not: pattern
    .optional()
    .describe(
      'A regular expression that the whole segment must not match. Without it nothing is excluded. Example: `.*[.]dlq`.',
    ),
  values: z
    .array(z.string().min(1).max(249))
    .min(1)
    .max(1000)
    .optional()
    .describe('The only texts that the segment can be. Example: `[eu, us]`.'),
});

const templates = z.strictObject({
  topic: template.describe(
    'The name of a topic. Segments are in braces: `env`, `tenant`, `system`, `context`, `class`, `topic`, `version`, parts of a folder, and keys of the environment’s `topics.segments`. Square brackets mark what is in the name from the second version on; without `{version}` the version follows at the end from v2 on. Example: `{env}.{context}.{topic}.v{version}`.',
  ),
  retry: template
    .optional()
    .describe(
      'The name of a retry topic, with `{tier}` for its delay (`1m`, `2h`). Without it: the topic’s name with `.retry-{tier}` before the version. Example: `{system}.{topic}.retry-{tier}[.v{version}]`.',
    ),
  deadLetter: template
    .optional()
    .describe(
      'The name of a dead letter topic. Without it: the topic’s name with `.dlq` before the version. Example: `{system}.{topic}.dlq[.v{version}]`.',
    ),
  parts: z
    .strictObject({
      context: template
        .optional()
        .describe('The segments of a context folder’s name. Example: `{domain}.{team}`.'),
      topic: template
        .optional()
        .describe('The segments of a topic folder’s name. Example: `{entity}-{event}`.'),
    })
    .optional()
    .describe(
      'Folders whose names consist of several segments, which the other templates use by their names. Without it a folder is one segment.',
    ),
  segments: z
    .record(z.string(), segmentTerms)
    .optional()
    .describe(
      'What each segment may be, by its name. Without an entry a segment is lowercase kebab. Example: `{ topic: { pattern: "[a-z]+" } }`.',
    ),
});

/** `topics.segments` of an environment: what names have of it besides `{env}`. */
export const nameSegmentsField = z
  .record(
    z.string().regex(/^[a-z][a-zA-Z0-9]{0,62}$/, 'a segment is a lowercase letter, then letters and digits'),
    z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'a segment has 1 to 249 of a-z, A-Z, 0-9, ".", "_" and "-"'),
  )
  .optional()
  .describe(
    'Texts that names of this environment have, by the segment’s name in the naming of a system. Without it there are none. Example: `{ region: eu }`.',
  );

/**
 * `naming` of a system. What one template, pattern or segment must be is checked by `readNaming`, and whether two names
 * could be one text.
 */
export const namingField = z
  .union([z.literal('imported'), templates])
  .describe(
    'How the system names its topics, retries and dead letters; `imported` where topics keep the names that they had in the cluster.',
  );

/**
 * The naming of a system's file.
 * @param path of `naming` in `source`; each problem has the place of its key below it
 */
export function readNaming(
  system: string,
  declaration: NamingDeclaration,
  source: YamlSource,
  path: Path = ['naming'],
): Read<Naming> {
  const made = madeNaming(system, declaration);
  return made.ok ? made : { ok: false, problems: problemsOf(made, source, path) };
}

/**
 * The naming of a system in a program.
 * @throws InvalidTerms with everything that is wrong with the declaration
 */
export function namingOf(system: string, declaration: NamingDeclaration): Naming {
  const source = programSource(`naming of ${system}`, declaration);
  const made = madeNaming(system, checkTerms(namingField, source));
  if (!made.ok) throw new InvalidTerms(source.file, problemsOf(made, source, []));
  return made.value;
}

const madeNaming = (system: string, declaration: NamingDeclaration): MadeNaming =>
  makeNaming(declaration, { system, classes: declaredClasses });

function problemsOf(
  { problems }: Extract<MadeNaming, { ok: false }>,
  source: YamlSource,
  above: Path,
): Problem[] {
  return problems.map(({ path, what, fix }) => {
    const at = [...above, ...path];
    return problem(source.place(at), pathText(at), what, fix);
  });
}
