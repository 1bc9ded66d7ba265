import { inOrder, type Problem, problem } from '../model/problem.ts';
import type { Resolved } from '../policies/resolve.ts';
import type { CatalogRule, CatalogView, EnvironmentRule, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/** All that the rules on the catalogue find; resolving an environment is safe only when it is nothing. */
export function checkCatalog(view: CatalogView, among: readonly Rule[] = rules): Problem[] {
  const found = among
    .filter((rule): rule is CatalogRule => rule.on === 'catalog')
    .flatMap((rule) => guarded(rule, () => rule.check(view)));
  return inOrder(withoutExcepted(found, view));
}

/** What the rules find that need no environment, for a run in which environments cannot be read. */
export function checkContracts(view: CatalogView): Problem[] {
  return checkCatalog(
    view,
    rules.filter((rule) => rule.on === 'catalog' && rule.asksEnvironments !== true),
  );
}

/** All that the rules on a resolved environment find. */
export function checkResolved(
  resolved: Resolved,
  view: CatalogView,
  among: readonly Rule[] = rules,
): Problem[] {
  const found = among
    .filter((rule): rule is EnvironmentRule => rule.on === 'environment')
    .flatMap((rule) => guarded(rule, () => rule.check(resolved, view)));
  return inOrder(withoutExcepted(found, view));
}

/** A rule that throws has not passed: what it could not judge is a problem. */
function guarded(rule: Rule, run: () => Problem[]): Problem[] {
  try {
    return run();
  } catch (error) {
    const what = `the rule failed: ${error instanceof Error ? error.message : String(error)}`;
    const place = { file: 'contracts', line: 1, column: 1 };
    return [problem(place, '', what, 'this is a defect of workstreams: report it with the input', rule.id)];
  }
}

/** A contract's exception silences its rule on that contract until its last day (`exception-current` watches it). */
function withoutExcepted(problems: readonly Problem[], { catalog, today }: CatalogView): Problem[] {
  const excepted = new Set(
    catalog.contracts.flatMap(({ source, terms }) =>
      terms.exceptions.filter(({ until }) => until >= today).map(({ rule }) => `${rule} ${source.file}`),
    ),
  );
  return problems.filter(({ rule, place }) => rule === undefined || !excepted.has(`${rule} ${place.file}`));
}

/**
 * The problems of several environments, each once: what is wrong in some of them only says in which.
 * @param found problems by environment
 */
export function acrossEnvironments(found: ReadonlyMap<string, readonly Problem[]>): Problem[] {
  const merged = new Map<string, { first: Problem; environments: string[] }>();
  for (const [environment, problems] of found) {
    for (const first of problems) {
      const key = JSON.stringify(first);
      const entry = merged.get(key) ?? { first, environments: [] };
      entry.environments.push(environment);
      merged.set(key, entry);
    }
  }
  return inOrder(
    [...merged.values()].map(({ first, environments }) =>
      environments.length === found.size
        ? first
        : { ...first, what: `${first.what} (in ${environments.join(', ')})` },
    ),
  );
}
