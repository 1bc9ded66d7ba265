import { expect, test } from '@jest/globals';
import { contractFields } from '../../lib/model/schemas/contract-fields.ts';
import { smallContract } from '../support/small-stack.ts';

test.each(['avro', 'json-schema'] as const)(
  'a contract whose program leaves the %s schema out has no fields',
  (format) => {
    const contract = smallContract('shop/orders/evt/order-placed/v1', {
      schema: { format, compatibility: 'none' },
    });
    expect(contractFields(contract, [])).toEqual({ value: [], key: [] });
  },
);
