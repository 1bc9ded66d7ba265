import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import axe from 'axe-core';
import { resolve } from '../../lib/policies/resolve.ts';
import { becomes } from '../support/becomes.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { fixture } from '../support/fixture.ts';

const views = [
  '#/',
  '#/topic/sorting/depot/work/vision.read-label/v1',
  '#/service/parcels/router',
  '#/flow',
  '#/access',
  '#/capacity',
  '#/differences?from=dev&to=eu-prod',
  '#/t/nowhere',
];

describeWithBrowser('the page of a catalogue', (opener) => {
  let address = '';
  beforeAll(async () => {
    const { catalog, environments } = fixture();
    const resolved = environments.map((environment) => resolve(catalog, environment));
    address = await opener().write({ catalog, environments: resolved, revision: null, day: '2026-11-21' });
  });
  const heading = (page: Page) => page.locator('h1').innerText();
  const rows = (page: Page) => page.locator('.virtual .row-name a').allInnerTexts();
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');
  const isReady = (page: Page) => page.waitForSelector('[data-ready="true"]');

  test('lists every topic and asks no one for anything', async () => {
    const { page, noise } = await opener().open(address);
    await isReady(page);
    await becomes(() => page.locator('[role=status]').innerText(), '20');
    expect((await rows(page)).slice(0, 2)).toEqual(['ledger.repairs', 'ledger.balances']);
    expect(await page.title()).toBe('Topics · Topic catalogue');
    expect(noise).toEqual([]);
  });

  test('finds topics by name, misspelt words, services, owners, fields and names of derived topics', async () => {
    const { page, noise } = await opener().open(address);
    await isReady(page);
    const find = async (words: string) => {
      await page.fill('#search', words);
      return rows(page);
    };
    expect(await find('label')).toContain('depot.vision.read-label.v1');
    expect((await find('prod.acme-labs.tracking.evt.parcel-scanned.v1'))[0]).toBe(
      'tracking.evt.parcel-scanned.v1',
    );
    expect((await find('parcel scaned'))[0]).toBe('tracking.evt.parcel-scanned.v1');
    expect(await find('address-book')).toEqual(['Customers_V2']);
    expect(await find('taskId')).toHaveLength(3);
    expect((await find('invoices dlq'))[0]).toBe('ledger.invoices');
    expect(await find('nothing is called so')).toEqual([]);
    expect(await page.locator('.empty').innerText()).toContain('Try fewer words');
    expect(page.url()).toContain('#/?q=nothing');
    expect(noise).toEqual([]);
  });

  test('is reached by a link with the name of any topic that Kafka knows', async () => {
    const { page, noise } = await opener().open(address);
    const go = (hash: string) => page.evaluate((to) => location.assign(to), hash);
    await go('#/t/prod.acme-labs.tracking.dlt.parcel-scanned.v1');
    await becomes(() => heading(page), 'tracking.evt.parcel-scanned.v1');
    expect(page.url()).toContain('#/topic/parcels/tracking/evt/parcel-scanned/v1?env=eu-prod');
    await go('#/t/prod.acme.gone');
    await becomes(() => heading(page), 'No such topic');
    expect(await page.locator('main').innerText()).toContain('prod.acme.gone');
    expect(noise).toEqual([]);
  });

  test('narrows the list by filters, which count what they would leave', async () => {
    const { page, noise } = await opener().open(address);
    await isReady(page);
    const queues = ['depot.batch.plan-routes.v1', 'depot.batch.plan-routes.v2', 'depot.vision.read-label.v1'];
    await page.getByRole('checkbox', { name: 'work 4' }).check();
    await becomes(() => page.locator('[role=status]').innerText(), '4 of 20');
    await page.getByRole('group', { name: 'System' }).getByRole('checkbox', { name: 'sorting 3' }).check();
    await becomes(() => rows(page), queues);
    await page.reload();
    await becomes(() => rows(page), queues);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await becomes(() => page.locator('[role=status]').innerText(), '20');
    expect(noise).toEqual([]);
  });

  test('a topic shows its contract, names, rights, commands, schema and samples; back leads back', async () => {
    const { page, noise } = await opener().open(address);
    await page.fill('#search', 'ledger.invoices');
    await page.getByRole('link', { name: 'ledger.invoices', exact: true }).click();
    await becomes(() => heading(page), 'ledger.invoices');
    const main = page.locator('main');
    await page.waitForSelector('#rights-heading');
    const text = await main.innerText();
    for (const said of [
      'Orders for invoices',
      'account: Everything about one account stays in order',
      'ledger.invoices.dlq',
      '1000 messages',
      'User:CN=ledger-booking',
      'sole consumer invoicing',
      'kubectl -n kafka-eu get kafkatopic ledger-invoices -o yaml',
      // Invoicing takes SCRAM where the others take TLS, and is the one who may read.
      '-b kafka-kafka-bootstrap.kafka-eu:9094',
      '-X sasl.username=ledger-invoicing',
      'contracts/ledger/accounts/work/invoices/v1/contract.yaml',
    ]) {
      expect(text).toContain(said);
    }
    expect(
      await page.locator('.folded', { hasText: 'contract.yaml' }).first().locator('code').textContent(),
    ).toContain('deadLetter:\n  schema: urn:workstreams:ledger:RefusedInvoice:v1\n');
    await page.locator('[aria-labelledby=rights-heading]').getByRole('link', { name: 'dev' }).click();
    await page.getByText('dev has no authorizer').waitFor();
    await page.reload();
    await page.getByText('dev has no authorizer').waitFor();
    await page.goBack();
    await page.goBack();
    expect(page.url()).toMatch(/#\/\?q=ledger\.invoices$/);
    await becomes(() => page.locator('#search').inputValue(), 'ledger.invoices');
    expect(noise).toEqual([]);
  });

  test('an address that leads nowhere says so', async () => {
    const { page, noise } = await opener().open(address, '#/topic/ledger/accounts/work/nothing/v1');
    await becomes(() => heading(page), 'No such topic');
    await page.goto(`${address}#/service/ledger/nobody`);
    await page.getByRole('heading', { name: 'No such service' }).waitFor();
    await page.goto(`${address}#/flow/%/%E0`);
    await page.getByRole('heading', { name: 'Flow' }).waitFor();
    expect(noise).toEqual([]);
  });

  test('the flow is followed from node to node, dragged and zoomed', async () => {
    const { page, noise } = await opener().open(address, '#/flow/topic/ledger/accounts/work/invoices/v1');
    const around = () => page.locator('.choose option:checked').innerText();
    const position = () => page.locator('.flow svg > g').evaluate((group) => group.style.transform);
    await becomes(around, 'ledger.invoices');
    await page.getByRole('link', { name: 'booking service' }).click();
    await becomes(around, 'booking');
    await page.getByRole('link', { name: 'ledger.postings evt' }).click();
    await becomes(around, 'ledger.postings');
    const before = await position();
    const frame = await page.locator('.flow-frame').boundingBox();
    const [x, y] = [(frame?.x ?? 0) + 20, (frame?.y ?? 0) + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 40);
    await page.mouse.up();
    // The picture moves with the next frame.
    const isNot = (was: string) => becomes(async () => (await position()) !== was, true);
    await isNot(before);
    const dragged = await position();
    await page.getByRole('button', { name: 'Larger' }).click();
    await isNot(dragged);
    // From the one it is about, to its page.
    await page.getByRole('link', { name: 'ledger.postings evt' }).click();
    await becomes(() => heading(page), 'ledger.postings');
    await page.goBack();
    await becomes(around, 'ledger.postings');
    expect(noise).toEqual([]);
  });

  test('access, capacity and differences say what the environments have', async () => {
    const { page, noise } = await opener().open(
      address,
      '#/access?env=eu-prod&q=invoices+invoicing+sole&may=Read',
    );
    await page.waitForSelector('.row-right');
    expect(await page.locator('.row-right').allInnerTexts()).toEqual([
      expect.stringMatching(
        /^ledger\.invoices\s+User:ledger-invoicing\s+R\s+W\s+D\s+sole consumer invoicing$/i,
      ),
    ]);
    await page.goto(`${address}#/capacity?env=qa`);
    const meters = page.locator('.meters');
    expect(await meters.innerText()).toMatch(/Partitions\s+84 of 1,000/);
    await page.goto(`${address}#/differences?from=dev&to=eu-prod`);
    await page.waitForSelector('.differences-list li');
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Brokers\s+1\s+3/);
    expect(text).toMatch(/replicas\s+1\s+→\s+3\s+17 topics/);
    expect(text).toMatch(/Only in dev: 4 topics/);
    expect(noise).toEqual([]);
  });

  test('needs no mouse', async () => {
    const { page, noise } = await opener().open(address);
    await isReady(page);
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
    await press('Tab');
    await becomes(() => focused(page), 'Skip to the content');
    await press('Enter');
    await becomes(() => focused(page), 'Topics');
    await press('/');
    await page.keyboard.type('parcel');
    await press('ArrowDown');
    const found = await rows(page);
    const [first, last] = [found[0], found.at(-1)];
    expect(found.length).toBeGreaterThan(3);
    await becomes(() => focused(page), first);
    await press('ArrowDown', 'ArrowUp', 'End');
    await page.waitForFunction((name) => document.activeElement?.textContent === name, last);
    await press('Home');
    await page.waitForFunction((name) => document.activeElement?.textContent === name, first);
    // What has the focus shows it.
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body, '::after').outlineStyle,
    );
    expect(outline).toBe('solid');
    await press('Enter');
    await becomes(() => heading(page), first);
    await becomes(() => focused(page), first);
    await page.waitForSelector('#alerts-heading');
    await page.locator('.flow-frame').focus();
    const moved = page.locator('.flow svg > g');
    const shift = async () =>
      Number(/translate\((\S+)px/.exec(await moved.evaluate((group) => group.style.transform))?.[1]);
    const before = await shift();
    await press('ArrowRight');
    // The picture is drawn with the browser's next frame.
    await becomes(async () => before - (await shift()), 60);
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.classList.contains('node'))).toBe(true);
    expect(noise).toEqual([]);
  });

  test('follows the colours of the system, and the reader’s own choice before those', async () => {
    const { page, noise } = await opener().open(address, '', { colorScheme: 'dark' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await becomes(paper, 'rgb(18, 22, 27)');
    await page.emulateMedia({ colorScheme: 'light' });
    await becomes(paper, 'rgb(252, 252, 251)');
    await page.getByRole('button', { name: 'Colours: system' }).click();
    await page.getByRole('button', { name: 'Colours: light' }).click();
    await becomes(paper, 'rgb(18, 22, 27)');
    await page.reload();
    await becomes(paper, 'rgb(18, 22, 27)');
    expect(noise).toEqual([]);
  });

  test('is accessible by every rule of axe, and legible in both colours', async () => {
    const { page, noise } = await opener().open(address, '', { reducedMotion: 'reduce' });
    // Run as the debugger would: the page's own policy lets no other script in.
    const violations = async (options: string) => {
      const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        `${axe.source}; axe.run(${options})`,
      );
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`,
      );
    };
    for (const hash of views) {
      // Anew, so that nothing of the view before is taken for this one.
      await page.goto('about:blank');
      await page.goto(`${address}${hash}`);
      await page.waitForFunction(() => document.querySelector('.waiting') === null);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      expect([hash, await violations("{ resultTypes: ['violations'] }")]).toEqual([hash, []]);
      if (hash.startsWith('#/topic') || hash === '#/flow') continue;
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      expect([
        hash,
        await violations("{ runOnly: ['color-contrast'], resultTypes: ['violations'] }"),
      ]).toEqual([hash, []]);
    }
    expect(noise).toEqual([]);
  });

  test('fits a phone without scrolling sideways', async () => {
    const { page, noise } = await opener().open(address, '', { viewport: { width: 375, height: 740 } });
    for (const hash of views) {
      // Anew, so that nothing of the view before is taken for this one.
      await page.goto('about:blank');
      await page.goto(`${address}${hash}`);
      await page.waitForFunction(() => document.querySelector('.waiting') === null);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([hash, wide]).toEqual([hash, 375]);
    }
    expect(noise).toEqual([]);
  });
});
