import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type Plan, planChange } from '../../lib/plan/plan.ts';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Catalog } from '../../lib/model/catalog.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { loadCatalog } from '../../lib/model/load-catalog.ts';
import { loadEnvironments } from '../../lib/model/load-environments.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { formatProblem, type Read } from '../../lib/model/text/problem.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { fixtureRoot, today } from './fixture.ts';
import { StackCopy } from './stack-copy.ts';

export { today };

/** A text of a file that becomes another, or a folder that goes. */
export type Edit = readonly [file: string, from: string, to: string] | readonly [folder: string];

/** What an environment renders. */
export function renderedFrom(catalog: Catalog, environment: Environment): Manifest[] {
  return [...renderEnvironment(resolve(catalog, environment))].flatMap(({ manifests }) => manifests);
}

function certain<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.value;
}

/** A copy of the fixture, whose files are edited, planned against what stood there before, and put back. */
export class PlannedProject {
  readonly copy = new StackCopy();
  readonly #baselines = new Map<string, Manifest[]>();

  /** @param contracts the folders below contracts/; few, to be read often */
  constructor(contracts: readonly string[]) {
    const systems = contracts.map((folder) => `${folder.split('/')[0] ?? ''}/system.yaml`);
    for (const path of [...[...contracts, ...systems].map((name) => `contracts/${name}`), 'environments']) {
      cpSync(join(fixtureRoot, path), this.copy.path(path), { recursive: true });
    }
  }

  /** The plan from the project as it was to the project as it is with the edits. */
  planned(env: string, edits: readonly Edit[]): Plan {
    const before = this.baseline(env);
    try {
      for (const [file, from, to] of edits) {
        if (from === undefined || to === undefined) this.copy.remove(file);
        else this.copy.edit(file, from, to);
      }
      const { environment, manifests } = this.#rendered(env);
      return planChange({ environment, before, after: manifests, today });
    } finally {
      for (const [file] of edits) cpSync(join(fixtureRoot, file), this.copy.path(file), { recursive: true });
    }
  }

  baseline(env: string): Manifest[] {
    const known = this.#baselines.get(env) ?? this.#rendered(env).manifests;
    this.#baselines.set(env, known);
    return known;
  }

  dispose(): void {
    this.copy.dispose();
  }

  #rendered(env: string) {
    const catalog = certain(loadCatalog(this.copy.root));
    const [environment] = certain(loadEnvironments(this.copy.root, [env]));
    if (environment === undefined) throw new Error(`no environment ${env}`);
    return { environment, manifests: renderedFrom(catalog, environment) };
  }
}
