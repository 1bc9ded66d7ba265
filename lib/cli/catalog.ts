import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { writeFileIn } from '../release/output-file.ts';
import { resolve } from '../policies/resolve.ts';
import { alertRows } from '../reports/catalog/alert-rows.ts';
import { catalogData } from '../reports/catalog/catalog-page.ts';
import { catalogHtml } from '../reports/catalog/html.ts';
import { catalogShell } from './catalog-shell.ts';
import { loadProject } from './project.ts';
import { problemReport, today } from './report.ts';
import { rootOption } from './root-option.ts';
import { sourceState, sourceText } from './source-state.ts';

export function catalogCommand() {
  return new Command('catalog')
    .option('--out <folder>', 'where to write index.html (default: dist/catalog in the stack)')
    .addOption(rootOption())
    .option('--quiet', 'say nothing when all is well')
    .addHelpText(
      'after',
      `
Examples:
  $ workstreams catalog                    every topic in every environment, in dist/catalog/index.html
  $ workstreams catalog --out site --quiet

The page holds all it shows and asks no one for anything: open it from disk, or put it on any web server.`,
    )
    .action(({ out, root, quiet }) => {
      const project = loadProject({ root, today: today() });
      if (!project.ok) {
        process.stderr.write(problemReport(project.problems));
        process.exitCode = 1;
        return;
      }
      const { catalog, environments } = project.value;
      const data = catalogData({
        catalog,
        environments: environments.map((environment) => resolve(catalog, environment)),
        revision: sourceText(sourceState(root)),
        day: today(),
        alerts: alertRows,
      });
      const html = catalogHtml(data, catalogShell());
      const file = writeFileIn(out ?? join(root, 'dist/catalog'), 'index.html', html);
      if (quiet !== true) {
        const size = `${Math.ceil(Buffer.byteLength(html) / 1024)} KiB`;
        process.stdout.write(`${data.page.topics.length} contracts in ${file}, ${size}\n`);
      }
    });
}
