import { join } from 'node:path';
import { type Manifest, manifestId, type OtherFile } from '../model/manifest.ts';
import { compare, type Problem, problem, type Read } from '../model/text/problem.ts';
import { listFolder } from '../model/text/read-files.ts';
import { type Export, ManifestReader } from './manifest-reader.ts';
import { isMarkedOurs, renderedSuffix } from './owned-files.ts';
import { objectDigest, parseRelease, type Release, releaseFile } from './release.ts';

/** What a rendered environment's folder holds. */
export interface Baseline {
  /** What was rendered. */
  readonly manifests: readonly Manifest[];
  /** What it says of itself; undefined where the folder has no release.json. */
  readonly release: Release | undefined;
  /** Files that are not from Workstreams, in the order of their names. */
  readonly others: readonly OtherFile[];
  /** Where it is not as it was released: changed by hand. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads an environment's folder: what was rendered, and what others keep there. Rendered is what the release names, or
 * without a release each `*.k8s.yaml` whose objects say that they are ours. Symbolic links are not followed.
 */
export function readBaseline(folder: string, environment: string): Read<Baseline> {
  const problems: Problem[] = [];
  const root = join(folder, environment);
  const top = { file: root, line: 1, column: 1 };
  const { folders } = listFolder(folder, folder, problems);
  if (problems.length > 0) return { ok: false, problems };
  if (!folders.includes(environment)) {
    const has = folders.filter((name) => !name.startsWith('.'));
    const what = `the baseline has no folder "${environment}"${has.length === 0 ? '' : `; it has ${has.join(', ')}`}`;
    const fix =
      'name the folder that holds one folder an environment; for the first rendering make this one, empty';
    return { ok: false, problems: [problem(top, '', what, fix)] };
  }
  const files: string[] = [];
  collect(root, '', files, problems);
  const reader = new ManifestReader();
  const release = files.includes(releaseFile)
    ? readRelease(reader, join(root, releaseFile), environment, problems)
    : undefined;
  const names = new Set(Object.keys(release?.files ?? {}));
  const manifests = new Map<string, Manifest>();
  const others: OtherFile[] = [];
  const take = (file: string, objects: readonly Manifest[]): void => {
    for (const one of objects) {
      const id = manifestId(one);
      if (manifests.has(id)) {
        const fix = 'render the environment again: an object is in one file';
        problems.push(problem({ file: join(root, file), line: 1, column: 1 }, '', `a second ${id}`, fix));
      }
      manifests.set(id, one);
    }
  };
  // Files of rendered names first: what others keep there takes nothing of what may be read.
  for (const file of files.filter((one) => one.endsWith(renderedSuffix))) {
    const read = reader.readYamlFile(join(root, file), join(root, file));
    if (!read.ok) {
      problems.push(...read.problems);
      if (reader.isFull) break;
    } else if (names.has(file) || (release === undefined && isMarkedOurs(read.value))) take(file, read.value);
    else others.push({ path: file, objects: read.value });
  }
  if (problems.length > 0) return { ok: false, problems };
  for (const file of files) {
    if (!file.endsWith(renderedSuffix) && file !== releaseFile) others.push(otherFile(reader, root, file));
  }
  const warnings =
    release !== undefined
      ? handmade(root, manifests, release)
      : manifests.size > 0
        ? withoutRelease(root)
        : [];
  return {
    ok: true,
    value: {
      manifests: [...manifests.values()],
      release,
      others: others.sort((a, b) => compare(a.path, b.path)),
      warnings,
    },
  };
}

/** Fills `files` with all that is below a folder; of what is hidden only the name. */
function collect(root: string, below: string, files: string[], problems: Problem[]): void {
  const found = listFolder(join(root, below), join(root, below), problems);
  for (const name of found.files) files.push(`${below}${name}`);
  for (const name of found.folders) {
    if (name.startsWith('.')) files.push(`${below}${name}/`);
    else collect(root, `${below}${name}/`, files, problems);
  }
}

/** A file of others, with its objects where it has some. A template is one that cannot be read: it is only told. */
function otherFile(reader: ManifestReader, root: string, path: string): OtherFile {
  if (!/\.(?:ya?ml|json)$/.test(path)) return { path, objects: [] };
  const read = reader.readOtherFile(join(root, path), join(root, path));
  return read.ok
    ? { path, objects: read.value }
    : { path, objects: [], unread: read.problems[0]?.what ?? '' };
}

function readRelease(
  reader: ManifestReader,
  path: string,
  environment: string,
  problems: Problem[],
): Release | undefined {
  const text = reader.releaseText(path, path);
  const read = text.ok ? parseRelease(text.value, path) : text;
  if (!read.ok) {
    problems.push(...read.problems);
    return undefined;
  }
  if (read.value.environment !== environment) {
    const what = `the release of ${JSON.stringify(read.value.environment)} in the folder of ${JSON.stringify(environment)}`;
    const place = { file: path, line: 1, column: 1 };
    problems.push(problem(place, 'environment', what, 'compare an environment with its own baseline'));
    return undefined;
  }
  return read.value;
}

function withoutRelease(root: string): Problem[] {
  const place = { file: join(root, releaseFile), line: 1, column: 1 };
  const fix = 'render with workstreams synth: that writes it';
  return [
    {
      ...problem(place, '', 'is missing: whether the baseline was changed by hand is not known', fix),
      level: 'warning',
    },
  ];
}

/** Where objects are not those that were released. */
function handmade(root: string, manifests: ReadonlyMap<string, Manifest>, { objects }: Release): Problem[] {
  const place = { file: join(root, releaseFile), line: 1, column: 1 };
  const say = (id: string, what: string): Problem => ({
    ...problem(
      place,
      id,
      what,
      'a baseline is changed by rendering: what was changed by hand is taken back by the next one',
    ),
    level: 'warning',
  });
  const found: Problem[] = [];
  for (const [id, manifest] of manifests) {
    const digest = Object.hasOwn(objects, id) ? objects[id] : undefined;
    if (digest === undefined) found.push(say(id, 'was added by hand: the release does not know it'));
    else if (digest !== objectDigest(manifest)) found.push(say(id, 'was changed by hand after its release'));
  }
  for (const id of Object.keys(objects)) {
    if (!manifests.has(id)) found.push(say(id, 'was removed by hand: the release has it'));
  }
  return found;
}

/**
 * Reads what `kubectl get … -o yaml` or `-o json` has written, or what is applied: lists, objects, several documents,
 * or JSON objects one after the other.
 */
export function readExport(path: string): Read<Export> {
  return new ManifestReader().readExportFile(path, path);
}
