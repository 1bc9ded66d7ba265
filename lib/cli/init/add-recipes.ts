import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEnvironments } from '../../model/load-environments.ts';
import { printable } from '../../model/text/problem.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import type { NewResult } from '../new/run-new.ts';
import { problemReport } from '../report.ts';
import { ciFiles } from './ci-files.ts';
import { recipeStack } from './recipes/recipe.ts';

/** Recipes of CI that a folder lacks, and those of these names that it has: they are never written over. */
export function missingRecipes(
  root: string,
  recipes: readonly Edit[],
): { readonly missing: readonly Edit[]; readonly kept: readonly string[] } {
  const isThere = ({ path }: Edit) => existsSync(join(root, path));
  return {
    missing: recipes.filter((one) => !isThere(one)),
    kept: recipes.filter(isThere).map(({ path }) => path),
  };
}

/**
 * Writes the recipes of CI for a stack that exists. Asks nothing.
 * @param host `github`, `gitlab`, `both` or `none`
 */
export function addRecipes(folder: string, host: string): NewResult {
  const root = resolve(folder);
  const environments = loadEnvironments(root);
  if (!environments.ok) return { refused: problemReport(environments.problems) };
  const { missing, kept } = missingRecipes(root, ciFiles(host, recipeStack(environments.value)));
  putInPlace(root, missing);
  const lines = [...kept.map((path) => `keep ${path}`), ...missing.map(({ path }) => `new  ${path}`)];
  return { done: lines.map((line) => `  ${printable(line)}\n`).join('') };
}
