import { expect, test } from '@jest/globals';
import type { Duty } from '../../lib/model/terms/system.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

type Replay = { readonly allowed: boolean; readonly why: string };

/** What the rule says of two topics, of which one may say something of replay, and a service with duties. */
function said(duties: readonly Duty[], replay?: Replay): string[] {
  const contracts = [
    smallContract('shop/orders/evt/order-placed/v1', replay === undefined ? {} : { replay }),
    smallContract('shop/orders/evt/order-sent/v1', { replay: { allowed: true, why: 'Readers know ids' } }),
  ];
  const systems = [plainSystem('shop', [{ id: 'history', purpose: 'Writes again', duties: [...duties] }])];
  return saidBy('replay-allowed', { contracts, systems, environment: smallEnvironment() });
}

const fix =
  'add replay: { allowed: true, why: … } to that contract once its readers know such messages, or take the topic out of the duty';

test('replay-allowed is silent where each contract of the duty allows it, and on other duties', () => {
  expect(said([{ duty: 'replayer', topics: ['order-sent'] }])).toEqual([]);
  expect(said([{ duty: 'dispatcher', topics: 'all' }])).toEqual([]);
  expect(said([{ duty: 'replayer', topics: 'all' }], { allowed: true, why: 'Readers know ids' })).toEqual([]);
});

test('replay-allowed fires on a topic whose contract says nothing, at its place in the duty', () => {
  const file = 'contract shop/orders/evt/order-placed/v1';
  expect(said([{ duty: 'replayer', topics: ['order-sent', 'order-placed'] }])).toEqual([
    `services.history.duties[0].topics[1]: ${file} does not allow replay: history would write to it again what its readers have had / ${fix}`,
  ]);
  expect(
    said([
      { duty: 'dispatcher', topics: 'all' },
      { duty: 'replayer', topics: 'all' },
    ]),
  ).toEqual([
    `services.history.duties[1].topics: ${file} does not allow replay: history would write to it again what its readers have had / ${fix}`,
  ]);
});

test('replay-allowed fires where the contract says why not', () => {
  expect(
    said([{ duty: 'replayer', topics: ['order-placed'] }], { allowed: false, why: 'Readers pay out' }),
  ).toEqual([
    `services.history.duties[0].topics[0]: contract shop/orders/evt/order-placed/v1 says that replay is not allowed: history would write to it again what its readers have had / ${fix}`,
  ]);
});
