import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './edits.ts';

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^contracts\/[^/]+\/system\.yaml$/, 'system'],
  [/^contracts\/.*\/contract\.yaml$/, 'contract'],
  [/^environments\/[^/]+\.yaml$/, 'environment'],
];

/**
 * A new file of a stack with the line by which editors find its JSON Schema. A stack has the schemas in its installed
 * package; the repository of the engine has them itself.
 */
export function withSchemaComment(root: string, edit: Edit): Edit {
  const { path, text, replaces } = edit;
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === undefined || replaces === true) return edit;
  const name = `schemas/${kind}.schema.json`;
  const folder = existsSync(join(root, name)) ? '' : 'node_modules/workstreams/';
  const up = '../'.repeat(path.split('/').length - 1);
  return { path, text: `# yaml-language-server: $schema=${up}${folder}${name}\n${text}` };
}
