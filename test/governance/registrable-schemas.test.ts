import { expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { registrableSchemas } from '../../lib/governance/rules/registrable-schemas.ts';
import { catalogOf, type SharedSchema } from '../../lib/model/catalog.ts';
import type { EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { plainSystem, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { sharedMessage } from '../support/subjects.ts';

const schemaRegistry: EnvironmentProps['schemaRegistry'] = {
  url: 'https://registry.example.com',
  authentication: { type: 'none' },
  registration: { by: 'pipeline' },
  reach: [{ why: 'The registry', namespace: 'registry', labels: { app: 'registry' }, ports: [8080] }],
};

function said(
  messages: readonly SharedSchema[],
  valueSchema: object,
  environment = smallEnvironment({ schemaRegistry }),
) {
  const contracts = [smallContract('shop/sales/evt/orders/v1', { valueSchema })];
  const catalog = catalogOf(contracts, [plainSystem('shop', [])], messages);
  const view = { catalog, environments: [environment], environmentNames: ['qa'], today: '2026-11-21' };
  return checkResolved(resolve(catalog, environment), view, [registrableSchemas]).map(
    ({ place, what, fix }) => `${place.file}: ${what} / ${fix}`,
  );
}

const refers = (...ids: string[]) => ({
  properties: Object.fromEntries(ids.map((id, index) => [`p${index}`, { $ref: id }])),
});

test('a subject is not taken by dead letters of another schema', () => {
  const ids = { valueSchema: refers() };
  const letter = sharedMessage('Letter.schema.json', { $id: 'urn:letter' });
  const check = (subject: string) => {
    const contracts = [
      smallContract('shop/sales/evt/orders/v1', {
        ...{ ...ids, deadLetter: { triage: 'The on-call reads it', schema: 'urn:letter' } },
        retry: { tiers: ['1m'], attempts: 2 },
      }),
      smallContract('shop/sales/evt/other/v1', {
        ...{ ...ids, schema: { format: 'json-schema', compatibility: 'backward', subject } },
      }),
    ];
    const catalog = catalogOf(contracts, [plainSystem('shop', [])], [letter]);
    const environment = smallEnvironment({ schemaRegistry });
    const view = { catalog, environments: [environment], environmentNames: ['qa'], today: '2026-11-21' };
    return checkResolved(resolve(catalog, environment), view, [registrableSchemas]).map(({ what }) => what);
  };
  expect(check('other-value')).toEqual([]);
  expect(check('shop.orders.dlq-value')).toEqual([
    '"shop.orders.dlq-value" would be the subject of contracts/shop/messages/Letter.schema.json too',
  ]);
});

test('messages do not name each other in a circle', () => {
  const messages = [
    sharedMessage('A.schema.json', { $id: 'urn:a', ...refers('urn:b') }),
    sharedMessage('B.schema.json', { $id: 'urn:b', ...refers('urn:a') }),
  ];
  const circle = [
    'contracts/shop/messages/B.schema.json: it names urn:a, which leads back to it / put what both need in a third message: a registry takes a schema after all that it names',
  ];
  expect(said(messages, refers('urn:a'))).toEqual(circle);
  expect(said(messages, refers('urn:a'), smallEnvironment())).toEqual([]);
  const straight = [messages[0] as SharedSchema, sharedMessage('B.schema.json', { $id: 'urn:b' })];
  expect(said(straight, refers('urn:a', 'urn:b'))).toEqual([]);
});

test('a schema fits into a ConfigMap where a Job registers it', () => {
  const image = { repository: 'tools/node', digest: `sha256:${'1'.repeat(64)}`, tag: '20' };
  const byJob = smallEnvironment({
    schemaRegistry: { ...schemaRegistry, registration: { by: 'job', image } },
  });
  const large = { description: 'x'.repeat(1_000_000) };
  expect(said([], large, byJob)).toEqual([
    'shop/sales/evt/orders/v1/value.schema.json: the schema has 1000085 bytes as JSON text, and a Job reads at most 1000000 from a ConfigMap / make it smaller, put parts of it into shared messages, or let the pipeline register: by: pipeline',
  ]);
  expect(said([], large)).toEqual([]);
  expect(said([], { description: 'x'.repeat(999_000) }, byJob)).toEqual([]);
});
