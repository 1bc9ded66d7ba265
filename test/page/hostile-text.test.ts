import { expect, test } from '@jest/globals';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { contractWith, fixture, fixtureEnvironment } from '../support/fixture.ts';

const lineSeparator = String.fromCodePoint(0x2028);
const override = String.fromCodePoint(0x202e);
const nul = String.fromCodePoint(0);

/** One payload with all that could become something else than text, marked with the field that it is in. */
function payload(field: string): string {
  return `${field}:</script><script>window.ran='${field}'</script><img src=x onerror="window.ran='${field}'"><svg onload=window.ran=1>{{7*7}}\${7*7}javascript:alert(1)<!--${override}${lineSeparator}${nul}`;
}

/** As it is to be read. */
function shown(field: string): string {
  return payload(field)
    .replace(override, '\\u202e')
    .replace(lineSeparator, '\\u2028')
    .replace(nul, '\\u0000');
}

/** The payload in every field that takes free text, past what the reader of files would refuse. */
function hostileContract(): Contract {
  const base = contractWith('invoices', (terms) => {
    terms.purpose = payload('purpose');
    terms.owner.onCall = payload('onCall');
    terms.owner.channel = payload('channel');
    terms.key.field = payload('key');
    terms.key.why = payload('why');
    terms.schema.subject = payload('subject');
    terms.deadLetter.triage = payload('triage');
    terms.lifecycle = { state: 'deprecated', until: '2027-01-01', successor: payload('successor') };
    terms.exceptions = [{ rule: 'retention-in-range', reason: payload('reason'), until: '2027-01-01' }];
  });
  return {
    ...base,
    source: { ...base.source, text: payload('file') },
    valueSchema: {
      file: payload('schemaFile'),
      value: {
        description: payload('schema'),
        properties: {
          [payload('property')]: {
            type: 'string',
            description: payload('description'),
            enum: [payload('enum')],
          },
        },
      },
    },
    samples: [{ file: payload('sampleFile'), value: { [payload('sampleKey')]: payload('sample') } }],
  };
}

/** The same in the comments of a .proto file, past the same reader. */
function hostileProto(): Contract {
  const base = contractWith('postings', (terms) => (terms.schema.format = 'protobuf'));
  const proto = `syntax = "proto3";
message Posting {
  // ${payload('protoComment')}
  string account = 1;
}
`;
  return {
    ...base,
    valueSchema: { file: 'value.proto', value: { path: 'value.proto', proto } },
    samples: [],
  };
}

describeWithBrowser('text of contracts', (opener) => {
  test('stays text in every field and every view, whatever it is', async () => {
    const { catalog } = fixture();
    const contract = hostileContract();
    const hostile = catalogOf(
      [
        contract,
        hostileProto(),
        ...catalog.contracts.filter(({ address }) => !['invoices', 'postings'].includes(address.topic)),
      ],
      catalog.systems.map((system) => ({
        ...system,
        services: system.services.map((service) => ({ ...service, purpose: payload('service') })),
      })),
      catalog.messages,
    );
    const environments = ['qa', 'eu-prod'].map((name) => resolve(hostile, fixtureEnvironment(name)));
    const address = await opener().write({
      catalog: hostile,
      environments,
      revision: payload('revision'),
      day: payload('day'),
      alerts: () => [
        {
          environment: payload('alertEnvironment'),
          name: payload('alert'),
          severity: payload('severity'),
          when: payload('when'),
          runbook: payload('runbook'),
        },
      ],
    });
    const { page, noise } = await opener().open(address);
    const text = async (hash: string) => {
      // Anew, so that nothing of the view before is taken for this one.
      await page.goto('about:blank');
      await page.goto(`${address}${hash}`);
      await page.waitForFunction(() => document.querySelector('.waiting') === null);
      expect(await page.evaluate(() => document.querySelectorAll('#page img, #page script').length)).toBe(0);
      expect(await page.evaluate(() => (globalThis as { ran?: string }).ran)).toBeUndefined();
      return (await page.locator('#page').evaluate((root) => root.textContent)) ?? '';
    };
    const list = await text('#/?system=ledger');
    expect(list).toContain(shown('purpose'));
    expect(list).toContain(shown('day'));
    const topic = await text('#/topic/ledger/accounts/work/invoices/v1');
    const inJson = (field: string) => JSON.stringify(payload(field)).slice(1, -1);
    for (const field of [
      'purpose',
      'onCall',
      'channel',
      'key',
      'why',
      'subject',
      'triage',
      'successor',
      'reason',
      'file',
      'schemaFile',
      'property',
      'description',
      'alertEnvironment',
      'alert',
      'severity',
      'when',
      'runbook',
    ]) {
      expect(topic).toContain(shown(field));
    }
    for (const field of ['schema', 'enum', 'sampleKey', 'sample']) {
      expect(topic).toContain(inJson(field).replace(override, '\\u202e').replace(lineSeparator, '\\u2028'));
    }
    const proto = await text('#/topic/ledger/accounts/evt/postings/v1');
    // As the field's description, and in the text of the schema.
    expect(proto.split(shown('protoComment'))).toHaveLength(3);
    expect(await text('#/service/ledger/invoicing')).toContain(shown('service'));
    for (const view of [
      '#/flow/system/ledger',
      '#/access',
      '#/capacity',
      '#/differences',
      `#/?q=${encodeURIComponent(payload('words'))}`,
    ]) {
      await text(view);
    }
    // No direction mark, no control character and no line separator reached the page.
    const raw = await page.evaluate(() => document.documentElement.outerHTML);
    expect(/[\u0000\u2028\u202e]/.test(raw)).toBe(false);
    expect(noise).toEqual([]);
  });

  test('could not run even if it became markup: the page’s policy refuses it', async () => {
    const { catalog } = fixture();
    const address = await opener().write({
      catalog,
      environments: [resolve(catalog, fixtureEnvironment('eu-prod'))],
      revision: null,
      day: '2026-11-21',
    });
    const { page, noise } = await opener().open(address);
    const refused = await page.evaluate(async () => {
      const outcome: string[] = [];
      const script = document.createElement('script');
      try {
        script.textContent = 'globalThis.ran = 1';
      } catch (error) {
        outcome.push(String(error));
      }
      document.body.append(script);
      try {
        document.body.innerHTML = '<img src=x onerror="globalThis.ran = 2">';
      } catch (error) {
        outcome.push(String(error));
      }
      await fetch('data:text/plain,x').catch((error: unknown) => outcome.push(String(error)));
      return [...outcome, String((globalThis as { ran?: number }).ran)];
    });
    expect(refused).toEqual([
      expect.stringContaining('TrustedScript'),
      expect.stringContaining('TrustedHTML'),
      expect.stringContaining('Failed to fetch'),
      'undefined',
    ]);
    expect(noise.join('\n')).toContain('Content Security Policy');
  });
});
