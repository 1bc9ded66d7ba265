import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Edit } from '../new/edits.ts';
import { packageFolder } from '../package.ts';

/**
 * Contracts and environments of the engine's own repository, for a stack that has the engine installed. The package has
 * them in one archive, which packing makes (`scripts/prepack.js`); a checkout has them as they are.
 */
export function exampleFiles(): Edit[] {
  const archive = join(packageFolder, 'build', 'example.json.gz');
  const texts = existsSync(archive) ? packed(archive) : ofCheckout();
  return Object.entries(texts).map(([path, text]) => ({ path, text: withInstalledSchema(text) }));
}

function packed(archive: string): Record<string, string> {
  return JSON.parse(String(gunzipSync(readFileSync(archive)))) as Record<string, string>;
}

function ofCheckout(): Record<string, string> {
  return Object.fromEntries(
    ['contracts', 'environments'].flatMap((folder) =>
      readdirSync(join(packageFolder, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          return [relative(packageFolder, path), readFileSync(path, 'utf8')];
        }),
    ),
  );
}

/** The line by which editors find the schema leads to the installed package. */
function withInstalledSchema(text: string): string {
  return text.replace(
    /^(# yaml-language-server: \$schema=(?:\.\.\/)+)schemas\//,
    '$1node_modules/workstreams/schemas/',
  );
}
