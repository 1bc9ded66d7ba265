import { join } from 'node:path';
import { manifestText } from '../../lib/change/manifest-text.ts';
import { renderEnvironment } from '../../lib/cli/render.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { shipped } from './shipped.ts';

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
