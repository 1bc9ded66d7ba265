import { compare } from '../../model/text/problem.ts';
import type { Service } from '../../model/terms/service.ts';

/** As the formatter has it. */
const lineWidth = 110;

const reserved = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof var void while with yield systems arguments eval undefined`.split(
    /\s+/,
  ),
);

/** `order-intake` as the name of a constant: `orderIntake`. */
export function constantOf(id: string): string {
  const camel = id.replaceAll(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
  return reserved.has(camel) ? `${camel}System` : camel;
}

/** A text as TypeScript, in single quotes where it has none itself. */
export function literal(text: string): string {
  const quoted = JSON.stringify(text);
  return text.includes("'") ? quoted : `'${quoted.slice(1, -1).replaceAll(String.raw`\"`, '"')}'`;
}

/** Plain data as TypeScript: each list and map on one line where it fits. */
function valueText(value: unknown, indent: string, used: number): string {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Array.isArray(value)
    ? value.map((item: unknown): [string, unknown] => ['', item])
    : Object.entries(value).map(([key, item]): [string, unknown] => [`${keyText(key)}: `, item]);
  const [open, close, space] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' '];
  if (entries.length === 0) return open + close;
  const short = entries.map(([key, item]) => `${key}${valueText(item, '', -10_000)}`).join(', ');
  const line = `${open}${space}${short}${space}${close}`;
  if (used + line.length + 1 <= lineWidth) return line;
  const inner = `${indent}  `;
  const lines = entries.map(
    ([key, item]) => `${inner}${key}${valueText(item, inner, inner.length + key.length)},\n`,
  );
  return `${open}\n${lines.join('')}${indent}${close}`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : literal(key);
}

/** One service of a list, on one line where it fits. */
export function serviceText({ id, purpose, found }: Service, indent: string): string {
  const fields = [
    `id: ${literal(id)}`,
    `purpose: ${literal(purpose)}`,
    ...(found === undefined
      ? []
      : [`found: ${valueText(found, `${indent}  `, indent.length + '  found: '.length)}`]),
  ];
  const line = `${indent}{ ${fields.join(', ')} },\n`;
  return line.length - 1 <= lineWidth && !line.trimEnd().includes('\n')
    ? line
    : `${indent}{\n${fields.map((one) => `${indent}  ${one},\n`).join('')}${indent}},\n`;
}

/**
 * Services put at the head of a system's list.
 * @throws Error where the file has not exactly one list of services that begins a block
 */
export function withServices(file: string, text: string, services: readonly Service[]): string {
  const heads = [
    ...text.matchAll(/^( *)(?:services: |export const services: readonly Service\[\] = )\[\n/gm),
  ];
  const [head] = heads;
  if (head === undefined || heads.length > 1) {
    throw new Error(
      `${file} has ${heads.length} lists of services; add ${services.map(({ id }) => id).join(', ')} by hand`,
    );
  }
  const at = head.index + head[0].length;
  const added = services.map((one) => serviceText(one, `${head[1]}  `)).join('');
  return text.slice(0, at) + added + text.slice(at);
}

const list = /^export const systems: readonly System\[\] = \[([^\]]*)\];$/gm;

/**
 * A system put into the list of all, and its import among the others.
 * @throws Error where the file is not written as expected
 */
export function withSystem(text: string, id: string): string {
  const name = constantOf(id);
  const found = [...text.matchAll(list)];
  const names = (found[0]?.[1] ?? '').split(',').flatMap((one) => one.trim() || []);
  const imports = [...text.matchAll(/^import \{ (\w+) \} from '\.\/[\w/-]+\.ts';\n/gm)];
  const imported = imports.map((one) => one[1]);
  if (found.length !== 1 || names.some((one) => !imported.includes(one)) || imported.includes(name)) {
    throw new Error(`lib/systems/index.ts is not a plain list of imported systems; add ${name} by hand`);
  }
  const all = [...names, name].sort(compare);
  const line = `export const systems: readonly System[] = [${all.join(', ')}];`;
  const lines = `export const systems: readonly System[] = [\n${all.map((one) => `  ${one},\n`).join('')}];`;
  const listed = text.replace(list, () => (line.length <= lineWidth ? line : lines));
  const next = imports.find((one) => compare(one[1] ?? '', name) > 0) ?? imports.at(-1);
  const last = next !== undefined && compare(next[1] ?? '', name) < 0;
  const at = (next?.index ?? 0) + (last ? next[0].length : 0);
  return `${listed.slice(0, at)}import { ${name} } from './${id}.ts';\n${listed.slice(at)}`;
}
