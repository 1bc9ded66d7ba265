import { type Parsed, parsed, rejected } from './brand.ts';

/** One piece of a template: text as it is, or a segment that an address or its environment fills. */
export type Item = { readonly later: boolean } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'segment'; readonly name: string }
);

/** A template, in order. `later` marks what is in the name from the second version on. */
export type Template = readonly Item[];

const longestTemplate = 500;
const partners: Readonly<Record<string, string>> = { '{': '}', '}': '{', '[': ']', ']': '[' };

/**
 * Reads `{context}.{topic}[.v{version}]`. Letters, digits, ".", "_" and "-" stand for themselves, `{…}` is a segment,
 * and `[…]` is in the name from the second version on.
 */
export function parseTemplate(text: string): Parsed<Template> {
  if (text.length > longestTemplate) {
    return rejected(`a template has at most ${longestTemplate} characters, and this one has ${text.length}`);
  }
  const items: Item[] = [];
  let later = false;
  let groups = 0;
  for (const [token] of text.matchAll(/\{[^{}]*\}|[a-zA-Z0-9._-]+|./gsu)) {
    if (token === '[' && !later && groups === 0) {
      later = true;
      groups += 1;
    } else if (token === '[') {
      return rejected('a template has at most one part in square brackets');
    } else if (token === ']' && later) {
      later = false;
    } else if (token.length > 1 && token.startsWith('{')) {
      const name = token.slice(1, -1);
      if (!isSegmentName(name))
        return rejected(`${JSON.stringify(name)} is not a segment's name: ${nameForm}`);
      if (items.some((one) => one.kind === 'segment' && one.name === name)) {
        return rejected(`{${name}} is in the template twice`);
      }
      items.push({ kind: 'segment', name, later });
    } else if (/^[a-zA-Z0-9._-]+$/.test(token)) {
      items.push({ kind: 'text', text: token, later });
    } else if (Object.hasOwn(partners, token)) {
      return rejected(`"${token}" has no matching "${partners[token]}"`);
    } else {
      return rejected(
        `${JSON.stringify(token)} is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-")`,
      );
    }
  }
  if (later) return rejected('"[" has no matching "]"');
  return groupProblem(items, groups > 0) ?? parsed(items);
}

function groupProblem(items: Template, grouped: boolean): Parsed<never> | undefined {
  const segments = segmentsOf(items.filter((item) => item.later));
  return grouped && (segments.length !== 1 || segments[0] !== 'version')
    ? rejected('square brackets must hold {version} and no other segment, for example [.v{version}]')
    : undefined;
}

const nameForm = 'write a lowercase letter, then letters and digits';

export const isSegmentName = (name: string): boolean => /^[a-z][a-zA-Z0-9]{0,62}$/.test(name);

export const segmentsOf = (template: Template): string[] =>
  template.flatMap((item) => (item.kind === 'segment' ? [item.name] : []));

export const has = (template: Template, name: string): boolean => segmentsOf(template).includes(name);

/** The template as it is written. */
export function templateText(template: Template): string {
  const text = (items: Template) =>
    items.map((item) => (item.kind === 'text' ? item.text : `{${item.name}}`)).join('');
  const from = template.findIndex(({ later }) => later);
  if (from < 0) return text(template);
  const to = template.findLastIndex(({ later }) => later) + 1;
  return `${text(template.slice(0, from))}[${text(template.slice(from, to))}]${text(template.slice(to))}`;
}

/** With the items of a folder's parts in the place of the folder. */
export function withParts(template: Template, parts: ReadonlyMap<string, Template>): Template {
  return template.flatMap((item) => (item.kind === 'segment' ? (parts.get(item.name) ?? [item]) : [item]));
}

/** What stands between the words of a template: the first of ".", "_" and "-" that its text has. */
export function separatorOf(template: Template): string {
  const text = template.map((item) => (item.kind === 'text' ? item.text : '')).join('');
  return ['.', '_', '-'].find((one) => text.includes(one)) ?? '.';
}

/** With a version that shows from the second one on, where the template says nothing of versions. */
export function withVersion(template: Template): Template {
  if (has(template, 'version')) return template;
  return [
    ...template,
    { kind: 'text', text: `${separatorOf(template)}v`, later: true },
    { kind: 'segment', name: 'version', later: true },
  ];
}

/** A template for what follows from a topic: its mark comes last, before the version where that is last. */
export function derivedTemplate(topic: Template, mark: Template): Template {
  const separator: Item = { kind: 'text', text: separatorOf(topic), later: false };
  const [before, version] = atVersion(withVersion(topic));
  return [...before, separator, ...mark, ...version];
}

/** What is before the version and its separator, and these, where they are last. */
function atVersion(template: Template): [Template, Template] {
  const from = template.findIndex(({ later }) => later);
  // Without such an item this looks at the last one, which is in every version.
  if (template.slice(from).every(({ later }) => later)) {
    return [template.slice(0, from), template.slice(from)];
  }
  const [text, version] = template.slice(-2);
  const match = text?.kind === 'text' ? /^(.*?)([._-]v?)$/.exec(text.text) : null;
  if (match === null || version?.kind !== 'segment' || version.name !== 'version') return [template, []];
  const [, kept = '', mark = ''] = match;
  const rest: Item[] = kept === '' ? [] : [{ kind: 'text', text: kept, later: false }];
  return [
    [...template.slice(0, -2), ...rest],
    [{ kind: 'text', text: mark, later: false }, version],
  ];
}
