import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RenderedUnit, judgeProject } from '../../lib/cli/judge.ts';
import { checkCatalog } from '../../lib/governance/engine.ts';
import { FindingsRecord } from '../../lib/governance/excused.ts';
import type { CatalogView } from '../../lib/governance/rule.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Catalog } from '../../lib/model/catalog.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { isError, type Problem } from '../../lib/model/text/problem.ts';
import { fixtureRoot } from './fixture.ts';

/** What `synth` would say of a catalogue in one environment, and what it would write. */
export function judge(
  catalog: Catalog,
  environment: Environment,
): { readonly errors: Problem[]; readonly units: RenderedUnit[] } {
  const environments = [environment];
  const environmentNames = ['dev', 'eu-prod', 'qa'];
  const view: CatalogView = { catalog, environments, environmentNames, today: '2026-11-21' };
  const record = new FindingsRecord();
  const errors = checkCatalog(view, rules, record).filter(isError);
  if (errors.length > 0) return { errors, units: [] };
  const units: RenderedUnit[] = [];
  const project = { catalog, environments, neighbours: [], view, warnings: [], record };
  const found = judgeProject(project, () => (unit) => units.push(unit)).filter(isError);
  return { errors: found, units: found.length > 0 ? [] : units };
}

const texts = new Map<string, string | undefined>();

/** The text of a file of the fixture, read once; undefined where there is none. */
export function fixtureText(file: string): string | undefined {
  if (!texts.has(file)) {
    try {
      texts.set(file, readFileSync(join(fixtureRoot, file), 'utf8'));
    } catch {
      texts.set(file, undefined);
    }
  }
  return texts.get(file);
}
