import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Problem, problem } from './problem.ts';
import { formatSize, size } from './size.ts';
import type { Read } from './yaml-source.ts';

/** Of a file that people write. */
const largestFile = size('1MiB');

/**
 * Reads a file as UTF-8 text. `shown` is its name in problems. Symbolic links are not followed: what a
 * contract says is in its own folder.
 * @param largest that is read
 */
export function readText(path: string, shown: string, largest = largestFile): Read<string> {
  const place = { file: shown, line: 1, column: 1 };
  const fail = (what: string, fix: string): Read<string> => ({
    ok: false,
    problems: [problem(place, '', what, fix)],
  });
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return fail('the file is a symbolic link', 'put the file itself here');
    if (!stat.isFile()) return fail('this is no file', 'put a file here');
    if (stat.size > largest) {
      return fail(`the file has ${stat.size} bytes`, `at most ${largest} (${formatSize(largest)}) are read`);
    }
    const bytes = readFileSync(path);
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return fail('the file is not UTF-8', 'save it as UTF-8');
    return fail(`the file cannot be read (${codeOf(error)})`, 'is it there, and readable?');
  }
}

/** The entries of a folder in a fixed order; symbolic links among them are problems. */
export function listFolder(
  path: string,
  shown: string,
  problems: Problem[],
): { folders: string[]; files: string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  try {
    if (lstatSync(path).isSymbolicLink()) throw Object.assign(new Error('link'), { code: 'a symbolic link' });
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(entry.name);
      else if (entry.isFile()) files.push(entry.name);
      else {
        const place = { file: join(shown, entry.name), line: 1, column: 1 };
        problems.push(
          problem(place, '', 'neither a file nor a folder', 'symbolic links are not followed: remove it'),
        );
      }
    }
  } catch (error) {
    const place = { file: shown, line: 1, column: 1 };
    problems.push(
      problem(place, '', `the folder cannot be read (${codeOf(error)})`, 'is it there, and readable?'),
    );
  }
  return { folders: folders.sort(compare), files: files.sort(compare) };
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
