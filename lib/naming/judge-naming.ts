import { type Collision, Comparison, type Form, TooManySteps } from './ambiguity.ts';
import { automatonOfTexts } from './automaton.ts';
import { type FolderParts, itemsBefore, type NameKind, type ReadyTemplate } from './naming.ts';
import type { NamingProblem, NamingTerms } from './naming-terms.ts';
import { kebabSegment, type Segment } from './segments.ts';
import { has, segmentsOf, type Template } from './template.ts';

/** The key of a declaration that says how names of a kind are. */
export const keyOf: Readonly<Record<NameKind, 'topic' | 'retry' | 'deadLetter'>> = {
  topic: 'topic',
  retry: 'retry',
  'dead-letter': 'deadLetter',
};

/** A template as the pieces of its names. */
export function formOf(template: Template, segments: ReadonlyMap<string, Segment>, version?: Segment): Form {
  return template.map((item) => {
    if (item.kind === 'text') return { segment: undefined, texts: automatonOfTexts([item.text]) };
    const { name } = item;
    const segment = (name === 'version' ? version : undefined) ?? segments.get(name) ?? kebabSegment(name);
    return { segment: name, texts: segment.texts };
  });
}

/** Decides whether two names can be one text, and whether rights can be given by namespace. */
export function judgeNaming(
  terms: NamingTerms,
  templates: Readonly<Record<NameKind, ReadyTemplate>>,
  parts: ReadonlyMap<string, FolderParts>,
  segments: ReadonlyMap<string, Segment>,
): { readonly problems: NamingProblem[]; readonly namespaced: boolean } {
  const named = (['topic', 'retry', 'dead-letter'] as const).flatMap((kind) =>
    templates[kind].forms.map((form, index) => ({ kind, form, index })),
  );
  const folders = [...parts].map(([folder, { form }]) => ({ folder, form }));
  const comparison = new Comparison([...named, ...folders].map(({ form }) => form));
  try {
    for (const { folder, form } of folders) {
      const found = comparison.collision(form, form, 'other values');
      if (found !== undefined) return refused(['parts', folder], readings(found, 'the folder', 'the folder'));
    }
    for (const [at, one] of named.entries()) {
      for (const other of named.slice(at)) {
        const question = one === other ? 'other values' : 'same text';
        const found = comparison.collision(one.form, other.form, question);
        if (found === undefined) continue;
        const key = keyOf[other.kind];
        const what = readings(found, kindText[one.kind], kindText[other.kind]);
        return refused([terms[key] === undefined ? 'topic' : key], what);
      }
    }
    return { problems: [], namespaced: hasNamespaces(templates, parts, segments, comparison) };
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    const fix = 'write simpler patterns under segments';
    return { problems: [{ path: [], what: 'the naming is too complex to check', fix }], namespaced: false };
  }
}

const kindText: Readonly<Record<NameKind, string>> = {
  topic: 'the topic',
  retry: 'the retry topic',
  'dead-letter': 'the dead letter topic',
};

const refused = (path: readonly string[], what: string) => ({
  problems: [
    {
      path,
      what,
      fix: 'limit the segments by pattern, not or values so that each name has one meaning, or change the template',
    },
  ],
  namespaced: false,
});

/** `"shop.a.dlq" is the topic of topic "a.dlq", and the dead letter topic of topic "a"` */
function readings({ text, first, second }: Collision, one: string, other: string): string {
  const of = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', ');
  const between = one === other ? `both ${one}` : one;
  return `"${text}" would be ${between} of ${of(first)} and ${other} of ${of(second)}`;
}

/**
 * Whether what is before the topic says its class and is the beginning of the names of this namespace's topics
 * alone: neither retries and dead letters begin so, nor topics of another namespace.
 */
function hasNamespaces(
  templates: Readonly<Record<NameKind, ReadyTemplate>>,
  parts: ReadonlyMap<string, FolderParts>,
  segments: ReadonlyMap<string, Segment>,
  comparison: Comparison,
): boolean {
  const folder = parts.get('topic')?.template;
  const before = itemsBefore(templates.topic.template, folder === undefined ? ['topic'] : segmentsOf(folder));
  if (before === undefined || !has(before, 'class') || has(before, 'version')) return false;
  const start = formOf(before, segments);
  const derived = [...templates.retry.forms, ...templates['dead-letter'].forms];
  return (
    templates.topic.forms.every(
      (form) => comparison.collision(start, form, 'beginning with other values') === undefined,
    ) && derived.every((form) => comparison.collision(start, form, 'beginning') === undefined)
  );
}
