import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { findChromium, launchChromium, PageOpener } from './browser-pages.ts';

/**
 * A suite with a browser of its own, handed over as a function because it starts with the suite. Skipped where there
 * is no Chromium, and says what to install; with REQUIRE_BROWSER set it fails instead.
 */
export function describeWithBrowser(title: string, suite: (opener: () => PageOpener) => void): void {
  const executable = findChromium();
  const isRequired = (process.env['REQUIRE_BROWSER'] ?? '') !== '';
  if (executable === undefined && !isRequired) {
    describe.skip(`${title} (needs Chromium; Debian: chromium)`, () => suite(unavailable));
    return;
  }
  jest.setTimeout(60_000);
  describe(title, () => {
    let opener: PageOpener | undefined;
    beforeAll(async () => {
      if (executable === undefined) {
        throw new Error('REQUIRE_BROWSER is set and there is no Chromium (Debian: chromium)');
      }
      opener = new PageOpener(await launchChromium(executable));
    }, 60_000);
    afterAll(() => opener?.close());
    suite(() => opener ?? unavailable());
  });
}

function unavailable(): never {
  throw new Error('the browser is not running');
}
