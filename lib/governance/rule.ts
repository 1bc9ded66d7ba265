import type { Catalog } from '../model/catalog.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { SystemDeclaration } from '../model/terms/system.ts';
import type { Manifest } from '../model/manifest.ts';
import { type Level, type Problem, problem } from '../model/text/problem.ts';
import { type Path, pathText } from '../model/text/yaml-source.ts';
import type { Resolved } from '../policies/resolve.ts';
import type { Baseline } from './baseline.ts';

/** What every rule may look at. */
export interface CatalogView {
  readonly catalog: Catalog;
  readonly environments: readonly Environment[];
  /** Names of all environments of the repository, also those that this run leaves out. */
  readonly environmentNames: readonly string[];
  /** `2026-12-31`; rules read no clock. */
  readonly today: string;
  /** What changes are judged by; absent where none was asked for. */
  readonly baseline?: Baseline;
  /** Set where some contracts could not be read: one that is not here is not gone. */
  readonly incomplete?: true;
}

export interface RuleText {
  /** Lowercase kebab; exceptions name it. */
  readonly id: string;
  /** What must hold. */
  readonly what: string;
  /** What happens otherwise. */
  readonly why: string;
  /** How it is fixed in general, one sentence for the page of the rules; each problem has a fix of its own. */
  readonly fix: string;
  /**
   * How grave it is, where this differs by what an environment does. A rule on the catalogue has the gravest
   * level of the environments that are judged.
   */
  readonly level: Level | ((posture: Environment) => Level);
}

/** What readers judge: a file that breaks it cannot be read as what it should be, and its problems name no rule. */
export const validInput: RuleText = {
  id: 'valid-input',
  what: 'Contracts, environments, schemas and samples can be read.',
  why: 'Nothing is rendered from what cannot be understood.',
  fix: 'Write what the message asks for, at its line and column.',
  level: 'error',
};

/** Judges the contracts as they are written; runs before anything is resolved. */
export interface CatalogRule extends RuleText {
  readonly on: 'catalog';
  /** It judges by the environments, and must wait where they cannot be read. @default false */
  readonly asksEnvironments?: boolean;
  /** It judges by what is missing, and must wait where a file below `contracts/` cannot be read. @default false */
  readonly asksAll?: boolean;
  readonly check: (view: CatalogView) => Problem[];
}

/** Judges an environment as it is resolved: names, numbers, rights. */
export interface EnvironmentRule extends RuleText {
  readonly on: 'environment';
  readonly check: (resolved: Resolved, view: CatalogView) => Problem[];
}

/** Something wrong with a rendered object. */
export interface ManifestFinding {
  /** Where in the object: `spec.egress[0].to`. */
  readonly at: string;
  readonly what: string;
  readonly fix: string;
}

/** Judges the objects that an environment renders, whoever made them. */
export interface ManifestRule extends RuleText {
  readonly on: 'manifests';
  /** The kinds that it is shown: what there is most of, it should not ask for. */
  readonly kinds: readonly string[] | 'all';
  /** Asked once for an environment; what it returns, once for an object. */
  readonly check: (environment: Environment) => (manifest: Manifest) => ManifestFinding[];
}

/** What a run has found, and what was excused: exceptions are judged by it in the end. */
export interface Findings {
  /** Exceptions that excused something (`exceptionKey`). */
  readonly used: ReadonlySet<string>;
  /** What each rule said something about, by the rule's id. */
  readonly subjects: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Judges the exceptions, after all else. */
export interface ExceptionRule extends RuleText {
  readonly on: 'exceptions';
  readonly check: (view: CatalogView, findings: Findings) => Problem[];
}

/** What one environment renders. */
export interface RenderedObjects {
  readonly environment: Environment;
  /** Each object by its kind, namespace and name (`manifestId`). */
  readonly objects: ReadonlySet<string>;
}

/** Judges environments that share a cluster, also those that a run leaves out. */
export interface ClusterRule extends RuleText {
  readonly on: 'clusters';
  readonly check: (rendered: readonly RenderedObjects[]) => Problem[];
}

export type Rule = CatalogRule | EnvironmentRule | ManifestRule | ClusterRule | ExceptionRule;

/** A problem of a rule at a key of a contract; exceptions of environments name the contract by its address. */
export function inContract(
  rule: RuleText,
  contract: Contract,
  path: Path,
  what: string,
  fix: string,
): Problem {
  const subject = addressText(contract.address);
  return { ...problem(contract.source.place(path), pathText(path), what, fix, rule.id), subject };
}

/**
 * A problem of a rule at a key of an environment.
 * @param subject what it is about. Default: the key
 */
export function inEnvironment(
  rule: RuleText,
  environment: Environment,
  path: Path,
  what: string,
  fix: string,
  subject = pathText(path),
): Problem {
  return { ...problem(environment.source.place(path), pathText(path), what, fix, rule.id), subject };
}

/**
 * A problem of a rule at a key of a system.
 * @param subject what it is about, as exceptions of environments name it
 */
export function inSystem(
  rule: RuleText,
  { source }: SystemDeclaration,
  path: Path,
  what: string,
  fix: string,
  subject: string,
): Problem {
  return { ...problem(source.place(path), pathText(path), what, fix, rule.id), subject };
}

/** How `Findings` names an exception: by its file and its place in the list there. */
export function exceptionKey(file: string, index: number): string {
  return `${file} ${index}`;
}
