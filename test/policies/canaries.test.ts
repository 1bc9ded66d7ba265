import { createHash } from 'node:crypto';
import avsc from 'avsc';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import {
  type CanaryMessage,
  canaryName,
  hasSendableKey,
  sendableSample,
} from '../../lib/policies/canary-settings.ts';
import { schemaSubjects } from '../../lib/policies/schema-subjects.ts';
import { smallContract } from '../support/small-stack.ts';
import {
  contractWith,
  environmentWith,
  type Mutable,
  resolvedIn,
  fixture,
  systemIn,
} from '../support/fixture.ts';
import { registryTerms } from '../support/registries.ts';

const parcels = (environment: string) => systemIn(resolvedIn(environment), 'parcels');

test('each evt topic with a sample that it can send has one, a tenant: none where canaries are off', () => {
  const tried = (environment: string) =>
    parcels(environment).canaries.map(({ family }) => family.source.name.value as string);
  expect(tried('qa')).toEqual([
    'qa.acme.tracking.evt.parcel-delivered.v1',
    'qa.acme.tracking.evt.parcel-scanned.v1',
  ]);
  expect(tried('eu-prod')).toEqual([
    'prod.acme.tracking.evt.parcel-delivered.v1',
    'prod.acme-labs.tracking.evt.parcel-delivered.v1',
    'prod.acme.tracking.evt.parcel-scanned.v1',
    'prod.acme-labs.tracking.evt.parcel-scanned.v1',
  ]);
  expect(tried('dev')).toEqual([]);
});

describe('where there is a schema registry', () => {
  const withRegistry = environmentWith('qa', (terms) => {
    terms.schemaRegistry = registryTerms();
  });
  const of = (topic: string, contracts?: Contract[]): CanaryMessage => {
    const { canaries } = systemIn(resolvedIn(withRegistry, contracts), 'parcels');
    const found = canaries.find(({ family }) => family.contract.address.topic === topic);
    if (found === undefined) throw new Error(`no canary of ${topic}`);
    return found.message;
  };

  test('each topic has its canary, which may what it may without one', () => {
    const there = systemIn(resolvedIn(withRegistry), 'parcels');
    const without = parcels('qa');
    expect(there.canaries.map(({ name }) => name)).toEqual(without.canaries.map(({ name }) => name));
    const rights = ({ principals }: typeof there) => principals.map(({ name, acls }) => [name, acls]);
    expect(rights(there)).toEqual(rights(without));
  });

  test('it looks up the schemas that its topic has under subjects, as they are registered', () => {
    const subjects = new Map(
      schemaSubjects(fixture().catalog, resolvedIn(withRegistry)).map((one) => [one.subject, one]),
    );
    for (const topic of ['parcel-scanned', 'parcel-delivered']) {
      for (const { part: _, ...schema } of of(topic).schemas)
        expect(subjects.get(schema.subject)).toMatchObject(schema);
    }
    const named = (topic: string) => of(topic).schemas.map(({ part, subject }) => [part, subject]);
    expect(named('parcel-scanned')).toEqual([
      ['key', 'qa.acme.tracking.evt.parcel-scanned.v1-key'],
      [undefined, 'parcels.DomainEvent.v1.schema.json'],
      ['value', 'qa.acme.tracking.evt.parcel-scanned.v1-value'],
    ]);
    expect(named('parcel-delivered')).toEqual([['value', 'qa.acme.tracking.evt.parcel-delivered.v1-value']]);
  });

  test('JSON is bytes too; a key with a schema is written as its format has it, another one as text', () => {
    const text = (base64: string) => Buffer.from(base64, 'base64').toString();
    const [scanned, delivered] = [of('parcel-scanned'), of('parcel-delivered')];
    expect([scanned.encoding, text(scanned.key)]).toEqual(['base64', '"PRC-000417"']);
    expect(JSON.parse(text(scanned.value))).toEqual(contractWith('parcel-scanned').samples[0]?.value);
    expect([delivered.encoding, text(delivered.key)]).toEqual(['base64', 'PRC-000417']);
  });

  test('where a contract has its messages without the ids of schemas, they are as without a registry', () => {
    const plain = contractWith('parcel-scanned', (terms) => {
      terms.schema.wireFormat = 'plain';
    });
    const [without] = systemIn(resolvedIn('qa', [plain]), 'parcels').canaries;
    expect(of('parcel-scanned', [plain])).toEqual(without?.message);
    expect(without?.message).toMatchObject({ encoding: 'text', schemas: [], key: 'PRC-000417' });
  });

  test('a message that several schemas name is looked up once, before them', () => {
    const own = contractWith('parcel-scanned');
    const key = { $ref: 'urn:workstreams:parcels:DomainEvent:v1' };
    const { schemas } = of('parcel-scanned', [{ ...own, keySchema: { file: 'key', value: key } }]);
    expect(schemas.map(({ subject }) => subject)).toEqual([
      'parcels.DomainEvent.v1.schema.json',
      'qa.acme.tracking.evt.parcel-scanned.v1-key',
      'qa.acme.tracking.evt.parcel-scanned.v1-value',
    ]);
  });

  test('without a registry it looks nothing up', () => {
    expect(parcels('qa').canaries.map(({ message }) => message.schemas)).toEqual([[], []]);
  });
});

test('names can be foretold, and are the same in each environment', () => {
  const names = (environment: string) => parcels(environment).canaries.map(({ name }) => name as string);
  expect(names('qa')).toEqual([
    'canary-acme-tracking-parcel--delivered-v1',
    'canary-acme-tracking-parcel--scanned-v1',
  ]);
  expect(names('eu-prod')).toEqual([
    'canary-acme-tracking-parcel--delivered-v1',
    'canary-acme--labs-tracking-parcel--delivered-v1',
    'canary-acme-tracking-parcel--scanned-v1',
    'canary-acme--labs-tracking-parcel--scanned-v1',
  ]);
});

test('a name fits a CronJob, which takes 52 characters, and no two are alike', () => {
  const [family] = parcels('dev').families;
  if (family === undefined) throw new Error('no family');
  const named = (tenant: string, context: string, topic: string): string => {
    const { contract } = family;
    const address = { ...contract.address, context, topic };
    return canaryName({ ...family, tenant, contract: { ...contract, address } });
  };
  expect(named('a', 'b-c', 'd')).toBe('canary-a-b--c-d-v1');
  expect(named('a', 'b', 'c-d')).toBe('canary-a-b-c--d-v1');
  const long = named('a-tenant-with-a-long-name', 'context', 'topic-one');
  const other = named('a-tenant-with-a-long-name', 'context', 'topic-two');
  expect(long).toMatch(/^canary-a--tenant--with--a--long--name-conte-[0-9][0-9a-v]{7}$/);
  expect([long.length <= 52, long === other]).toEqual([true, false]);
});

test('what it may: write and read the evt topics, its own groups, and the results that contracts have it write', () => {
  const principal = parcels('eu-prod').principals.find(({ name }) => name === 'parcels-acme-labs--canary');
  const rights = (principal?.acls ?? []).map(
    ({ resource: { type, name, patternType }, operations }) =>
      `${type} ${patternType} ${name}: ${operations.join(', ')}`,
  );
  expect(rights).toEqual([
    'group literal canary-acme--labs-tracking-parcel--delivered-v1: Read',
    'group literal canary-acme--labs-tracking-parcel--scanned-v1: Read',
    'topic literal prod.acme-labs.tracking.evt.parcel-delivered.v1: Read',
    'topic literal prod.acme-labs.tracking.evt.parcel-scanned.v1: Read',
    'topic literal prod.acme-labs.tracking.met.scan-counts.v1: Write',
    'topic prefix prod.acme-labs.tracking.evt.: Write',
  ]);
});

test('its quota is the least rate, whatever the topics carry', () => {
  const principal = parcels('eu-prod').principals.find(({ name }) => name === 'parcels-acme--canary');
  expect(principal?.quotas?.producerByteRate.value).toBe(1024 ** 2);
  expect(principal?.quotas?.consumerByteRate.value).toBe(1024 ** 2);
});

test('where canaries are off, the service has what contracts give it and no more', () => {
  const environment = environmentWith('eu-prod', (terms) => {
    terms.canaries = 'off';
  });
  const system = systemIn(resolvedIn(environment), 'parcels');
  const principal = system.principals.find(({ name }) => name === 'parcels-acme--canary');
  expect(system.canaries).toEqual([]);
  expect(principal?.roles.map(({ role }) => role)).toEqual(expect.arrayContaining(['producer']));
  expect(principal?.roles.map(({ role }) => role)).not.toContain('canary');
});

test('a round is every so many minutes, each canary at its own', () => {
  const schedules = parcels('eu-prod').canaries.map(({ schedule }) => schedule);
  expect(new Set(schedules.map((text) => text.replace(/^\d+/, 'n')))).toEqual(new Set(['n-59/10 * * * *']));
  expect(new Set(schedules).size).toBeGreaterThan(2);
  expect(parcels('qa').canaries.every(({ schedule }) => /^\d+ \* \* \* \*$/.test(schedule))).toBe(true);
});

describe('what it writes', () => {
  const { catalog } = fixture();
  const shared = messagesOf(catalog, 'parcels');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const { value } of shared) ajv.addSchema(value as object);

  test.each(['qa', 'eu-prod'])('fits the schemas of key, value and headers in %s', (environment) => {
    for (const { family, message } of parcels(environment).canaries) {
      const { contract } = family;
      const wrong = (schema: unknown, value: unknown) => {
        const check = ajv.compile(schema as object);
        return check(value) ? '' : ajv.errorsText(check.errors);
      };
      // A round adds these two.
      const headers = {
        ...message.headers,
        'x-correlation-id': 'canary-0b0f4f2c-7d0e-4c3b-a3a5-54a7a7f5a6f1',
        'x-trace-id': '0b0f4f2c7d0e4c3ba3a554a7a7f5a6f1',
      };
      if (message.encoding === 'base64') {
        const type = avsc.Type.forSchema(contract.valueSchema.value as never, { wrapUnions: 'always' });
        const value = type.fromBuffer(Buffer.from(message.value, 'base64')) as { parcel_id: string };
        // JSON of it is a sample: the first one.
        expect(JSON.parse(type.toString(value))).toEqual(contract.samples[0]?.value);
        expect(Buffer.from(message.key, 'base64').toString()).toBe(value.parcel_id);
      } else {
        expect(wrong(contract.valueSchema.value, JSON.parse(message.value))).toBe('');
        expect(wrong(contract.keySchema?.value, message.key)).toBe('');
      }
      expect(wrong({ $ref: 'urn:workstreams:parcels:MessageHeaders:v1' }, headers)).toBe('');
      // It has no key to sign with.
      const missing = contract.terms.headers.filter((name) => !Object.hasOwn(headers, name));
      expect(missing.filter((name) => name !== 'x-sig')).toEqual([]);
    }
  });

  test('is marked, and says truly what it is', () => {
    const contract = contractWith('parcel-scanned', (terms) => {
      terms.headers.push('x-schema-version', 'x-actor', 'x-scope', 'x-origin', 'x-encryption-scheme');
      terms.headers.push('x-pii-level', 'x-payload-sha256', 'x-sig');
    });
    const [one] = systemIn(resolvedIn('eu-prod', [contract]), 'parcels').canaries;
    const { key, value, headers } = one?.message ?? { key: '', value: '', headers: {} };
    expect(key).toBe('PRC-000417');
    // It has no key to sign with.
    expect(headers).toEqual({
      'x-canary': 'true',
      'x-schema-version': '1.0',
      'x-actor': 'service-canary',
      'x-tenant': 'acme',
      'x-scope': 'canary',
      'x-origin': 'canary',
      'x-encryption-scheme': 'none',
      'x-pii-level': 'none',
      'x-region': 'eu',
      'x-payload-sha256': createHash('sha256').update(value).digest('hex'),
    });
  });

  test('says that a field is encrypted where the schema says so, and the region of its own without a mirror', () => {
    const contract = contractWith('parcel-scanned', (terms) => terms.headers.push('x-encryption-scheme'));
    const value = structuredClone(contract.valueSchema.value) as Mutable;
    value.properties.parcel_id['x-encryption'] = 'envelope';
    const sealed = { ...contract, valueSchema: { ...contract.valueSchema, value } };
    const environment = environmentWith('eu-prod', (terms) => {
      terms.mirror = 'none';
      terms.canaries.region = 'west';
    });
    const [one] = systemIn(resolvedIn(environment, [sealed]), 'parcels').canaries;
    expect(one?.message.headers).toMatchObject({
      'x-encryption-scheme': 'envelope',
      'x-region': 'west',
    });
  });

  test('has no line break, tab or comma where the console producer divides a message', () => {
    for (const { message } of parcels('qa').canaries) {
      expect(message.value).not.toMatch(/[\n\t]/);
      expect(message.key).not.toMatch(/[\n\t]/);
      expect(Object.values(message.headers).join('')).not.toMatch(/[\n\t,]/);
    }
  });
});

test.each<[string, unknown, string, string | undefined]>([
  ['a field within a field', { a: { b: 'k' } }, 'a.b', 'k'],
  ['a number', { a: 7 }, 'a', '7'],
  ['a tab', { a: 'k\tv' }, 'a', undefined],
  ['a line break', { a: 'k\n' }, 'a', undefined],
  ['nothing', {}, 'a', undefined],
  ['what every object has', {}, 'constructor.name', undefined],
])('the key of a sample: %s', (_what, value, field, key) => {
  const contract = {
    ...smallContract('shop/orders/evt/order-placed/v1', { key: { field, why: 'Order of keys' } }),
    samples: [{ file: 's.json', value }],
  };
  const found = sendableSample(contract, [])?.key;
  expect(found && Buffer.from(found).toString()).toBe(key);
});

test('a sample or a schema that is wrong is not told as a key that is missing', () => {
  const contract = {
    ...smallContract('shop/orders/evt/order-placed/v1', {
      schema: { format: 'avro', compatibility: 'none' },
    }),
    valueSchema: {
      file: 'v',
      value: { type: 'record', name: 'O', fields: [{ name: 'id', type: 'string' }] },
    },
  };
  const sendable = (sample: unknown, keySchema?: unknown) =>
    hasSendableKey(
      {
        ...contract,
        samples: [{ file: 's.json', value: sample }],
        keySchema: keySchema === undefined ? undefined : { file: 'k', value: keySchema },
      },
      [],
    );
  expect([sendable({ id: 'a', other: 1 }), sendable({ id: 'a' }, 'unheard-of')]).toEqual([true, true]);
  expect([sendable({}), sendable({ id: 'a' }, 'long')]).toEqual([false, false]);
});

test('a topic whose contract is excused from having a sample has no canary', () => {
  const contract = contractWith('parcel-scanned');
  const bare = { ...contract, samples: [] };
  expect(systemIn(resolvedIn('eu-prod', [bare]), 'parcels').canaries).toEqual([]);
  expect(systemIn(resolvedIn('eu-prod', [contract]), 'parcels').canaries).toHaveLength(2);
});
