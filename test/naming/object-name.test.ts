import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { joinObjectName, objectNameOf, parseObjectName, shortHash } from '../../lib/naming/object-name.ts';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const topicCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-'.split('');

describe('the object of a topic', () => {
  test.each([
    ['vision.label.v1', 'vision-label-v1'],
    ['depot.vision.read-label.v1', 'depot-vision-read--label-v1'],
    ['prod.acme.tracking.evt.parcel-scanned.v1', 'prod-acme-tracking-evt-parcel--scanned-v1'],
    ['ledger.paid-invoices', 'ledger-paid--invoices'],
    ['ledger.invoices', 'ledger-invoices'],
  ])('%s loses nothing and carries no hash', (topic, object) => {
    expect(objectNameOf(topic)).toBe(object);
  });

  test.each([
    ['ledger.paid_invoices', 'ledger-paid-invoices-'],
    ['parcel_events', 'parcel-events-'],
    ['Orders', 'orders-'],
    ['a.-b', 'a---b-'],
    ['-a', 'a-'],
    ['_', 't-'],
    ['---', 't-'],
  ])('%s loses characters and carries the hash of the whole', (topic, readable) => {
    expect(objectNameOf(topic)).toBe(`${readable}${shortHash(topic)}`);
  });

  test('the hash never changes: a renamed KafkaTopic takes its data with it', () => {
    expect(objectNameOf('parcel_events')).toBe('parcel-events-8vlboa5f');
    expect(objectNameOf('ledger.paid_invoices')).toBe('ledger-paid-invoices-3olq70v0');
  });

  test('is cut at 63 characters, with a hash', () => {
    const name = objectNameOf(`${'a'.repeat(40)}.${'b'.repeat(40)}.v1`);
    expect(name).toHaveLength(63);
    expect(name).toMatch(/^a{40}-b{13}-[0-9][0-9a-v]{7}$/);
  });

  test('a topic named like the hashed object of another topic gets a hash of its own', () => {
    const [orders, other] = [objectNameOf('Orders'), objectNameOf(`orders.${shortHash('Orders')}`)];
    expect(other).not.toBe(orders);
    expect(other).toMatch(/^orders-[0-9a-v]{8}-[0-9a-v]{8}$/);
    expect(objectNameOf(`orders-${shortHash('Orders')}`)).not.toBe(orders);
    expect(objectNameOf(`t.${shortHash('_')}`)).not.toBe(objectNameOf('_'));
  });

  test('100,000 topics, neighbours by dot, dash, underscore, case and length, have 100,000 objects', () => {
    const topics = neighbours(100_000);
    const objects = new Map<string, string>();
    const collisions: string[] = [];
    let malformed = 0;
    for (const topic of topics) {
      const object = objectNameOf(topic);
      const other = objects.get(object);
      if (other !== undefined) collisions.push(`${topic} and ${other} are both ${object}`);
      objects.set(object, topic);
      if (!label.test(object)) malformed += 1;
    }
    expect(topics.size).toBe(100_000);
    expect(collisions).toEqual([]);
    expect(malformed).toBe(0);
  });

  test('is a label for whatever Kafka takes as a topic, and differs where topics differ', () => {
    const topic = fc.string({ unit: fc.constantFrom(...topicCharacters), minLength: 1, maxLength: 249 });
    const near = fc.string({ unit: fc.constantFrom(...'aA._-'.split('')), minLength: 1, maxLength: 6 });
    const pair = fc.oneof(fc.tuple(topic, topic), fc.tuple(near, near));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(objectNameOf(a)).toMatch(label);
        expect(parseObjectName(objectNameOf(a)).ok).toBe(true);
        expect(objectNameOf(a) === objectNameOf(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Distinct topic names in families whose members read alike. */
function neighbours(count: number): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (names.size < count) names.add(name);
  };
  const long = 'a-service.with-a-rather-long-name.and-a-context-that-goes-on.evt';
  for (let index = 0; names.size < count; index += 1) {
    const id = index.toString(36);
    for (const separator of ['.', '-', '_', '.-', '-.', '--', '..', '._', '_.', '-_']) {
      add(`a${separator}b${id}`);
      add(`x${id}${separator}y`);
    }
    for (const name of [`orders${id}`, `Orders${id}`, `ORDERS${id}`, `ordErs${id}`]) add(name);
    for (const name of [`.${id}`, `-${id}`, `_${id}`, `${id}.`, `${id}-`, `${id}_`]) add(name);
    add(`${long}.${id}`);
    add(`${long}.${id}_`);
    add(`${'z'.repeat(63)}${id}`);
    // Names that look as if they had a hash already.
    add(`orders${id}.${shortHash(`Orders${id}`)}`);
    add(`a.b${id}-${shortHash(`a_b${id}`)}`);
  }
  return names;
}

describe('joined object names', () => {
  test('are joined by a dash', () => {
    expect(joinObjectName('sorting', 'depot', 'vision', 'read-label')).toBe(
      'sorting-depot-vision-read-label',
    );
  });

  test('63 characters stand as they are; 64 are cut and get the hash of the whole', () => {
    expect(joinObjectName('a'.repeat(30), 'b'.repeat(32))).toBe(`${'a'.repeat(30)}-${'b'.repeat(32)}`);
    const [cut, other] = [
      joinObjectName('a'.repeat(30), `${'b'.repeat(32)}c`),
      joinObjectName('a'.repeat(30), `${'b'.repeat(32)}d`),
    ];
    expect(cut).toMatch(/^a{30}-b{23}-[0-9][0-9a-v]{7}$/);
    expect(cut).not.toBe(other);
  });

  test.each<[string[], RegExp]>([
    [['queue', 'Sales'], /^queue-sales-[0-9][0-9a-v]{7}$/],
    [['a_b'], /^a-b-[0-9][0-9a-v]{7}$/],
    [['a', '-'], /^a-[0-9][0-9a-v]{7}$/],
    [[''], /^t-[0-9][0-9a-v]{7}$/],
  ])('%j are no label: they get the hash of the whole', (parts, name) => {
    expect(joinObjectName(...parts)).toMatch(name);
  });

  test('those that differ by a capital stay apart', () => {
    expect(joinObjectName('queue', 'Sales')).not.toBe(joinObjectName('queue', 'sales'));
  });
});

describe('an object name that is written by hand', () => {
  test.each(['a', '0', 'vision-read-label-v1', 'a'.repeat(63)])('%s is accepted', (name) => {
    expect(parseObjectName(name)).toEqual({ ok: true, value: name });
  });

  test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', 'a\n', 'ä', '../a'])('%j is refused', (name) => {
    expect(parseObjectName(name)).toEqual({
      ok: false,
      error: `${JSON.stringify(name)} is no object name: a-z, 0-9 and "-" are allowed, with a letter or digit at both ends`,
    });
  });

  test('64 characters are refused', () => {
    const name = 'a'.repeat(64);
    expect(parseObjectName(name)).toEqual({
      ok: false,
      error: `"${name}" has 64 characters; an object's name takes 63`,
    });
  });
});
