import { join } from 'node:path';
import yaml from 'js-yaml';
import { manifestText } from '../../lib/release/manifest-text.ts';
import { planChange } from '../../lib/plan/plan.ts';
import { countsText, planRiskLines } from '../../lib/plan/plan-text.ts';
import { renderEnvironment } from '../../lib/cli/render.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { shipped, shippedEnvironment } from './shipped.ts';

export const goldenFolder = join(import.meta.dirname, '..', 'golden');

/** What is rendered from the shipped catalogue: `<env>/<system>.yaml`, each unit under its path, and `tree.txt`. */
export function goldenFiles(): Map<string, string> {
  const project = shipped();
  const files = new Map<string, string>();
  const tree: string[] = [];
  for (const environment of project.environments) {
    const bySystem = new Map<string, string[]>();
    for (const { system, unit, manifests } of renderEnvironment(
      resolve(project.catalog, environment),
      project,
    )) {
      const path = `${environment.environment}/${system}/${unit}.k8s.yaml`;
      tree.push(path);
      bySystem.set(system, [...(bySystem.get(system) ?? []), `# ${path}\n${manifestText(manifests)}`]);
    }
    for (const [system, texts] of bySystem)
      files.set(`${environment.environment}/${system}.yaml`, texts.join('---\n'));
    tree.push(`${environment.environment}/release.json`);
  }
  files.set('tree.txt', `${tree.sort().join('\n')}\n`);
  return files;
}

/**
 * What it would mean to roll out one golden file's change: the plan's line of each object, the worst first.
 * @param path `<env>/<system>.yaml`
 */
export function goldenRisks(path: string, committed: string, now: string): string {
  const [env = ''] = path.split('/');
  const objects = (text: string) =>
    yaml.safeLoadAll(text).filter((one) => one !== null) as unknown as Manifest[];
  const plan = planChange({
    environment: shippedEnvironment(env),
    before: objects(committed),
    after: objects(now),
    today: '2026-11-21',
  });
  return [`${path} differs from what is committed: ${countsText(plan)}`, ...planRiskLines(plan)].join('\n');
}
