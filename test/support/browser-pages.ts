import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { catalogShell } from '../../lib/cli/catalog-shell.ts';
import { type CatalogPageProps, catalogData } from '../../lib/reports/catalog/catalog-page.ts';
import { catalogHtml } from '../../lib/reports/catalog/html.ts';

/** Without these Chromium looks for updates, accounts and faster protocols before it looks at the page. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine, if there is one. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** An open page, and all that it did beside showing itself. */
export interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, dialogs, and requests for anything but the file. */
  readonly noise: readonly string[];
}

/** Opens pages of catalogues from disk. */
export class PageOpener {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'workstreams-page-'));
  #files = 0;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Writes a catalogue's page. @returns its address */
  async write(props: CatalogPageProps): Promise<string> {
    this.#files += 1;
    const file = join(this.#folder, `${this.#files}.html`);
    writeFileSync(file, catalogHtml(catalogData(props), catalogShell()));
    return pathToFileURL(file).href;
  }

  async open(address: string, hash = '', options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(`exception: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (url.split('#')[0] !== address && !url.startsWith('data:')) noise.push(`request: ${url}`);
    });
    page.on('dialog', (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(`${address}${hash}`);
    return { page, noise };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true });
  }
}
