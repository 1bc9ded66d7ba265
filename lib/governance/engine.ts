import type { Environment } from '../model/terms/environment.ts';
import { type Manifest, manifestId } from '../model/manifest.ts';
import { inOrder, type Level, type Place, type Problem, problem } from '../model/text/problem.ts';
import type { Resolved } from '../policies/resolve.ts';
import { excusedIn, FindingsRecord } from './excused.ts';
import type { CatalogView, Findings, RenderedObjects, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/** All that the rules on the catalogue find; resolving an environment is safe only when no error is among it. */
export function checkCatalog(
  view: CatalogView,
  among: readonly Rule[] = rules,
  record = new FindingsRecord(),
): Problem[] {
  const found = among.flatMap((rule) =>
    rule.on === 'catalog' ? judged(rule, view.environments, () => rule.check(view)) : [],
  );
  const excused = excusedIn(view, record);
  return inOrder(found.filter((one) => !excused(one)));
}

/** What the rules find that need no environment, for a run in which environments cannot be read. */
export function checkContracts(view: CatalogView): Problem[] {
  return checkCatalog(
    view,
    rules.filter((rule) => rule.on === 'catalog' && rule.asksEnvironments !== true),
  );
}

/** All that the rules on a resolved environment find; rendering it is safe only when no error is among it. */
export function checkResolved(
  resolved: Resolved,
  view: CatalogView,
  among: readonly Rule[] = rules,
  record = new FindingsRecord(),
): Problem[] {
  const { environment } = resolved;
  const found = among.flatMap((rule) =>
    rule.on === 'environment' ? judged(rule, [environment], () => rule.check(resolved, view)) : [],
  );
  const excused = excusedIn(view, record, environment);
  return inOrder(found.filter((one) => !excused(one)));
}

/** Judges one unit's objects; a problem of theirs is told at `place`, which is asked for only then. */
type ManifestCheck = (manifests: readonly Manifest[], place: () => Place) => Problem[];

/**
 * Judges the objects that an environment renders: asked for each unit in turn, for some rules look at all of
 * them. An object is shown once, and only to rules that ask for its kind.
 */
export function manifestCheck(
  environment: Environment,
  view: CatalogView,
  among: readonly Rule[] = rules,
  record = new FindingsRecord(),
): ManifestCheck {
  const checks = among.flatMap((rule) =>
    rule.on === 'manifests' ? [{ rule, check: rule.check(environment) }] : [],
  );
  const byKind = new Map<string, typeof checks>();
  const asking = (kind: string): typeof checks => {
    const known = byKind.get(kind);
    if (known !== undefined) return known;
    const found = checks.filter(({ rule }) => rule.kinds === 'all' || rule.kinds.includes(kind));
    byKind.set(kind, found);
    return found;
  };
  const excused = excusedIn(view, record, environment);
  return (manifests, place) => {
    const found: Problem[] = [];
    for (const manifest of manifests) {
      for (const { rule, check } of asking(manifest.kind)) {
        const problems = judged(rule, [environment], () =>
          check(manifest).map(({ at, what, fix }) => {
            const subject = manifestId(manifest);
            const told = `${subject}: ${at === '' ? what : `${at}: ${what}`}`;
            return { ...problem(place(), '', told, fix, rule.id), subject };
          }),
        );
        for (const one of problems) if (!excused(one)) found.push(one);
      }
    }
    return inOrder(found);
  };
}

/** What is wrong between environments that share a cluster. */
export function checkClusters(
  rendered: readonly RenderedObjects[],
  view: CatalogView,
  among: readonly Rule[] = rules,
  record = new FindingsRecord(),
): Problem[] {
  const found = among.flatMap((rule) =>
    rule.on === 'clusters' ? judged(rule, view.environments, () => rule.check(rendered)) : [],
  );
  const excused = excusedIn(view, record);
  return inOrder(found.filter((one) => !excused(one)));
}

/** What is wrong with the exceptions themselves, when all else has been judged. */
export function checkExceptions(
  view: CatalogView,
  findings: Findings,
  among: readonly Rule[] = rules,
): Problem[] {
  return inOrder(
    among.flatMap((rule) =>
      rule.on === 'exceptions' ? judged(rule, view.environments, () => rule.check(view, findings)) : [],
    ),
  );
}

/**
 * The gravest level that a rule has in these environments, each of which may make it graver, never lighter.
 * Where none can be read a level that depends on them is taken for an error.
 */
function levelIn(rule: Rule, environments: readonly Environment[]): Level {
  const { id, level } = rule;
  if (level === 'error' || environments.some(({ rules: stricter }) => Object.hasOwn(stricter, id)))
    return 'error';
  if (level === 'warning') return level;
  return environments.length === 0 || environments.some((one) => level(one) === 'error')
    ? 'error'
    : 'warning';
}

/** Whether what a rule finds may be an error in one of these environments: warnings stop nothing. */
export function mayStop({ id, level }: Rule, environments: readonly Environment[]): boolean {
  return level !== 'warning' || environments.some(({ rules: stricter }) => Object.hasOwn(stricter, id));
}

/** What a rule finds, with its level. A rule that throws has not passed: what it could not judge is an error. */
function judged(rule: Rule, environments: readonly Environment[], run: () => Problem[]): Problem[] {
  try {
    const found = run();
    if (levelIn(rule, environments) === 'error') return found;
    return found.map((one): Problem => ({ ...one, level: 'warning' }));
  } catch (error) {
    const what = `the rule failed: ${error instanceof Error ? error.message : String(error)}`;
    const place = { file: 'contracts', line: 1, column: 1 };
    return [problem(place, '', what, 'this is a defect of workstreams: report it with the input', rule.id)];
  }
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
