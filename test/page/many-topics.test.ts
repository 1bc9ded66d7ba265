import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { contractWith, fixture, fixtureEnvironment } from '../support/fixture.ts';
import { slowness } from '../support/slowness.ts';

const capabilities = [
  'billing',
  'claims',
  'delivery',
  'fraud',
  'identity',
  'logistics',
  'payments',
  'quality',
];
const kinds = ['verify', 'generate', 'index', 'export', 'review', 'scan', 'pack', 'import'];
const teams = ['billing-core', 'care', 'data-delivery', 'growth', 'risk', 'trust'];

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? '';
}

/** Queues like one of the fixture, each with a name and a purpose of its own. */
function queues(count: number): Contract[] {
  const base = contractWith('vision.read-label', (terms) => {
    delete terms.renamedFrom;
    delete terms.scaling.name;
    delete terms.consumers[0].group;
  });
  return Array.from({ length: count }, (_, index): Contract => {
    const capability = pick(capabilities, index);
    const topic = `vision.${pick(kinds, Math.floor(index / capabilities.length))}-${index}`;
    const team = pick(teams, index);
    return {
      ...base,
      address: { ...base.address, context: capability, topic },
      terms: {
        ...base.terms,
        purpose: `Pictures of ${capability}: what ${topic} does for it`,
        owner: { ...base.terms.owner, team },
      },
    };
  });
}

describeWithBrowser('a page of 10,000 topics', (opener) => {
  let address = '';
  beforeAll(async () => {
    const { catalog } = fixture();
    const many = catalogOf(queues(10_000), catalog.systems, catalog.messages);
    const environments = [resolve(many, fixtureEnvironment('eu-prod'))];
    address = await opener().write({ catalog: many, environments, revision: null, day: '2026-11-21' });
  }, 120_000);

  /** Milliseconds of processor time that the page's thread took for something: others on this machine do not count. */
  async function processorTime(page: Page, act: () => Promise<unknown>): Promise<number> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const taken = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const before = await taken();
    await act();
    const after = await taken();
    await session.detach();
    return after - before;
  }

  test('shows its first rows at once, and finds each topic in less than 50 ms', async () => {
    const { page, noise } = await opener().open(address);
    await page.waitForSelector('.virtual a');
    await page.waitForSelector('[data-ready="true"]');
    expect(await page.locator('.virtual li').count()).toBeLessThan(40);
    const took: Record<string, number> = {};
    for (const [words, found] of [
      ['billing', '2500 of 10000'],
      ['billing verify', '314 of 10000'],
      ['taskId', '10000'],
      ['dlt', '10000'],
      ['vision pack 9975', '1 of 10000'],
      ['logistcs', '1250 of 10000'],
    ] as const) {
      const look = async (text: string) => {
        await page.evaluate(async (value) => {
          const field = document.querySelector<HTMLInputElement>('#search');
          if (field === null) throw new Error('no field');
          field.value = value;
          field.dispatchEvent(new InputEvent('input', { bubbles: true }));
          // Until it is painted.
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        }, text);
      };
      await look('');
      took[words] = await processorTime(page, () => look(words));
      expect([words, await page.locator('[role=status]').innerText()]).toEqual([words, found]);
    }
    const limit = 50 * slowness();
    expect(Object.entries(took).filter(([, milliseconds]) => !(milliseconds < limit))).toEqual([]);
    expect(noise).toEqual([]);
  });

  test('is scrolled to its end by keys, and opens a topic there', async () => {
    const { page, noise } = await opener().open(address);
    await page.waitForSelector('.virtual a');
    await page.locator('.virtual a').first().focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.activeElement?.closest('li')?.ariaPosInSet === '10000');
    const name = await page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#alerts-heading');
    expect(await page.locator('h1').innerText()).toBe(name);
    expect(await page.locator('#page').innerText()).toContain(`KafkaTopic`);
    await page.goBack();
    await page.waitForSelector('.virtual a');
    // Back where one was.
    await page.waitForFunction(() => scrollY > 100_000);
    expect(noise).toEqual([]);
  });
});
