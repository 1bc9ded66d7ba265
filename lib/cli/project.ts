import { checkCatalog, checkContracts } from '../governance/engine.ts';
import { FindingsRecord } from '../governance/excused.ts';
import type { Baseline } from '../governance/baseline.ts';
import type { CatalogView } from '../governance/rule.ts';
import { rules } from '../governance/rules/index.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Environment } from '../model/terms/environment.ts';
import { loadCatalog } from '../model/load-catalog.ts';
import { loadEnvironments } from '../model/load-environments.ts';
import { inOrder, isError, type Problem } from '../model/text/problem.ts';
import type { Read } from '../model/text/yaml-source.ts';
import type { System } from '../systems/system.ts';

export interface ProjectProps {
  /** The folder that holds `contracts/` and `environments/`. */
  readonly root: string;
  readonly systems: readonly System[];
  /** `2026-12-31`: what exceptions are judged by. */
  readonly today: string;
  /** Only these environments. @default all */
  readonly environments?: readonly string[];
  /** What changes are judged by. @default nothing */
  readonly baseline?: Baseline;
}

/** A repository that was read and found right. */
export interface Project {
  readonly catalog: Catalog;
  readonly environments: readonly Environment[];
  readonly systems: readonly System[];
  readonly view: CatalogView;
  /** What the rules on the catalogue warn of. */
  readonly warnings: readonly Problem[];
  /** What has been found and excused so far. */
  readonly record: FindingsRecord;
}

/** Reads contracts and environments and judges them; every problem of both, or the project. */
export function loadProject({
  root,
  systems,
  today,
  environments: wanted,
  baseline,
}: ProjectProps): Read<Project> {
  const catalog = loadCatalog(root, systems);
  // All environments are read, whatever this run wants: contracts name them.
  const all = loadEnvironments(root);
  const chosen = wanted === undefined ? all : loadEnvironments(root, wanted);
  const unread = [catalog, all, chosen].flatMap((read) => (read.ok ? [] : read.problems));
  const view: CatalogView = {
    catalog: catalog.ok ? catalog.value : catalog.readable,
    environments: chosen.ok ? chosen.value : [],
    environmentNames: all.ok ? all.value.map(({ environment }) => environment) : [],
    today,
    ...(baseline === undefined ? {} : { baseline }),
  };
  // What can be read is judged also where something else cannot: all problems are told in one run.
  const record = new FindingsRecord();
  const found = all.ok && chosen.ok ? checkCatalog(view, rules, record) : checkContracts(view);
  if (!catalog.ok || !all.ok || !chosen.ok) return { ok: false, problems: inOrder([...unread, ...found]) };
  if (found.some(isError)) return { ok: false, problems: found };
  const { value: environments } = chosen;
  return {
    ok: true,
    value: { catalog: catalog.value, environments, systems, view, warnings: found, record },
  };
}
