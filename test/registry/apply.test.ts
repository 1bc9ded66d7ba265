import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SharedSchema } from '../../lib/model/catalog.ts';
import type { CompatibilityMode } from '../../lib/model/terms/schema-terms.ts';
import type { SchemaSubject } from '../../lib/policies/schema-subjects.ts';
import { type AppliedSubject, applySchemas } from '../../lib/registry/apply.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { schemasApplyValue, schemasPlanValue } from '../../lib/registry/schemas-output.ts';
import { planSchemas, schemasExitCode } from '../../lib/registry/schemas-plan.ts';
import { schemasPlanText } from '../../lib/registry/schemas-text.ts';
import { wrongOutput } from '../support/outputs.ts';
import { FakeRegistry } from '../support/registry/fake-registry.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage, subjectsOf } from '../support/subjects.ts';

let registry: FakeRegistry;
beforeEach(async () => {
  registry = await FakeRegistry.start();
});
afterEach(() => registry.stop());

const systems = [plainSystem('shop', [])];
const environment = smallEnvironment();
const currency = sharedMessage('Currency.v1.schema.json', { $id: 'urn:shop:Currency', type: 'string' });

interface Orders {
  readonly messages?: readonly SharedSchema[];
  readonly mode?: CompatibilityMode;
  readonly lifecycle?: { readonly state: 'active' } | { readonly state: 'retired'; readonly since: string };
}

/** One topic whose messages have a field of a shared message, and fields of their own. */
function orders(
  properties: object,
  { messages = [currency], mode = 'backward', lifecycle = { state: 'active' } }: Orders = {},
): SchemaSubject[] {
  const contracts = [
    smallContract('shop/sales/evt/orders/v1', {
      schema: { format: 'json-schema', compatibility: mode },
      valueSchema: { type: 'object', properties: { in: { $ref: 'urn:shop:Currency' }, ...properties } },
      lifecycle,
    }),
  ];
  return subjectsOf({ contracts, systems, environment }, messages);
}

function clientWith(send: typeof fetch | ((url: string, init: RequestInit) => Promise<Response>)) {
  const limits = { tries: send === fetch ? 5 : 1 };
  return new RegistryClient({ url: registry.url, fetch: send, wait: () => Promise.resolve(), limits });
}

function propsFor(
  subjects: readonly SchemaSubject[],
  more: { keepsMetadata?: boolean; excepted?: boolean; asksBoth?: boolean } = {},
) {
  const client = clientWith(fetch);
  const { keepsMetadata = false, excepted = false, asksBoth = false } = more;
  return { environment: 'qa', client, subjects, keepsMetadata, asksBoth, isExcepted: () => excepted };
}

type More = Parameters<typeof propsFor>[1];

async function planned(subjects: readonly SchemaSubject[], more: More = {}) {
  const plan = await planSchemas(propsFor(subjects, more));
  expect(wrongOutput(schemasPlanValue(plan))).toEqual([]);
  return { plan, code: schemasExitCode(plan), text: schemasPlanText(plan).replace(registry.url, 'REGISTRY') };
}

async function applied(subjects: readonly SchemaSubject[], more: More = {}): Promise<AppliedSubject[]> {
  const props = propsFor(subjects, more);
  const plan = await planSchemas(props);
  const done: AppliedSubject[] = [];
  await applySchemas(plan, props, (one) => done.push(one));
  expect(wrongOutput(schemasApplyValue(plan, { state: 'applied', done }))).toEqual([]);
  return done;
}

const text = { type: 'string' };
const number = { type: 'integer' };

describe('an empty registry', () => {
  test('lacks every subject', async () => {
    const { code, text: said } = await planned(orders({}));
    expect(code).toBe(2);
    expect(said).toBe(
      [
        'qa at REGISTRY: 2 new',
        '  new      shop.Currency.v1.schema.json  compatibility BACKWARD; version 1',
        '  new      shop.orders-value             compatibility BACKWARD; version 1; names shop.Currency.v1.schema.json version 1',
        '',
      ].join('\n'),
    );
    expect(registry.requests()).toEqual(['GET /subjects']);
  });

  test('gets messages before what names them, and the mode before the version', async () => {
    const done = await applied(orders({}));
    const wanted = ['compatibility BACKWARD', 'version 1'];
    expect(done.map(({ did }) => did)).toEqual([
      [wanted[0], `${wanted[1]} (id 1)`],
      [wanted[0], `${wanted[1]} (id 2)`],
    ]);
    const named = [{ name: 'urn:shop:Currency', subject: 'shop.Currency.v1.schema.json', version: 1 }];
    expect(registry.writes()).toEqual([
      'PUT /config/shop.Currency.v1.schema.json {"compatibility":"BACKWARD"}',
      'POST /subjects/shop.Currency.v1.schema.json/versions?normalize=true {"schemaType":"JSON","references":[]}',
      'PUT /config/shop.orders-value {"compatibility":"BACKWARD"}',
      `POST /subjects/shop.orders-value/versions?normalize=true {"schemaType":"JSON","references":${JSON.stringify(named)}}`,
    ]);
    expect((await planned(orders({}))).code).toBe(0);
    registry.writes();
    expect(await applied(orders({}))).toEqual([]);
    expect(registry.writes()).toEqual([]);
  });

  test('that keeps no mode of what is not there gets it again', async () => {
    registry.keepsConfigOfNone = false;
    await applied(orders({}));
    expect((await planned(orders({}))).code).toBe(0);
  });
});

describe('a change', () => {
  test('that keeps the promise makes a version; blanks and the order of keys make none', async () => {
    await applied(orders({ a: text, b: text }));
    expect((await planned(orders({ b: text, a: text }))).code).toBe(0);
    const { code, text: said } = await planned(orders({ a: text, b: text, c: text }));
    expect(code).toBe(2);
    expect(said).toContain(
      'change   shop.orders-value  version 1 -> 2; names shop.Currency.v1.schema.json version 1\n             the registry: compatible\n',
    );
    const done = await applied(orders({ a: text, b: text, c: text }));
    expect(done).toEqual([{ subject: 'shop.orders-value', did: ['version 2 (id 3)'], version: 2, id: 3 }]);
  });

  test('of a message gives a version to all that name it', async () => {
    await applied(orders({}));
    const wider = sharedMessage('Currency.v1.schema.json', {
      $id: 'urn:shop:Currency',
      type: ['string', 'null'],
    });
    const next = orders({}, { messages: [wider] });
    const { plan, text: said } = await planned(next);
    expect(said).toContain('shop.Currency.v1.schema.json  version 1 -> 2');
    expect(said).toContain(
      'shop.orders-value             version 1 -> 2; names shop.Currency.v1.schema.json version 2',
    );
    expect(plan.subjects[1]?.references[0]?.pending).toBe(true);
    await applied(next);
    expect(registry.versions.get('shop.orders-value')?.at(-1)?.references[0]?.version).toBe(2);
    expect((await planned(next)).code).toBe(0);
  });

  test('that breaks the promise is blocked', async () => {
    await applied(orders({ a: text }));
    const { code, text: said } = await planned(orders({ a: number }));
    expect(code).toBe(3);
    expect(said).toContain('qa at REGISTRY: 1 blocked, 1 same');
    expect(said).toMatch(/blocked {2}shop\.orders-value .*\n {13}a: .*\(backward, against version 1\)/);
  });

  test('is compared with all versions where the mode is transitive', async () => {
    registry.add('shop.Currency.v1.schema.json', '{"$id":"urn:shop:Currency","type":"string"}');
    const named = [{ name: 'urn:shop:Currency', subject: 'shop.Currency.v1.schema.json', version: 1 }];
    const first = { type: 'object', properties: { in: { $ref: 'urn:shop:Currency' }, a: number } };
    const second = { type: 'object', properties: { in: { $ref: 'urn:shop:Currency' } } };
    registry.add('shop.orders-value', JSON.stringify(first), 'JSON', named);
    registry.add('shop.orders-value', JSON.stringify(second), 'JSON', named);
    expect((await planned(orders({ a: text }))).code).toBe(2);
    const { code, text: said } = await planned(orders({ a: text }, { mode: 'backward-transitive' }));
    expect(code).toBe(3);
    expect(said).toContain('(backward-transitive, against version 1)');
  });

  test('that an exception lets pass is registered while the registry promises nothing', async () => {
    await applied(orders({ a: text }));
    registry.refuses = () => 'incompatible';
    const { code, text: said } = await planned(orders({ a: number }), { excepted: true });
    expect(code).toBe(2);
    expect(said).toContain('; an exception lets it pass');
    registry.writes();
    await applied(orders({ a: number }), { excepted: true });
    expect(registry.writes().map((one) => one.split('?')[0])).toEqual([
      'PUT /config/shop.orders-value {"compatibility":"NONE"}',
      'POST /subjects/shop.orders-value/versions',
      'PUT /config/shop.orders-value {"compatibility":"BACKWARD"}',
    ]);
    expect((await planned(orders({ a: number }))).code).toBe(0);
  });

  test('that the registry refuses ends the run with what it says', async () => {
    registry.refuses = (subject) => (subject === 'shop.orders-value' ? 'not today' : undefined);
    await expect(applied(orders({}))).rejects.toThrow(
      `POST ${registry.url}/subjects/shop.orders-value/versions?normalize=true: it answers 409: not today; see what the registry says`,
    );
    expect([...registry.versions.keys()]).toEqual(['shop.Currency.v1.schema.json']);
    registry.refuses = () => undefined;
    expect((await applied(orders({}))).map(({ subject }) => subject)).toEqual(['shop.orders-value']);
  });
});

describe('what others have done', () => {
  test('another compatibility is set right', async () => {
    await applied(orders({}));
    registry.configs.set('shop.orders-value', { compatibility: 'NONE' });
    expect((await planned(orders({}))).text).toContain(
      'change   shop.orders-value  compatibility NONE -> BACKWARD\n',
    );
    await applied(orders({}));
    expect(registry.configs.get('shop.orders-value')?.compatibility).toBe('BACKWARD');
  });

  test('a version that breaks the contract is found', async () => {
    await applied(orders({ a: text }));
    registry.add('shop.orders-value', '{"type":"object","properties":{"a":{"type":"integer"}}}');
    const { code, text: said } = await planned(orders({ a: text }));
    expect(code).toBe(3);
    expect(said).toContain('version 2 is of no contract, and breaks backward: a: ');
    expect(said).toContain('take its schema into the contract, or delete the version in the registry');
  });

  test('a version that keeps the promise is told', async () => {
    await applied(orders({ a: text }));
    const next = orders({ a: text, b: text })[1]?.text ?? '';
    const named = [{ name: 'urn:shop:Currency', subject: 'shop.Currency.v1.schema.json', version: 1 }];
    registry.add('shop.orders-value', next, 'JSON', named);
    const { code, text: said } = await planned(orders({ a: text }));
    expect(code).toBe(0);
    expect(said).toContain('version 2 is of no contract, and keeps backward: ');
  });

  test.each([
    [
      'of another format',
      '"string"',
      'AVRO',
      'version 2 is of no contract, and breaks backward: its format is AVRO',
    ],
    [
      'that cannot be read',
      '{',
      'JSON',
      'version 2 is of no contract, and breaks backward: it cannot be read',
    ],
  ])('a version %s is found', async (_, schema, format, expected) => {
    await applied(orders({ a: text }));
    registry.add('shop.orders-value', schema, format);
    expect((await planned(orders({ a: text }))).text).toContain(expected);
  });

  test('subjects of no contract are told and left alone', async () => {
    registry.add('of-others-value', '{}');
    const { text: said } = await planned(orders({}));
    expect(said).toContain('of no contract, and left alone: of-others-value\n');
    await applied(orders({}));
    expect(registry.requests().filter((one) => one.includes('of-others'))).toEqual([]);
  });
});

describe('modes', () => {
  const retired = orders({}, { lifecycle: { state: 'retired', since: '2026-01-01' } });

  test('subjects of retired contracts become read-only, and are not made', async () => {
    expect((await planned(retired)).code).toBe(0);
    await applied(orders({}));
    expect((await planned(retired)).text).toContain('change   shop.orders-value             mode READONLY\n');
    expect((await applied(retired)).map(({ did }) => did)).toEqual([['mode READONLY'], ['mode READONLY']]);
    expect((await planned(retired)).code).toBe(0);
    expect(registry.versions.get('shop.orders-value')).toHaveLength(1);
  });

  test('a contract that comes back is writable before its schema is sent', async () => {
    await applied(orders({}));
    await applied(retired);
    registry.writes();
    await applied(orders({ a: text }));
    expect(registry.writes().map((one) => one.split('?')[0])).toEqual([
      'PUT /mode/shop.Currency.v1.schema.json {"mode":"READWRITE"}',
      'PUT /mode/shop.orders-value {"mode":"READWRITE"}',
      'POST /subjects/shop.orders-value/versions',
    ]);
  });
});

describe('metadata', () => {
  const kept = { keepsMetadata: true };

  test('is written with the compatibility, and once', async () => {
    await applied(orders({}), kept);
    expect(registry.configs.get('shop.orders-value')?.defaultMetadata?.properties).toEqual({
      contract: 'shop/sales/evt/orders/v1',
      system: 'shop',
      owner: 'shop',
      classification: 'internal',
      pii: 'none',
    });
    expect((await planned(orders({}), kept)).code).toBe(0);
    expect((await planned(orders({}))).code).toBe(0);
  });

  test('of others stays, and ours that no longer holds goes', async () => {
    await applied(orders({}), kept);
    const properties = registry.configs.get('shop.orders-value')?.defaultMetadata?.properties ?? {};
    properties['successor'] = 'x';
    properties['team-page'] = 'https://wiki';
    await applied(orders({}), kept);
    expect(registry.configs.get('shop.orders-value')?.defaultMetadata?.properties).toEqual({
      'team-page': 'https://wiki',
      contract: 'shop/sales/evt/orders/v1',
      system: 'shop',
      owner: 'shop',
      classification: 'internal',
      pii: 'none',
    });
  });
});

test('a contract that does not know its schema leaves the registry alone', async () => {
  const contracts = [smallContract('shop/sales/evt/orders/v1', { questions: ['schema'] })];
  const open = subjectsOf({ contracts, systems, environment });
  registry.add('shop.orders-value', '"string"', 'AVRO');
  const { code, text: said } = await planned(open);
  expect(code).toBe(0);
  expect(said).toContain('the contract does not know its schema yet: the registry has one');
  registry.requests();
  await applied(open);
  expect(registry.requests()).toEqual(['GET /subjects']);
});

test('some subjects are planned with the messages that they need, and no others', async () => {
  const contracts = ['orders', 'bills'].map((topic) =>
    smallContract(`shop/sales/evt/${topic}/v1`, {
      valueSchema: { properties: topic === 'orders' ? { in: { $ref: 'urn:shop:Currency' } } : {} },
    }),
  );
  const subjects = subjectsOf({ contracts, systems, environment }, [currency] satisfies SharedSchema[]);
  registry.add('of-others', '{}');
  const of = async (subject: string) => {
    const plan = await planSchemas({ ...propsFor(subjects), isChosen: (one) => one.subject === subject });
    return [plan.subjects.map((one) => one.subject.subject), plan.extra];
  };
  expect(await of('shop.orders-value')).toEqual([['shop.Currency.v1.schema.json', 'shop.orders-value'], []]);
  expect(await of('shop.bills-value')).toEqual([['shop.bills-value'], []]);
});

describe('a registry that compares otherwise', () => {
  beforeEach(async () => {
    await applied(orders({ a: text }));
    registry.verdict = { is_compatible: false, messages: ['PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL'] };
    registry.refuses = () => 'incompatible';
    registry.writes();
  });
  const next = orders({ a: text, b: text });

  test('lets a version pass that keeps our promise, and promises nothing for as long', async () => {
    const { code, text: said } = await planned(next);
    expect(code).toBe(2);
    expect(said).toContain(
      '             the registry calls it incompatible: the compatibility of the subject is NONE while the version is registered\n             the registry: incompatible\n             PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL\n',
    );
    await applied(next);
    expect(registry.writes().map((one) => one.split('?')[0])).toEqual([
      'PUT /config/shop.orders-value {"compatibility":"NONE"}',
      'POST /subjects/shop.orders-value/versions',
      'PUT /config/shop.orders-value {"compatibility":"BACKWARD"}',
    ]);
    expect((await planned(next)).code).toBe(0);
  });

  test('also where its comparison breaks off', async () => {
    registry.verdict = 500;
    expect((await planned(next)).text).toContain('the registry cannot judge it: the compatibility');
    await applied(next);
    expect(registry.versions.get('shop.orders-value')).toHaveLength(2);
    expect(registry.configs.get('shop.orders-value')).toEqual({ compatibility: 'BACKWARD' });
  });

  test('is asked again when its compatibility is set right', async () => {
    registry.configs.set('shop.orders-value', { compatibility: 'NONE' });
    await applied(next);
    expect(registry.writes().map((one) => one.split('?')[0])).toEqual([
      'PUT /config/shop.orders-value {"compatibility":"NONE"}',
      'POST /subjects/shop.orders-value/versions',
      'PUT /config/shop.orders-value {"compatibility":"BACKWARD"}',
    ]);
  });

  test('blocks it where both must agree', async () => {
    const { code, text: said } = await planned(next, { asksBoth: true });
    expect(code).toBe(3);
    expect(said).toContain('the registry calls it incompatible, and schemaRegistry.verdict is both');
    expect(registry.writes()).toEqual([]);
  });
});

test('a registry that does not keep metadata is told from one that does', async () => {
  registry.keepsMetadata = false;
  const said =
    'the registry has not kept the metadata that was sent; write schemaRegistry.metadata: not-kept';
  await expect(applied(orders({}), { keepsMetadata: true })).rejects.toThrow(said);
  await applied(orders({}));
  await expect(applied(orders({ a: text }), { keepsMetadata: true })).rejects.toThrow(said);
});

test('messages that name each other are sent in their order', async () => {
  const price = sharedMessage('Aprice.v1.schema.json', {
    $id: 'urn:shop:Price',
    properties: { in: { $ref: 'urn:shop:Currency' } },
  });
  const contracts = [
    smallContract('shop/sales/evt/orders/v1', {
      valueSchema: { properties: { p: { $ref: 'urn:shop:Price' } } },
    }),
  ];
  await applied(subjectsOf({ contracts, systems, environment }, [price, currency]));
  expect([...registry.versions.keys()]).toEqual([
    'shop.Currency.v1.schema.json',
    'shop.Aprice.v1.schema.json',
    'shop.orders-value',
  ]);
});

describe('a change that ends at any request', () => {
  const next = orders({ a: number, b: text });
  const kept = { keepsMetadata: true, excepted: true };

  /** What was registered is back to where a contract of its own comes back, with a break that an exception lets pass. */
  async function before(): Promise<void> {
    registry.refuses = () => undefined;
    for (const map of [registry.versions, registry.configs, registry.modes]) map.clear();
    await applied(orders({ a: text }));
    registry.modes.set('shop.orders-value', 'READONLY');
    registry.refuses = (subject) => (subject === 'shop.orders-value' ? 'incompatible' : undefined);
    registry.requests();
  }
  const state = () => ({
    versions: [...registry.versions].map(([subject, all]) => [subject, all.map(({ schema }) => schema)]),
    configs: [...registry.configs],
    modes: [...registry.modes],
  });

  test('is finished by the next run', async () => {
    await before();
    await applied(next, kept);
    const count = registry.requests().length;
    const wanted = state();
    expect(wanted.configs.map(([, { compatibility }]) => compatibility)).toEqual(['BACKWARD', 'BACKWARD']);
    for (let at = 0; at < count; at += 1) {
      await before();
      let sent = 0;
      const stopping = (url: string, init: RequestInit) => {
        sent += 1;
        return sent > at ? Promise.reject(new Error('stopped')) : fetch(url, init);
      };
      const props = { ...propsFor(next, kept), client: clientWith(stopping) };
      await expect(planSchemas(props).then((plan) => applySchemas(plan, props, () => {}))).rejects.toThrow(
        'stopped',
      );
      await applied(next, kept);
      expect({ at, ...state() }).toEqual({ at, ...wanted });
    }
    expect(count).toBeGreaterThan(15);
  });
});
