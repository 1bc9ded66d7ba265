import { isError, type Problem } from '../../model/text/problem.ts';
import type { Read } from '../../model/text/yaml-source.ts';
import { manifestText } from '../../release/manifest-text.ts';
import { releaseFile } from '../../release/release.ts';
import type { Project } from '../project.ts';
import { judgeProject } from '../judge.ts';

/** The list of all files that are rendered. */
export const treeFile = 'tree.txt';

/** A golden file begins with the unit that it begins with; by this line the files of ours are known. */
export const unitLine = /^# [a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+\.k8s\.yaml$/;

/**
 * What a project renders, for review: `<environment>/<system>.yaml` with each unit below its path, and `tree.txt` with
 * the paths alone. The same project gives the same texts.
 */
export function goldenFiles(project: Project): Read<Map<string, string>> {
  const bySystem = new Map<string, string[]>();
  const tree: string[] = [];
  const problems: Problem[] = judgeProject(project, ({ environment }) => {
    tree.push(`${environment}/${releaseFile}`);
    return ({ system, unit, manifests }) => {
      const path = `${environment}/${system}/${unit}.k8s.yaml`;
      tree.push(path);
      const file = `${environment}/${system}.yaml`;
      const texts = bySystem.get(file) ?? [];
      texts.push(`# ${path}\n${manifestText(manifests)}`);
      bySystem.set(file, texts);
    };
  }).filter(isError);
  if (problems.length > 0) return { ok: false, problems };
  const files = new Map([...bySystem].map(([file, texts]) => [file, texts.join('---\n')]));
  files.set(treeFile, `${tree.sort().join('\n')}\n`);
  return { ok: true, value: files };
}
