import { join } from 'node:path';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { type Problem, problem, type Read } from '../model/text/problem.ts';
import { listFolder } from '../model/text/read-files.ts';
import { ManifestReader } from './manifest-reader.ts';
import { objectDigest, parseRelease, type Release, releaseFile } from './release.ts';

/** What a rendered environment's folder holds. */
export interface Baseline {
  readonly manifests: readonly Manifest[];
  /** What it says of itself; undefined where the folder has no release.json. */
  readonly release: Release | undefined;
  /** Its manifest files, relative to the environment's folder, with `/`. */
  readonly files: readonly string[];
  /** Where it is not as it was released: changed by hand. */
  readonly warnings: readonly Problem[];
}

const suffix = '.k8s.yaml';

/**
 * Reads `<folder>/<environment>/**\/*.k8s.yaml` and its release.json. Files of others are left alone; symbolic links
 * are not followed.
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
  const hasRelease = collect(root, '', files, problems);
  const reader = new ManifestReader();
  const manifests = new Map<string, Manifest>();
  for (const file of files) {
    const shown = join(root, file);
    const read = reader.readYamlFile(shown, shown);
    if (!read.ok) {
      problems.push(...read.problems);
      if (reader.isFull) break;
      continue;
    }
    for (const one of read.value) {
      const id = manifestId(one);
      if (manifests.has(id)) {
        const fix = 'render the environment anew: an object stands in one file';
        problems.push(problem({ file: shown, line: 1, column: 1 }, '', `a second ${id}`, fix));
      }
      manifests.set(id, one);
    }
  }
  const release = hasRelease
    ? readRelease(reader, join(root, releaseFile), environment, problems)
    : undefined;
  if (problems.length > 0) return { ok: false, problems };
  const warnings = release === undefined ? withoutRelease(root, files) : handmade(root, manifests, release);
  return { ok: true, value: { manifests: [...manifests.values()], release, files, warnings } };
}

/** Fills `files` with the manifests below a folder; whether release.json is in it. */
function collect(root: string, below: string, files: string[], problems: Problem[]): boolean {
  const found = listFolder(join(root, below), join(root, below), problems);
  for (const name of found.files) if (name.endsWith(suffix)) files.push(`${below}${name}`);
  for (const name of found.folders)
    if (!name.startsWith('.')) collect(root, `${below}${name}/`, files, problems);
  return found.files.includes(releaseFile);
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

function withoutRelease(root: string, files: readonly string[]): Problem[] {
  if (files.length === 0) return [];
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

/** Reads what `kubectl get … -o yaml` or `-o json` has written: a List, an object, or several documents. */
export function readExport(path: string): Read<readonly Manifest[]> {
  return new ManifestReader().readExportFile(path, path);
}
