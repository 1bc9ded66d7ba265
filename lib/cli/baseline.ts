import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addTo } from '../model/groups.ts';
import type { Baseline, EarlierContract, EarlierSchemas, EarlierTerms } from '../governance/baseline.ts';
import { at, textAt } from '../model/plain-object.ts';
import { messagesFolder } from '../model/catalog.ts';
import { readJson } from '../model/text/json-text.ts';
import { placesOf } from '../model/load-catalog.ts';
import { protoText } from '../model/schemas/protobuf/link.ts';
import { builtInMessages } from '../model/messages/built-in.ts';
import { isSharedSchemaFile, schemaFiles, schemaTerms } from '../model/terms/schema-terms.ts';
import { readYaml } from '../model/text/yaml-source.ts';
import { withoutHidden } from '../model/text/hidden-characters.ts';
import { digestsBelow, type EarlierFiles, filesInCommit, filesInFolder } from './earlier-files.ts';

/** Commits that the transitive modes look at, and the files that one run reads of them. */
export const mostStates = 100;
const mostReads = 20_000;

/**
 * The contracts of an earlier state that differ from those at `root`, or are gone there.
 * @param spec a folder that holds `contracts/`, else a git ref of the repository that `root` lies in
 * @returns a sentence where it is neither
 */
export function readBaseline(
  root: string,
  spec: string,
): { readonly ok: true; readonly value: Baseline } | { readonly ok: false; readonly error: string } {
  const wanted = (path: string): boolean => {
    const parts = path.split('/');
    const [, , folder] = parts;
    const isShared = isSharedSchemaFile(path);
    if (isCommon(path)) return isShared;
    if (parts.length === 4) return folder === messagesFolder && isShared;
    return parts.length === 7 && contractFile.test(path);
  };
  const earlier =
    spec === '' || spec.startsWith('-')
      ? undefined
      : isFolder(join(spec, 'contracts'))
        ? filesInFolder(spec, wanted)
        : filesInCommit(root, spec, wanted);
  if (earlier === undefined) {
    return { ok: false, error: 'it is neither a folder with contracts/ nor a commit of this repository' };
  }
  const now = digestsBelow(root, earlier.hash, wanted);
  const changed = changedContracts(earlier, now);
  const place: Baseline['place'] = (file, path) => placesOf(root, file)(path);
  return { ok: true, value: { name: spec, contracts: contractsOf(earlier, changed), place } };
}

const names = ['contract.yaml', ...Object.values(schemaFiles).flatMap(({ value, key }) => [value, key])];
const word = '[A-Za-z0-9._-]+';
const contractFile = new RegExp(
  `^contracts/${word}/${word}/${word}/${word}/v[1-9][0-9]{0,5}/(?:${names.map((one) => one.replaceAll('.', '\\.')).join('|')})$`,
);

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `contracts/messages/<file>`, shared by all systems. */
function isCommon(path: string): boolean {
  const parts = path.split('/');
  return parts.length === 3 && parts[1] === messagesFolder;
}

interface Changed {
  /** `contracts/<system>/<context>/<class>/<topic>/v<N>` */
  readonly folder: string;
  /** Its own files in the earlier state, and the schemas that it may refer to. */
  readonly own: readonly string[];
  readonly messages: readonly string[];
}

function changedContracts({ digests }: EarlierFiles, now: ReadonlyMap<string, string>): Changed[] {
  const shared = new Map<string, string[]>();
  const common: string[] = [];
  const systemsChanged = new Set<string>();
  let allChanged = false;
  for (const path of new Set([...digests.keys(), ...now.keys()])) {
    if (isCommon(path)) {
      if (digests.has(path)) common.push(path);
      allChanged ||= digests.get(path) !== now.get(path);
      continue;
    }
    const [, system = '', folder] = path.split('/');
    if (path.split('/').length !== 4 || folder !== messagesFolder) continue;
    if (digests.has(path)) addTo(shared, system, path);
    if (digests.get(path) !== now.get(path)) systemsChanged.add(system);
  }
  return [...digests.keys()]
    .filter((path) => path.endsWith('/contract.yaml'))
    .map((path) => path.slice(0, -'/contract.yaml'.length))
    .filter((folder) => {
      const system = folder.split('/')[1] ?? '';
      return (
        allChanged ||
        systemsChanged.has(system) ||
        names.some((name) => digests.get(`${folder}/${name}`) !== now.get(`${folder}/${name}`))
      );
    })
    .map((folder) => ({
      folder,
      own: names.map((name) => `${folder}/${name}`).filter((path) => digests.has(path)),
      messages: [...common, ...(shared.get(folder.split('/')[1] ?? '') ?? [])],
    }));
}

function contractsOf(earlier: EarlierFiles, changed: readonly Changed[]): EarlierContract[] {
  const texts = earlier.read(changed.flatMap(({ own, messages }) => [...own, ...messages]));
  const read = changed.map((one) => ({
    one,
    terms: termsOf(texts.get(`${one.folder}/contract.yaml`), `${one.folder}/contract.yaml`),
  }));
  const transitive = read.filter(({ terms }) => terms?.compatibility.endsWith('-transitive') === true);
  const history = statesBefore(
    earlier,
    transitive.map(({ one }) => one),
  );
  return read.map(({ one, terms }) => {
    const [, system = '', context = '', cls = '', topic = '', version = ''] = one.folder.split('/');
    const address = { system, context, class: cls, topic, version: Number(version.slice(1)) };
    if (terms === undefined) return { address, terms, states: [] };
    const first = stateOf(one, terms, earlier.name, texts);
    const before = terms.compatibility.endsWith('-transitive')
      ? history.map((state) => stateOf(one, terms, state.name, state.read([...one.own, ...one.messages])))
      : [];
    return { address, terms, states: distinct([first, ...before]) };
  });
}

/** The states of all these contracts before the earlier one: few where there are many of them. */
function statesBefore(earlier: EarlierFiles, transitive: readonly Changed[]) {
  const paths = [...new Set(transitive.flatMap(({ own, messages }) => [...own, ...messages]))];
  if (paths.length === 0) return [];
  return earlier.history(paths, Math.max(2, Math.min(mostStates, Math.floor(mostReads / paths.length))));
}

const earlierPartitions = z.union([z.number(), z.record(z.string(), z.number())]);

/** What a contract promised; lenient in all else, which an older program may have written otherwise. */
function termsOf(bytes: Buffer | undefined, file: string): EarlierTerms | undefined {
  const text = bytes === undefined ? undefined : decoded(bytes);
  const source = text === undefined ? undefined : readYaml(file, withoutHidden(text));
  if (source?.ok !== true) return undefined;
  const said = source.value.value;
  const { schema, lifecycle } = (said ?? {}) as Record<string, unknown>;
  const terms = schemaTerms.pick({ format: true, compatibility: true, wireFormat: true }).safeParse(schema);
  if (!terms.success) return undefined;
  const partitions = earlierPartitions.safeParse(at(said, 'partitions'));
  const [keyField, deadLetterSchema] = [textAt(said, 'key', 'field'), textAt(said, 'deadLetter', 'schema')];
  return {
    ...terms.data,
    retired: (lifecycle as { state?: unknown } | undefined)?.state === 'retired',
    ...(keyField === '' ? {} : { keyField }),
    ...(partitions.success ? { partitions: partitions.data } : {}),
    ...(deadLetterSchema === '' ? {} : { deadLetterSchema }),
  };
}

interface Parsed {
  readonly value: unknown;
  /** Of the bytes: equal texts, equal digests. */
  readonly digest: string;
}

/** What is shared is asked for by each contract of a system. Equal files may be one buffer, with several paths. */
const parsed = new WeakMap<Buffer, Map<string, Parsed>>();

function schemaOf(path: string, bytes: Buffer | undefined): Parsed {
  if (bytes === undefined) return { value: undefined, digest: '' };
  const byPath = parsed.get(bytes) ?? new Map<string, Parsed>();
  parsed.set(bytes, byPath);
  const isProto = path.endsWith('.proto');
  const known = byPath.get(isProto ? path : '');
  if (known !== undefined) return known;
  const text = decoded(bytes);
  const fresh = {
    value: text === undefined ? undefined : isProto ? protoText(path, text) : jsonOf(text),
    digest: createHash('sha256').update(bytes).digest('base64'),
  };
  byPath.set(isProto ? path : '', fresh);
  return fresh;
}

function jsonOf(text: string): unknown {
  const read = readJson('', text);
  return read.ok ? read.value : undefined;
}

interface State {
  readonly schemas: EarlierSchemas;
  readonly digest: string;
}

/** The engine of today has them, whatever state the contracts are in. */
const builtIn = builtInMessages.map(({ value }) => value);

function stateOf(
  { folder, messages }: Changed,
  { format }: EarlierTerms,
  name: string,
  texts: ReadonlyMap<string, Buffer>,
): State {
  const read = (path: string): Parsed => schemaOf(path, texts.get(path));
  const value = read(`${folder}/${schemaFiles[format].value}`);
  const key = read(`${folder}/${schemaFiles[format].key}`);
  const shared = messages.map(read);
  return {
    schemas: {
      name,
      value: value.value,
      key: key.value,
      messages: [...builtIn, ...shared.map((one) => one.value)],
    },
    digest: [value, key, ...shared].map(({ digest }) => digest).join(' '),
  };
}

/** Each state once, where it is met first. */
function distinct(states: readonly State[]): EarlierSchemas[] {
  const seen = new Set<string>();
  return states
    .filter(({ digest }) => {
      const fresh = !seen.has(digest);
      seen.add(digest);
      return fresh;
    })
    .map(({ schemas }) => schemas);
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
