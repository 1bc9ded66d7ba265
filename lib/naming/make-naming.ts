import type { Form } from './ambiguity.ts';
import { formOf, judgeNaming, keyOf } from './judge-naming.ts';
import { type FolderParts, knownSegments, type NameKind, Naming, type ReadyTemplate } from './naming.ts';
import type { NamingDeclaration, NamingProblem, NamingTerms } from './naming-terms.ts';
import {
  declaredSegment,
  isKebab,
  kebabSegment,
  type Segment,
  segmentOf,
  tierSegment,
  versionSegment,
} from './segments.ts';
import {
  derivedTemplate,
  has,
  isSegmentName,
  type Item,
  parseTemplate,
  segmentsOf,
  separatorOf,
  type Template,
  withParts,
  withVersion,
} from './template.ts';

export interface NamingOptions {
  /** The system's id: the only text that `{system}` can be. */
  readonly system: string;
  /** Classes that a contract may have: the texts that `{class}` can be. */
  readonly classes: readonly string[];
}

export type MadeNaming =
  | { readonly ok: true; readonly value: Naming }
  | { readonly ok: false; readonly problems: readonly NamingProblem[] };

/** Names as they were in the cluster: any text is a topic's name. */
const importedTerms: NamingTerms = {
  topic: '{topic}',
  retry: '{topic}-retry-{tier}',
  deadLetter: '{topic}-dlq',
  segments: { topic: { pattern: '.+' } },
};

/**
 * Makes a naming from its declaration. Problems have the key that they are about. A declaration by which two
 * different names of topics, retries and dead letters would be one text is refused, and the problem shows both.
 */
export function makeNaming(declaration: NamingDeclaration, options: NamingOptions): MadeNaming {
  const problems: NamingProblem[] = [];
  if (!isKebab(options.system)) {
    const what = `the system ${JSON.stringify(options.system)} must be lowercase kebab`;
    return { ok: false, problems: [{ path: [], what, fix: 'rename the system' }] };
  }
  const imported = declaration === 'imported';
  const terms = imported ? importedTerms : declaration;
  const read = readTemplates(terms, imported, problems);
  if (read === undefined) return { ok: false, problems };
  checkUse(read, problems);
  const segments = readSegments(terms, read, options, problems);
  if (problems.length > 0) return { ok: false, problems };

  const formsOf = (template: Template): Form[] =>
    template.some(({ later }) => later)
      ? [
          formOf(
            template.filter(({ later }) => !later),
            segments,
          ),
          formOf(template, segments, versionSegment(2)),
        ]
      : [formOf(template, segments)];
  const ready = (kind: NameKind): ReadyTemplate => {
    const template = withParts(read.templates[kind], read.parts);
    return { template, forms: formsOf(template) };
  };
  const templates = { topic: ready('topic'), retry: ready('retry'), 'dead-letter': ready('dead-letter') };
  const parts = new Map(
    [...read.parts].map(([folder, template]): [string, FolderParts] => [
      folder,
      { template, form: formOf(template, segments) },
    ]),
  );
  const judged = imported
    ? { problems: [], namespaced: false }
    : judgeNaming(terms, templates, parts, segments);
  return judged.problems.length > 0
    ? { ok: false, problems: judged.problems }
    : {
        ok: true,
        value: new Naming({ declaration, templates, parts, segments, namespaced: judged.namespaced }),
      };
}

interface ReadTemplates {
  /** As they are written, or derived from the topic's; with their versions. */
  readonly templates: Readonly<Record<NameKind, Template>>;
  readonly parts: ReadonlyMap<string, Template>;
}

function readTemplates(
  terms: NamingTerms,
  imported: boolean,
  problems: NamingProblem[],
): ReadTemplates | undefined {
  const template = (path: readonly string[], text: string | undefined): Template | undefined => {
    if (text === undefined) return undefined;
    const read = parseTemplate(text);
    if (read.ok) return read.value;
    problems.push({ path, what: read.error, fix: 'write a template, for example {system}.{topic}' });
    return undefined;
  };
  const topic = template(['topic'], terms.topic);
  const retry = template(['retry'], terms.retry);
  const deadLetter = template(['deadLetter'], terms.deadLetter);
  const parts = new Map<string, Template>();
  for (const [folder, text] of Object.entries(terms.parts ?? {})) {
    const read = template(['parts', folder], text);
    if (read === undefined) continue;
    const wrong = partsProblem(read, parts);
    if (wrong === undefined) parts.set(folder, read);
    else problems.push({ path: ['parts', folder], ...wrong });
  }
  if (topic === undefined || problems.length > 0) return undefined;
  const versioned = imported ? (one: Template) => one : withVersion;
  const separator = separatorOf(topic);
  return {
    templates: {
      topic: versioned(topic),
      retry: versioned(
        retry ??
          derivedTemplate(topic, [textItem(separator === '_' ? 'retry_' : 'retry-'), segmentItem('tier')]),
      ),
      'dead-letter': versioned(deadLetter ?? derivedTemplate(topic, [textItem('dlq')])),
    },
    parts,
  };
}

const textItem = (text: string): Item => ({ kind: 'text', text, later: false });
const segmentItem = (name: string): Item => ({ kind: 'segment', name, later: false });

function partsProblem(
  template: Template,
  others: ReadonlyMap<string, Template>,
): Pick<NamingProblem, 'what' | 'fix'> | undefined {
  const names = segmentsOf(template);
  if (names.length === 0) return { what: 'the template has no segment', fix: 'add one, for example {kind}' };
  const known = names.find((name) => knownSegments.includes(name));
  if (known !== undefined) {
    return { what: `{${known}} has a meaning of its own`, fix: 'choose another name for the part' };
  }
  const taken = names.find((name) => [...others.values()].some((other) => has(other, name)));
  return taken === undefined
    ? undefined
    : { what: `{${taken}} is also a part of another folder`, fix: 'choose another name for the part' };
}

/** Which segments each template must have, and which it cannot. */
function checkUse({ templates, parts }: ReadTemplates, problems: NamingProblem[]): void {
  const inTopic = segmentsOf(withParts(templates.topic, parts));
  for (const kind of ['topic', 'retry', 'dead-letter'] as const) {
    const say = (what: string, fix: string) => problems.push({ path: [keyOf[kind]], what, fix });
    const used = segmentsOf(withParts(templates[kind], parts));
    const twice = used.find((name, index) => used.indexOf(name) !== index);
    if (twice !== undefined) say(`{${twice}} is in the template twice`, 'remove one');
    if (kind !== 'retry' && used.includes('tier')) say('only retries have a {tier}', 'remove it');
    const folder = parts.get('topic');
    const needed =
      kind === 'topic'
        ? folder === undefined
          ? ['topic']
          : segmentsOf(folder)
        : [...inTopic.filter((name) => name !== 'class'), ...(kind === 'retry' ? ['tier'] : [])];
    const context = parts.get('context');
    const wanted =
      context !== undefined && segmentsOf(context).some((name) => used.includes(name))
        ? [...needed, ...segmentsOf(context)]
        : needed;
    const missing = wanted.find((name) => !used.includes(name));
    if (missing !== undefined) {
      say(
        `{${missing}} is missing, so that names which differ in it would be one`,
        `add {${missing}} to the template`,
      );
    }
  }
}

function readSegments(
  terms: NamingTerms,
  { templates, parts }: ReadTemplates,
  { system, classes }: NamingOptions,
  problems: NamingProblem[],
): Map<string, Segment> {
  const ofParts = [...parts.values()].flatMap(segmentsOf);
  const used = new Set([
    ...Object.values(templates).flatMap(segmentsOf),
    ...ofParts,
    'context',
    'class',
    'topic',
  ]);
  const segments = new Map<string, Segment>(
    [...used].map((name) => [name, name === 'class' ? segmentOf(name, classes) : kebabSegment(name)]),
  );
  segments
    .set('system', segmentOf('system', [system]))
    .set('version', versionSegment(1))
    .set('tier', tierSegment());
  for (const [name, declared] of Object.entries(terms.segments ?? {})) {
    const wrong = segmentProblem(name, used, parts);
    if (wrong !== undefined) {
      problems.push({ path: ['segments', name], ...wrong });
      continue;
    }
    const read = declaredSegment(name, declared, name === 'class' ? classes : undefined);
    if (read.ok) segments.set(name, read.value);
    else problems.push(...read.problems);
  }
  for (const folder of parts.keys()) segments.delete(folder);
  return segments;
}

function segmentProblem(
  name: string,
  used: ReadonlySet<string>,
  parts: ReadonlyMap<string, Template>,
): Pick<NamingProblem, 'what' | 'fix'> | undefined {
  if (['system', 'version', 'tier'].includes(name)) {
    return { what: `{${name}} cannot be limited`, fix: 'remove it' };
  }
  const own = parts.get(name);
  if (own !== undefined) {
    const names = segmentsOf(own).join(' and ');
    return { what: `{${name}} consists of parts`, fix: `say what ${names} may be instead` };
  }
  return used.has(name) && isSegmentName(name)
    ? undefined
    : { what: `no template has {${name}}`, fix: 'remove it, or correct its name' };
}
