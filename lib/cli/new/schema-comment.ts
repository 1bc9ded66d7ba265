import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The first line of a file that editors complete and check: where its JSON Schema is. A stack has the schemas in its
 * installed package; the engine's own repository has them itself.
 * @param path of the file, relative to the root
 */
export function schemaComment(
  root: string,
  kind: 'system' | 'contract' | 'environment',
  path: string,
): string {
  const name = `schemas/${kind}.schema.json`;
  const folder = existsSync(join(root, name)) ? '' : 'node_modules/workstreams/';
  return `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}${folder}${name}\n`;
}
