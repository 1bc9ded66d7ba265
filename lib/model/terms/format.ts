import { type Problem, problem } from '../text/problem.ts';
import type { YamlSource } from '../text/yaml-source.ts';

/** The kinds of files; each says its own. */
export type Kind = 'System' | 'Contract' | 'Environment';

/**
 * What is wrong with the format of a file that has none, as before formats had versions: whatever else is wrong with
 * it follows from that.
 */
export function olderFormat({ value, place }: YamlSource, kind: Kind, version: string): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (Object.hasOwn(value, 'apiVersion') || Object.hasOwn(value, 'kind')) return [];
  const what = `the file has no apiVersion and kind: it is of a format before ${version}`;
  const upgrade = 'run `npx workstreams upgrade`: it rewrites the file and keeps its comments';
  const fix = `${upgrade}; or begin it with apiVersion: ${version} and kind: ${kind}`;
  return [problem(place([]), '', what, fix)];
}
