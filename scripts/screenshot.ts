import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../lib/cli/project.ts';
import { resolve } from '../lib/policies/resolve.ts';
import { freshBuild } from './build.js';
import { findChromium, launchChromium, PageOpener } from '../test/support/browser-pages.ts';

/**
 * Takes the README's picture again: the page of the shipped catalogue, opened in Chromium at one topic. Fonts are this
 * machine's; Debian's fonts-inter and fonts-jetbrains-mono are those of the committed picture.
 */
const file = join(import.meta.dirname, '..', 'docs', 'images', 'catalog.png');
const project = loadProject({ root: join(import.meta.dirname, '..'), today: '2026-11-21' });
if (!project.ok) throw new Error('the repository is not right: npx workstreams lint says why');
const executable = findChromium();
if (executable === undefined) throw new Error('there is no Chromium (Debian: chromium)');
const { catalog, environments } = project.value;
await freshBuild();
const opener = new PageOpener(await launchChromium(executable));
const address = await opener.write({
  catalog,
  environments: environments.map((environment) => resolve(catalog, environment)),
  revision: null,
  day: '2026-11-21',
});
const { page } = await opener.open(address, '#/topic/executions/execution/evt/execution_events/v1', {
  viewport: { width: 1280, height: 1100 },
});
await page.waitForSelector('#alerts-heading');
await page.screenshot({ path: file });
await opener.close();
process.stdout.write(`${file}: ${Math.ceil(statSync(file).size / 1024)} KiB\n`);
