import { lstatSync, readFileSync } from 'node:fs';
import yaml from 'js-yaml';
import type { Manifest } from '../model/manifest.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';

/** What manifests may be at most: 10,000 topics and all that follows from them stay below. */
const manifestLimits = {
  /** Of one rendered file. */
  fileBytes: 4 * 1024 * 1024,
  /** Of an export, which holds everything, with what the servers note in it. */
  exportBytes: 256 * 1024 * 1024,
  /** Of all files of one baseline. */
  allBytes: 512 * 1024 * 1024,
  depth: 64,
} as const;

/**
 * Reads objects as plain data, as kubectl reads them: YAML 1.1, in which kubectl also writes, or JSON. Never throws. The
 * yaml package would take ten times as long, and places inside of objects are not wanted here.
 */
export class ManifestReader {
  #bytes = 0;

  /** Whether more has been read than may be. */
  get isFull(): boolean {
    return this.#bytes > manifestLimits.allBytes;
  }

  readYamlFile(path: string, shown: string): Read<Manifest[]> {
    const text = this.#text(path, shown, manifestLimits.fileBytes);
    if (!text.ok) return text;
    const documents = parseYaml(shown, text.value);
    return documents.ok ? objectsOf(shown, documents.value) : documents;
  }

  readExportFile(path: string, shown: string): Read<Manifest[]> {
    const text = this.#text(path, shown, manifestLimits.exportBytes);
    if (!text.ok) return text;
    const isJson = /^\s*[{[]/.test(text.value);
    const documents = isJson ? parseJson(shown, text.value) : parseYaml(shown, text.value);
    if (!documents.ok) return documents;
    const objects = objectsOf(shown, documents.value);
    return objects.ok ? { ok: true, value: objects.value.map(withoutSecrets) } : objects;
  }

  /** The text of a release.json, within the limits of the run. */
  releaseText(path: string, shown: string): Read<string> {
    return this.#text(path, shown, manifestLimits.exportBytes);
  }

  #text(path: string, shown: string, most: number): Read<string> {
    try {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink())
        return refused(shown, 'the file is a symbolic link', 'put the file itself here');
      if (!stat.isFile()) return refused(shown, 'this is no file', 'put a file here');
      if (stat.size > most)
        return refused(shown, `the file has ${stat.size} bytes`, `at most ${most} are read`);
      this.#bytes += stat.size;
      if (this.isFull)
        return refused(
          shown,
          `with this file there are ${this.#bytes} bytes`,
          `at most ${manifestLimits.allBytes} are read in one run`,
        );
      return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
    } catch (error) {
      const code =
        typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
      if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
        return refused(shown, 'the file is not UTF-8', 'save it as UTF-8');
      return refused(shown, `the file cannot be read (${code})`, 'is it there, and readable?');
    }
  }
}

function refused(file: string, what: string, fix: string, line = 1, column = 1): Read<never> {
  return { ok: false, problems: [problem({ file, line, column }, '', what, fix)] };
}

const tooDeep = (file: string, line = 1) =>
  refused(
    file,
    `more than ${manifestLimits.depth} levels of nesting`,
    'no object is that deep: is it a manifest?',
    line,
  );

/** The documents of a YAML text. Its error's own message quotes the text, secrets included: the reason alone is told. */
function parseYaml(file: string, text: string): Read<unknown[]> {
  const documents: unknown[] = [];
  // Names of anchors may begin with any sign, so that `**a` is an alias too.
  const hasAliases = text.includes('&') && text.includes('*');
  try {
    yaml.safeLoadAll(text, (one: unknown) => documents.push(one), { schema: yaml.CORE_SCHEMA });
  } catch (error) {
    if (error instanceof yaml.YAMLException) {
      const { reason, mark } = error as Error & {
        reason?: string;
        mark?: { line: number; column: number };
      };
      return refused(
        file,
        `not YAML: ${reason ?? 'the syntax is wrong'}`,
        'mend the syntax here',
        (mark?.line ?? 0) + 1,
        (mark?.column ?? 0) + 1,
      );
    }
    if (error instanceof RangeError) return tooDeep(file);
    throw error;
  }
  return checked(file, documents, hasAliases);
}

function parseJson(file: string, text: string): Read<unknown[]> {
  const over = tooDeepAt(text);
  if (over !== undefined) return tooDeep(file, text.slice(0, over).split('\n').length);
  try {
    return checked(file, [JSON.parse(text) as unknown], false);
  } catch (error) {
    const position = Number(/at position (\d+)/.exec(String(error))?.[1] ?? 0);
    return refused(file, 'not JSON', 'is the export whole?', text.slice(0, position).split('\n').length);
  }
}

/** Where a JSON text goes too deep; brackets in strings do not count. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === backslash) index += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === opening || code === openingList) depth += 1;
    else if (code === opening + 2 || code === openingList + 2) depth -= 1;
    if (depth > manifestLimits.depth) return index;
  }
  return undefined;
}

const [quote, backslash, opening, openingList] = [0x22, 0x5c, 0x7b, 0x5b];

/** Refuses what would make trouble later: depth, keys of JavaScript's own, and values that stand twice by an alias. */
function checked(file: string, documents: readonly unknown[], hasAliases: boolean): Read<unknown[]> {
  const seen = hasAliases ? new Set<object>() : undefined;
  const walk = (value: unknown, depth: number): Read<never> | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > manifestLimits.depth) return tooDeep(file);
    if (seen?.has(value) === true)
      return refused(
        file,
        'an alias: a value that is written once and stands twice',
        'write the value itself: aliases are not read',
      );
    seen?.add(value);
    if (Array.isArray(value)) {
      for (const item of value) {
        const wrong = walk(item, depth + 1);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (refusedKeys.has(key))
        return refused(file, `the key "${key}"`, 'no object of Kubernetes has it: remove it');
      const wrong = walk((value as Record<string, unknown>)[key], depth + 1);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
  for (const one of documents) {
    const wrong = walk(one, 0);
    if (wrong !== undefined) return wrong;
  }
  return { ok: true, value: [...documents] };
}

const refusedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The objects of some documents: lists taken apart, empty documents left out. */
function objectsOf(file: string, documents: readonly unknown[]): Read<Manifest[]> {
  const objects: Manifest[] = [];
  const problems: Problem[] = [];
  for (const [index, one] of documents.entries()) {
    if (one === null || one === undefined) continue;
    const items = isList(one) ? one.items : [one];
    for (const [item, object] of items.entries()) {
      if (isManifest(object)) objects.push(object);
      else if (problems.length < 100) {
        const where = isList(one) ? `items[${item}] of document ${index + 1}` : `document ${index + 1}`;
        const what = `${where} is no object of Kubernetes`;
        const fix =
          'apiVersion, kind and metadata.name are wanted, as text, and labels and annotations as maps of text';
        problems.push(problem({ file, line: 1, column: 1 }, '', what, fix));
      }
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: objects };
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  const kind = field(value, 'kind');
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(field(value, 'items'));
}

function isManifest(value: unknown): value is Manifest {
  const metadata = field(value, 'metadata');
  const texts = [field(value, 'apiVersion'), field(value, 'kind'), field(metadata, 'name')];
  const namespace = field(metadata, 'namespace');
  return (
    texts.every((one) => typeof one === 'string' && one !== '') &&
    (namespace === undefined || typeof namespace === 'string') &&
    isTextMap(field(metadata, 'labels')) &&
    isTextMap(field(metadata, 'annotations'))
  );
}

function isTextMap(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'object' && Object.values(value).every((one) => typeof one === 'string'))
  );
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** An object of an export without what nobody may see: data of secrets, and what kubectl has copied of them. */
function withoutSecrets(object: Manifest): Manifest {
  const { metadata, ...rest } = object;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(
      ([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration',
    ),
  );
  const { managedFields: _, ...head } = metadata as typeof metadata & { managedFields?: unknown };
  const clean = { ...rest, metadata: { ...head, annotations } } as Manifest;
  if (object.kind !== 'Secret') return clean;
  return Object.fromEntries(
    Object.entries(clean).filter(([key]) => key !== 'data' && key !== 'stringData'),
  ) as unknown as Manifest;
}
