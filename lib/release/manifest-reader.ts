import { lstatSync, readFileSync } from 'node:fs';
import yaml from 'js-yaml';
import type { Manifest } from '../model/manifest.ts';
import { faultIn, placeIn } from '../model/text/json-places.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { kubectlSchema, mergeInto } from './kubectl-yaml.ts';
import { objectsOf, renderFirst, withoutSecrets } from './manifest-objects.ts';
import { manifestExcess, type ManifestLimits } from './manifest-scan.ts';

/** What manifests may be at most: 10,000 topics and all that follows from them stay below. */
const manifestLimits = {
  /** Of one rendered file. */
  fileBytes: 4 * 1024 * 1024,
  fileParts: 250_000,
  /** Of an export, which holds everything, with what the servers note in it. */
  exportBytes: 256 * 1024 * 1024,
  exportParts: 5_000_000,
  /** Of one text; the API server takes no object of more than 1.5 MiB, and escapes make it longer. */
  textBytes: 4 * 1024 * 1024,
  linesOfObject: 100_000,
  /** Of all files of one baseline. */
  allBytes: 512 * 1024 * 1024,
  depth: 64,
  /** Of JSON, one after the other. */
  documents: 100_000,
  /** Values that are in a file again by an alias. */
  repeated: 100_000,
} as const;

interface FileLimits extends ManifestLimits {
  readonly bytes: number;
}

const ofObject = { text: manifestLimits.textBytes, linesOfObject: manifestLimits.linesOfObject };
const renderedFile: FileLimits = {
  bytes: manifestLimits.fileBytes,
  parts: manifestLimits.fileParts,
  ...ofObject,
};
const exportFile: FileLimits = {
  bytes: manifestLimits.exportBytes,
  parts: manifestLimits.exportParts,
  ...ofObject,
};

/** What an export holds. */
export interface Export {
  readonly objects: readonly Manifest[];
  /** What is in it and is no object, each by its name where it has one. */
  readonly odd: readonly Problem[];
}

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

  /** A rendered file: one thing that is no object is a problem. */
  readYamlFile(path: string, shown: string): Read<Manifest[]> {
    const read = this.#documents(path, shown, renderedFile);
    if (!read.ok) return read;
    const { objects, odd } = objectsOf(shown, read.value);
    return odd.length > 0 ? { ok: false, problems: odd } : { ok: true, value: objects };
  }

  /** A file that others write: its objects, whatever else is in it. */
  readOtherFile(path: string, shown: string): Read<Manifest[]> {
    const read = this.#documents(path, shown, renderedFile);
    return read.ok ? { ok: true, value: objectsOf(shown, read.value).objects.map(withoutSecrets) } : read;
  }

  /** What is in a cluster, or is applied to it: one odd object is left aside, and told. */
  readExportFile(path: string, shown: string): Read<Export> {
    const read = this.#documents(path, shown, exportFile);
    if (!read.ok) return read;
    const { objects, odd } = objectsOf(shown, read.value);
    return objects.length === 0 && odd.length > 0
      ? { ok: false, problems: odd }
      : { ok: true, value: { objects: objects.map(withoutSecrets), odd } };
  }

  #documents(path: string, shown: string, most: FileLimits): Read<unknown[]> {
    const text = this.#text(path, shown, most);
    if (!text.ok) return text;
    // What begins with `{{` is a template.
    const isJson = /^\s*(?:\[|\{(?!\{))/.test(text.value);
    return isJson ? parseJson(shown, text.value) : parseYaml(shown, text.value);
  }

  /** The text of a release.json, within the limits of the run. */
  releaseText(path: string, shown: string): Read<string> {
    return this.#text(path, shown, exportFile);
  }

  #text(path: string, shown: string, { bytes, ...limits }: FileLimits): Read<string> {
    try {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink())
        return refused(shown, 'the file is a symbolic link', 'put the file itself here');
      if (!stat.isFile()) return refused(shown, 'this is no file', 'put a file here');
      if (stat.size > bytes)
        return refused(shown, `the file has ${stat.size} bytes`, `at most ${bytes} are read`);
      this.#bytes += stat.size;
      if (this.isFull)
        return refused(
          shown,
          `with this file there are ${this.#bytes} bytes`,
          `at most ${manifestLimits.allBytes} are read in one run`,
        );
      const excess = manifestExcess(path, limits);
      if (excess !== undefined)
        return refused(
          shown,
          excess.what,
          'no cluster has that: is it an export?',
          excess.line,
          excess.column,
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

const tooDeep = (file: string, line = 1, column = 1) =>
  refused(
    file,
    `more than ${manifestLimits.depth} levels of nesting`,
    'no object is that deep: is it a manifest?',
    line,
    column,
  );

function placeOf(text: string, offset: number): [line: number, column: number] {
  const { line, column } = placeIn('', text, offset);
  return [line, column];
}

/** The documents of a YAML text. Its error's own message quotes the text, secrets included: the reason alone is told. */
function parseYaml(file: string, text: string): Read<unknown[]> {
  const documents: unknown[] = [];
  // Names of anchors may begin with any sign, so that `**a` is an alias too.
  const hasAliases = text.includes('&') && text.includes('*');
  try {
    yaml.safeLoadAll(text, (one: unknown) => documents.push(one), { schema: kubectlSchema });
  } catch (error) {
    if (error instanceof yaml.YAMLException) {
      const { reason, mark } = error as Error & {
        reason?: string;
        mark?: { line: number; column: number };
      };
      return refused(
        file,
        `not YAML: ${reason ?? 'the syntax is wrong'}`,
        text.includes('{{') ? renderFirst : 'fix the syntax here',
        (mark?.line ?? 0) + 1,
        (mark?.column ?? 0) + 1,
      );
    }
    if (error instanceof RangeError) return tooDeep(file);
    throw error;
  }
  return checked(file, documents, hasAliases);
}

/** The documents of a JSON text: one, or several one after the other, as `jq` writes them. */
function parseJson(file: string, text: string): Read<unknown[]> {
  const { ends, over } = documentsIn(text);
  if (over !== undefined) {
    const [line, column] = placeOf(text, over);
    return tooDeep(file, line, column);
  }
  if (ends.length > manifestLimits.documents) {
    const [line, column] = placeOf(text, ends[manifestLimits.documents] ?? 0);
    return refused(
      file,
      `more than ${manifestLimits.documents} documents`,
      'no cluster has that: is it an export?',
      line,
      column,
    );
  }
  const documents: unknown[] = [];
  let begin = 0;
  for (const end of [...ends, text.length]) {
    const part = text.slice(begin, end);
    if (part.trim() !== '') {
      try {
        documents.push(JSON.parse(part) as unknown);
      } catch {
        return refused(
          file,
          'not JSON',
          'is the export whole?',
          ...placeOf(text, begin + (faultIn(part) ?? 0)),
        );
      }
    }
    begin = end;
  }
  return checked(file, documents, false);
}

/** Where the documents of a JSON text end, or where it goes too deep; brackets in strings do not count. */
function documentsIn(text: string): { readonly ends: number[]; readonly over?: number } {
  let depth = 0;
  let inString = false;
  const ends: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === backslash) index += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === opening || code === openingList) depth += 1;
    else if (code === opening + 2 || code === openingList + 2) {
      depth -= 1;
      if (depth === 0) ends.push(index + 1);
      if (ends.length > manifestLimits.documents) break;
    }
    if (depth > manifestLimits.depth) return { ends, over: index };
  }
  return { ends };
}

const [quote, backslash, opening, openingList] = [0x22, 0x5c, 0x7b, 0x5b];

/** Refuses what would make trouble later: depth, keys of JavaScript's own, and aliases that stand for very much. */
function checked(file: string, documents: readonly unknown[], hasAliases: boolean): Read<unknown[]> {
  const seen = hasAliases ? new Set<object>() : undefined;
  let repeated = 0;
  const take = (values: number): boolean => {
    repeated += values;
    return repeated <= manifestLimits.repeated;
  };
  const tooMany = (): Read<never> =>
    refused(
      file,
      `aliases that repeat more than ${manifestLimits.repeated} values`,
      'write the values themselves',
    );
  const walk = (value: unknown, depth: number): Read<never> | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > manifestLimits.depth) return tooDeep(file);
    if (seen?.has(value) === true) {
      if (!take(Array.isArray(value) ? value.length : Object.keys(value).length)) return tooMany();
    }
    seen?.add(value);
    if (Array.isArray(value)) {
      for (const item of value) {
        const wrong = walk(item, depth + 1);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }
    const isMerging = hasAliases && Object.hasOwn(value, '<<');
    if (isMerging && !mergeInto(value as Record<string, unknown>, take)) return tooMany();
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
