import { expect, test } from '@jest/globals';
import { InvalidTerms } from '../../lib/model/terms/from-program.ts';
import { smallEnvironment } from '../support/small-stack.ts';

const reach = [{ why: 'The registry', namespace: 'registry', labels: { app: 'registry' }, ports: [8080] }];
const base = {
  url: 'https://registry.example.com/apis/ccompat/v7',
  authentication: { type: 'none' },
  registration: { by: 'pipeline' },
  reach,
} as const;

function said(schemaRegistry: object): string[] {
  try {
    smallEnvironment({ schemaRegistry: schemaRegistry as typeof base });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidTerms)) throw error;
    return error.problems.map(({ key, what }) => `${key}: ${what}`);
  }
}

test('an environment has no registry unless it names one', () => {
  expect(smallEnvironment().schemaRegistry).toBe('none');
  const { schemaRegistry } = smallEnvironment({ schemaRegistry: base });
  expect(schemaRegistry).toEqual({ ...base, metadata: 'not-kept', verdict: 'contracts' });
});

test.each([
  'http://registry:8081',
  'https://registry.example.com',
  'http://10.0.0.1:8080/apis/ccompat/v7',
  'https://registry.example.com/contexts/.eu:',
])('an address may be %s', (url) => {
  expect(said({ ...base, url })).toEqual([]);
});

test.each([
  'registry.example.com',
  'ftp://registry',
  'https://user:secret@registry.example.com',
  'https://registry.example.com/',
  'https://registry.example.com?x=1',
  'https://registry.example.com/a b',
])('an address is not %s', (url) => {
  const [first = ''] = said({ ...base, url });
  expect(first).toContain('schemaRegistry.url');
});

test('a password is not sent in the clear', () => {
  const authentication = { type: 'basic', secret: 'registry' };
  expect(said({ ...base, authentication })).toEqual([]);
  expect(said({ ...base, authentication, url: 'http://registry:8081' })).toEqual([
    'schemaRegistry.url: "http://registry:8081": the password would be sent in the clear: write https://, or authentication: { type: none }',
  ]);
});

test('the image of the Job is pinned as the others are', () => {
  const image = { repository: 'library/node' };
  expect(said({ ...base, registration: { by: 'job', image: { ...image, tag: '22' } } })).toEqual([]);
  expect(said({ ...base, registration: { by: 'job', image } })).toEqual([
    'schemaRegistry.registration.image: {"repository":"library/node"}: images are pinned by tag here: add tag',
  ]);
  expect(said({ ...base, reach: [] })[0]).toContain('say how pods reach the schema registry');
});

test('of two kinds of maps the one is meant whose keys are there', () => {
  const network = [{ cidr: '10.0.0.0/8', ports: [8080] }];
  expect(said({ ...base, reach: network }).map((one) => one.split('\n')[0])).toEqual([
    expect.stringContaining('reach[0].why: is missing'),
    expect.stringContaining('reach[0].except: is missing'),
  ]);
  const mixed = [
    { why: 'The registry', namespace: 'registry', labels: {}, cidr: '10.0.0.0/8', ports: [8080] },
  ];
  expect(said({ ...base, reach: mixed })).toEqual([expect.stringContaining('reach[0].cidr: unknown key')]);
});
