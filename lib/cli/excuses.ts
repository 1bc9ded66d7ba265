import type { Contract } from '../model/terms/contract.ts';
import { resolve } from '../policies/resolve.ts';
import { loadProject } from './project.ts';
import { contractsByUnit } from './judge.ts';
import type { Excuses } from './written.ts';

/** What contracts excuse; undefined where the project cannot be read, which `main.ts` has told. */
export function excuses(root: string, today: string): Excuses | undefined {
  const project = loadProject({ root, today });
  if (!project.ok) return undefined;
  const { catalog, environments, view } = project.value;
  const contracts = new Map(
    environments.map((environment): [string, Map<string, Contract>] => [
      environment.environment,
      new Map(resolve(catalog, environment).systems.flatMap((one) => [...contractsByUnit(one)])),
    ]),
  );
  return {
    view,
    place: (name, unit) => {
      const contract = contracts.get(name)?.get(unit);
      const { source } = contract ?? environments.find(({ environment }) => environment === name) ?? {};
      return source?.place([]) ?? { file: `environments/${name}.yaml`, line: 1, column: 1 };
    },
  };
}
