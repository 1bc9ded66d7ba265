import { stringify } from 'yaml';

/**
 * One file's text: its objects as YAML documents. Plain where every reader agrees, quoted where YAML 1.1 or
 * 1.2 takes an unquoted word for something else (`n`, `on`, `1e9`, `0o17`, `12:30`); never folded.
 */
export function manifestText(manifests: readonly unknown[]): string {
  return manifests
    .map((manifest) =>
      stringify(manifest, { schema: 'core', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false }),
    )
    .join('---\n');
}
