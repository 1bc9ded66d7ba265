import type { Catalog } from '../model/catalog.ts';
import type { Contract } from '../model/contract.ts';
import type { Environment } from '../model/environment.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type Path, pathText } from '../model/yaml-source.ts';
import type { Resolved } from '../policies/resolve.ts';

/** What every rule may look at. */
export interface CatalogView {
  readonly catalog: Catalog;
  readonly environments: readonly Environment[];
  /** Names of all environments of the repository, also those that this run leaves out. */
  readonly environmentNames: readonly string[];
  /** `2026-12-31`; rules read no clock. */
  readonly today: string;
}

/** An error stops `synth` and ends `lint` with 1; a warning is only told. */
type Level = 'error' | 'warning';

interface RuleText {
  /** Lowercase kebab; exceptions name it. */
  readonly id: string;
  /** What must hold. */
  readonly what: string;
  /** What happens otherwise. */
  readonly why: string;
  /** How it is mended in general, one sentence for the page of the rules; each problem has a fix of its own. */
  readonly fix: string;
  /**
   * How grave it is, where this differs by what an environment does. A rule on the catalogue has the gravest
   * level of the environments that are judged.
   */
  readonly level: Level | ((posture: Environment) => Level);
}

/** Judges the contracts as they are written; runs before anything is resolved. */
export interface CatalogRule extends RuleText {
  readonly on: 'catalog';
  /** It judges by the environments, and must wait where they cannot be read. @default false */
  readonly asksEnvironments?: boolean;
  readonly check: (view: CatalogView) => Problem[];
}

/** Judges an environment as it is resolved: names, numbers, rights. */
export interface EnvironmentRule extends RuleText {
  readonly on: 'environment';
  readonly check: (resolved: Resolved, view: CatalogView) => Problem[];
}

export type Rule = CatalogRule | EnvironmentRule;

/** A problem of a rule at a key of a contract. */
export function inContract(
  rule: RuleText,
  contract: Contract,
  path: Path,
  what: string,
  fix: string,
): Problem {
  return problem(contract.source.place(path), pathText(path), what, fix, rule.id);
}

/** A problem of a rule at a key of an environment. */
export function inEnvironment(
  rule: RuleText,
  environment: Environment,
  path: Path,
  what: string,
  fix: string,
): Problem {
  return problem(environment.source.place(path), pathText(path), what, fix, rule.id);
}
