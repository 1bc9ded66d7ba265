import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { canonical } from '../../lib/model/catalog.ts';

test('canonical JSON has the keys of every object in order', () => {
  expect(canonical({ b: [1, { d: null, c: undefined }, undefined], a: 'x "y" \\ é\n' })).toBe(
    String.raw`{"a":"x \"y\" \\ é\n","b":[1,{"d":null},null]}`,
  );
});

test('canonical JSON is JSON of the same value, whatever the texts', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      expect(isDeepStrictEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))).toBe(true);
    }),
  );
});
