import { suggestion } from '../model/text/nearest.ts';
import { printable } from '../model/text/problem.ts';
import { type Resolved, resolve } from '../policies/resolve.ts';
import { loadProject, type Project } from './project.ts';
import { problemList, refuse } from './report.ts';

export interface ResolvedProjectProps {
  readonly root: string;
  readonly today: string;
  /** @default all environments */
  readonly environments?: readonly string[];
  /** Only this system of each. @default all */
  readonly system?: string | undefined;
}

/** A project with its environments resolved; each has the systems that were asked for. */
export interface ResolvedProject {
  readonly project: Project;
  readonly environments: readonly Resolved[];
}

/** What reports are made of, or undefined where it cannot be read: then standard error says why, and the exit code is 1. */
export function resolvedProject(props: ResolvedProjectProps): ResolvedProject | undefined {
  const { root, today, environments, system } = props;
  const read = loadProject({ root, today, ...(environments === undefined ? {} : { environments }) });
  if (!read.ok) return refuse(problemList(read.problems));
  const { value: project } = read;
  const ids = project.catalog.systems.map(({ id }) => id);
  if (system !== undefined && !ids.includes(system)) {
    return refuse(`there is no system ${printable(JSON.stringify(system))}\n  ${suggestion(system, ids)}\n`);
  }
  return {
    project,
    environments: project.environments.map((environment) => {
      const resolved = resolve(project.catalog, environment);
      const chosen = resolved.systems.filter(
        ({ declaration }) => system === undefined || declaration.id === system,
      );
      return { ...resolved, systems: chosen };
    }),
  };
}
