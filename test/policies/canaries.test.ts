import { createHash } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../lib/model/catalog.ts';
import { canaryName, sendableSample } from '../../lib/policies/canary-settings.ts';
import { contractWith, environmentWith, resolvedIn, shipped, systemIn } from '../support/shipped.ts';

const omninode = (environment: string) => systemIn(resolvedIn(environment), 'omninode');

test('each evt topic of omninode has one, a tenant: none in local', () => {
  const evt = (environment: string) =>
    omninode(environment)
      .families.filter(({ contract }) => contract.address.class === 'evt')
      .map(({ source }) => source.name.value as string);
  for (const environment of ['dev', 'staging', 'prod']) {
    const { canaries } = omninode(environment);
    expect(canaries.map(({ family }) => family.source.name.value as string)).toEqual(evt(environment));
  }
  expect(['dev', 'staging', 'prod', 'local'].map((one) => omninode(one).canaries.length)).toEqual([
    13, 26, 26, 0,
  ]);
});

test('names can be foretold, and are the same in each environment', () => {
  const names = (environment: string) => omninode(environment).canaries.map(({ name }) => name as string);
  expect(names('dev').sort()).toEqual([
    'canary-omnibase-caia-analysis--completed-v1',
    'canary-omnibase-gateway-client--registered-v1',
    'canary-omnibase-intelcrawler-crawl--finding-v1',
    'canary-omnibase-kb-tuple--asserted-v1',
    'canary-omnibase-memory-context--stamped-v1',
    'canary-omnibase-onex-contract--created-v1',
    'canary-omnibase-onex-contract--updated-v1',
    'canary-omnibase-orchestrator-task--finished-v1',
    'canary-omnibase-prism-policy--updated-v1',
    'canary-omnibase-registry-asset--registered-v1',
    'canary-omnibase-security-key--rotated-v1',
    'canary-omnibase-validator-test--run--completed-v1',
    'canary-omnibase-validator-test--run--started-v1',
  ]);
  expect(
    names('prod')
      .filter((name) => name.includes('omnibase'))
      .sort(),
  ).toEqual(names('dev').sort());
});

test('a name fits a CronJob, which takes 52 characters, and no two are alike', () => {
  const [family] = omninode('dev').families;
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
  const principal = omninode('staging').principals.find(({ name }) => name === 'omninode-acme--canary');
  const rights = (principal?.acls ?? []).map(
    ({ resource: { type, name, patternType }, operations }) =>
      `${type} ${patternType} ${name}: ${operations.join(', ')}`,
  );
  expect(rights).toEqual([
    'group literal canary-acme-caia-analysis--completed-v1: Read',
    'group literal canary-acme-gateway-client--registered-v1: Read',
    'group literal canary-acme-intelcrawler-crawl--finding-v1: Read',
    'group literal canary-acme-kb-tuple--asserted-v1: Read',
    'group literal canary-acme-memory-context--stamped-v1: Read',
    'group literal canary-acme-onex-contract--created-v1: Read',
    'group literal canary-acme-onex-contract--updated-v1: Read',
    'group literal canary-acme-orchestrator-task--finished-v1: Read',
    'group literal canary-acme-prism-policy--updated-v1: Read',
    'group literal canary-acme-registry-asset--registered-v1: Read',
    'group literal canary-acme-security-key--rotated-v1: Read',
    'group literal canary-acme-validator-test--run--completed-v1: Read',
    'group literal canary-acme-validator-test--run--started-v1: Read',
    'topic literal stage.acme.caia.evt.analysis-completed.v1: Read, Write',
    'topic literal stage.acme.gateway.evt.client-registered.v1: Read, Write',
    'topic literal stage.acme.intelcrawler.evt.crawl-finding.v1: Read, Write',
    'topic literal stage.acme.kb.evt.tuple-asserted.v1: Read, Write',
    'topic literal stage.acme.memory.evt.context-stamped.v1: Read, Write',
    'topic literal stage.acme.onex.evt.contract-created.v1: Read',
    'topic literal stage.acme.onex.evt.contract-updated.v1: Read',
    'topic literal stage.acme.orchestrator.evt.task-finished.v1: Read, Write',
    'topic literal stage.acme.orchestrator.met.canary-results.v1: Write',
    'topic literal stage.acme.prism.evt.policy-updated.v1: Read, Write',
    'topic literal stage.acme.registry.evt.asset-registered.v1: Read, Write',
    'topic literal stage.acme.security.evt.key-rotated.v1: Read, Write',
    'topic literal stage.acme.validator.evt.test-run-completed.v1: Read',
    'topic literal stage.acme.validator.evt.test-run-started.v1: Read',
    'topic prefix stage.acme.onex.evt.: Write',
    'topic prefix stage.acme.validator.evt.: Write',
  ]);
});

test('its quota is the least rate, whatever the topics carry', () => {
  const principal = omninode('prod').principals.find(({ name }) => name === 'omninode-acme--canary');
  expect(principal?.quotas?.producerByteRate.value).toBe(1024 ** 2);
  expect(principal?.quotas?.consumerByteRate.value).toBe(1024 ** 2);
});

test('where canaries are off, the service has what contracts give it and no more', () => {
  const environment = environmentWith('prod', (terms) => {
    terms.canaries = 'off';
  });
  const system = systemIn(resolvedIn(environment), 'omninode');
  const principal = system.principals.find(({ name }) => name === 'omninode-acme--canary');
  expect(system.canaries).toEqual([]);
  expect(principal?.roles.map(({ role }) => role)).toEqual(expect.arrayContaining(['producer']));
  expect(principal?.roles.map(({ role }) => role)).not.toContain('canary');
});

test('a round is every so many minutes, each canary at its own', () => {
  const schedules = omninode('prod').canaries.map(({ schedule }) => schedule);
  expect(new Set(schedules.map((text) => text.replace(/^\d+/, 'n')))).toEqual(new Set(['n-59/10 * * * *']));
  expect(new Set(schedules).size).toBeGreaterThan(5);
  expect(omninode('dev').canaries.every(({ schedule }) => /^\d+ \* \* \* \*$/.test(schedule))).toBe(true);
});

describe('what it writes', () => {
  const { catalog } = shipped();
  const shared = messagesOf(catalog, 'omninode');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const { value } of shared) ajv.addSchema(value as object);

  test.each(['dev', 'staging', 'prod'])('fits the schemas of key, value and headers in %s', (environment) => {
    for (const { family, message } of omninode(environment).canaries) {
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
      expect(wrong(contract.valueSchema.value, JSON.parse(message.value))).toBe('');
      expect(wrong(contract.keySchema?.value, message.key)).toBe('');
      expect(wrong({ $ref: 'urn:workstreams:omninode:MessageHeaders:v1' }, headers)).toBe('');
      const missing = contract.terms.headers.filter((name) => !Object.hasOwn(headers, name));
      // A canary has no key to sign with.
      expect(missing).toEqual(contract.terms.critical ? ['x-sig-alg', 'x-sig'] : []);
    }
  });

  test('is marked, and says truly what it is', () => {
    const one = omninode('prod').canaries.find(({ name }) => name === 'canary-acme-prism-policy--updated-v1');
    const { key, value, headers } = one?.message ?? { key: '', value: '', headers: {} };
    expect(key).toBe('pol-beta-crawls');
    expect(headers).toEqual({
      'x-canary': 'true',
      'x-schema-version': '1.0',
      'x-actor': 'service-canary',
      'x-tenant': 'acme',
      'x-scope': 'canary',
      'x-origin': 'canary',
      'x-encryption-scheme': 'none',
      'x-pii-level': 'low',
      'x-region': 'east',
      'x-payload-sha256': createHash('sha256').update(value).digest('hex'),
    });
  });

  test('has no line break, tab or comma where the console producer divides a message', () => {
    for (const { message } of omninode('staging').canaries) {
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
  expect(sendableSample([{ file: 's.json', value }], field)?.key).toBe(key);
});

test('a topic whose contract is excused from having a sample has no canary', () => {
  const contract = contractWith('policy-updated', () => {});
  const bare = { ...contract, samples: [] };
  expect(systemIn(resolvedIn('prod', [bare]), 'omninode').canaries).toEqual([]);
  expect(systemIn(resolvedIn('prod', [contract]), 'omninode').canaries).toHaveLength(2);
});
