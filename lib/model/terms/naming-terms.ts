import { z } from 'zod';
import { type MadeNaming, makeNaming } from '../../naming/make-naming.ts';
import type { Naming } from '../../naming/naming.ts';
import type { NamingDeclaration } from '../../naming/naming-terms.ts';
import { type Problem, problem, type Read } from '../text/problem.ts';
import { type Path, pathText, type YamlSource } from '../text/yaml-source.ts';
import { declaredClasses } from '../topic-class.ts';
import { described } from './described.ts';
import { checkTerms, InvalidTerms, programSource } from './from-program.ts';

const template = z.string().min(1).max(500);
const pattern = z.string().min(1).max(300);

const segmentTerms = z.strictObject({
  pattern: described(
    pattern.optional(),
    'Regular expression that the whole segment must match: characters, classes, groups, `|` and quantifiers.',
    { default: 'lowercase kebab, or `values`', examples: ['[A-Z][a-z0-9]*'] },
  ),
  not: described(pattern.optional(), 'Regular expression that the whole segment must not match.', {
    default: 'nothing is excluded',
    examples: ['.*[.]dlq'],
  }),
  values: described(
    z.array(z.string().min(1).max(249)).min(1).max(1000).optional(),
    'The only texts that the segment can be, 1 to 1000.',
    { default: 'every text that `pattern` and `not` allow', examples: [['eu', 'us']] },
  ),
});

const templates = z.strictObject({
  topic: described(
    template,
    'Name of a topic. Segments are in braces: `env`, `tenant`, `system`, `context`, `class`, `topic`, `version`, parts of a folder, and keys of `topics.segments` of the environment. Square brackets hold what is in the name from the second version on. A template without `{version}` gets it at its end, from v2 on.',
    { examples: ['{env}.{context}.{topic}.v{version}'] },
  ),
  retry: described(template.optional(), 'Name of a retry topic, with `{tier}` for its delay (`1m`, `2h`).', {
    default: 'the name of the topic, with `.retry-{tier}` before the version',
    examples: ['{system}.{topic}.retry-{tier}[.v{version}]'],
  }),
  deadLetter: described(template.optional(), 'Name of a dead letter topic.', {
    default: 'the name of the topic, with `.dlq` before the version',
    examples: ['{system}.{topic}.dlq[.v{version}]'],
  }),
  parts: described(
    z
      .strictObject({
        context: described(template.optional(), 'Segments of the name of a context folder.', {
          default: 'the folder is one segment, `{context}`',
          examples: ['{domain}.{team}'],
        }),
        topic: described(template.optional(), 'Segments of the name of a topic folder.', {
          default: 'the folder is one segment, `{topic}`',
          examples: ['{entity}-{event}'],
        }),
      })
      .optional(),
    'Folders whose names consist of several segments. The other templates use these segments by their names.',
    { default: 'each folder is one segment' },
  ),
  segments: described(
    z
      .record(
        z.string(),
        described(segmentTerms, 'What the segment with this name may be; `{}` for lowercase kebab.'),
      )
      .optional(),
    'What each segment may be, by its name.',
    { default: 'each segment is lowercase kebab', examples: [{ topic: { pattern: '[a-z]+' } }] },
  ),
});

/** `topics.segments` of an environment: what names have of it besides `{env}`. */
export const nameSegmentsField = described(
  z
    .record(
      z
        .string()
        .regex(/^[a-z][a-zA-Z0-9]{0,62}$/, 'a segment is a lowercase letter, then letters and digits'),
      described(
        z
          .string()
          .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'a segment has 1 to 249 of a-z, A-Z, 0-9, ".", "_" and "-"'),
        'Text of this segment in topic names.',
        { examples: ['eu'] },
      ),
    )
    .optional(),
  'Segments of topic names that this environment fixes, besides `{env}`: by the name that a system’s naming gives them.',
  { default: 'none', examples: [{ region: 'eu' }] },
);

/**
 * `naming` of a system. What one template, pattern or segment must be is checked by `readNaming`, and whether two names
 * could be one text.
 */
export const namingField = described(
  z.union([z.literal('imported'), templates]),
  'How the system names its topics, retries and dead letters. `imported`: topics keep the names that they had in the cluster.',
  { examples: ['imported', { topic: '{env}.{context}.{topic}.v{version}' }] },
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
