import { checkCatalog, checkContracts, mayStop } from '../governance/engine.ts';
import { FindingsRecord } from '../governance/excused.ts';
import type { Baseline } from '../governance/baseline.ts';
import type { CatalogView, Rule } from '../governance/rule.ts';
import { rules } from '../governance/rules/index.ts';
import type { Catalog } from '../model/catalog.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { Unit } from '../units/unit.ts';
import type { Environment } from '../model/terms/environment.ts';
import { loadCatalog } from '../model/load-catalog.ts';
import { loadEnvironments } from '../model/load-environments.ts';
import { inOrder, isError, type Problem } from '../model/text/problem.ts';
import type { Read } from '../model/text/yaml-source.ts';
import { endProgress, progress } from './progress.ts';

export interface ProjectProps {
  /** The folder that holds `contracts/` and `environments/`. */
  readonly root: string;
  /** Another folder that holds `contracts/`. @default root */
  readonly contracts?: string;
  /** `2026-12-31`: what exceptions are judged by. */
  readonly today: string;
  /** Only these environments. @default all */
  readonly environments?: readonly string[];
  /** What changes are judged by. @default nothing */
  readonly baseline?: Baseline;
  /** What is missing may be added next: rules that judge by it wait. @default false */
  readonly incomplete?: boolean;
  /** Only rules that may stop something are asked. @default false */
  readonly errorsOnly?: boolean;
}

/** A repository that was read and found right. */
export interface Project {
  readonly catalog: Catalog;
  readonly environments: readonly Environment[];
  /** Those that were not asked for and share a cluster with one that was. */
  readonly neighbours: readonly Environment[];
  readonly view: CatalogView;
  /** What a system brings about. @default systemUnits */
  readonly unitsOf?: (system: ResolvedSystem) => Unit[];
  /** What it is judged by. @default all rules */
  readonly among?: readonly Rule[];
  /** What the rules on the catalogue warn of. */
  readonly warnings: readonly Problem[];
  /** What has been found and excused so far. */
  readonly record: FindingsRecord;
}

/** Rules on the catalogue compare all environments; what they find in one that was not asked for is left out. */
function checkEverywhere(
  view: CatalogView,
  all: readonly Environment[],
  among: readonly Rule[],
  record: FindingsRecord,
): Problem[] {
  const files = view.environments.map(({ source }) => source.file);
  const others = all.map(({ source }) => source.file).filter((file) => !files.includes(file));
  return checkCatalog({ ...view, environments: all }, among, record).filter(
    ({ place }) => !others.includes(place.file),
  );
}

/** Reads contracts and environments and judges them; every problem of both, or the project. */
export function loadProject(props: ProjectProps): Read<Project> {
  try {
    return readProject(props);
  } finally {
    endProgress();
  }
}

function readProject({
  root,
  contracts = root,
  today,
  environments: wanted,
  baseline,
  incomplete = false,
  errorsOnly = false,
}: ProjectProps): Read<Project> {
  progress('reading contracts');
  const catalog = loadCatalog(contracts);
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
    ...(catalog.ok ? {} : { incomplete: true }),
  };
  // What can be read is judged also where something else cannot: all problems are reported in one run.
  const record = new FindingsRecord();
  const asksAll = catalog.ok && !incomplete;
  const among = rules.filter(
    (rule) =>
      (asksAll || rule.on !== 'catalog' || rule.asksAll !== true) &&
      (!errorsOnly || !all.ok || mayStop(rule, all.value)),
  );
  progress('judging contracts');
  const found = all.ok && chosen.ok ? checkEverywhere(view, all.value, among, record) : checkContracts(view);
  if (!catalog.ok || !all.ok || !chosen.ok) return { ok: false, problems: inOrder([...unread, ...found]) };
  if (found.some(isError)) return { ok: false, problems: found };
  const { value: environments } = chosen;
  const names = environments.map(({ environment }) => environment);
  const clusters = environments.map(({ cluster }) => cluster);
  const neighbours = all.value.filter(
    ({ environment, cluster }) => !names.includes(environment) && clusters.includes(cluster),
  );
  return {
    ok: true,
    value: { catalog: catalog.value, environments, neighbours, view, warnings: found, record },
  };
}
