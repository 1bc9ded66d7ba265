import { expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { certain } from '../../lib/naming/brand.ts';
import { importedFolder } from '../../lib/naming/imported-folder.ts';
import { parseTopicName } from '../../lib/naming/topic-name.ts';

const of = (name: string) => importedFolder(certain(parseTopicName(name)));

test.each([
  ['orders', 'orders'],
  ['billing.invoice-created', 'billing.invoice-created'],
  ['parcel_events', 'parcel_events'],
])('%s is its own folder', (name, folder) => {
  expect(of(name)).toEqual({ folder, holdsName: true });
});

test.each(['Orders', '.hidden', 'ends.', '-dash', 'a'.repeat(101), '..x'])(
  'a folder cannot hold %s: it gets one of its own',
  (name) => {
    const { folder, holdsName } = of(name);
    expect(holdsName).toBe(false);
    expect(folder).toMatch(/^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/);
  },
);

test('no two topics share a folder, not even on a file system without capitals', () => {
  const name = fc.string({ unit: fc.constantFrom(...'aAbB1._-'.split('')), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      fc.pre(a !== b && ![a, b].some((one) => one === '.' || one === '..'));
      expect(of(a).folder.toLowerCase()).not.toBe(of(b).folder.toLowerCase());
    }),
    { numRuns: 5000 },
  );
});
