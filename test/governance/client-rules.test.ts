import { describe, expect, test } from '@jest/globals';
import { judged } from '../support/judged.ts';
import { contractWith as as, fixture } from '../support/fixture.ts';

test.each(['no-duplicate-clients', 'load-within-message-size'])('%s is silent on the stack', (id) => {
  expect(judged(id, fixture().catalog.contracts)).toEqual([]);
});

describe('no-duplicate-clients', () => {
  test('a producer that is named again', () => {
    const contract = as('invoices', (terms) => terms.producers.push(terms.producers[0]));
    expect(judged('no-duplicate-clients', [contract])).toEqual([
      'producers[1]: booking is named twice / remove one of them',
    ]);
  });

  test('a consumer that is named again in its group, and not in another', () => {
    const again = (group?: string) =>
      as('invoices', (terms) => {
        terms.consumers.push({ service: 'invoicing', ...(group === undefined ? {} : { group }) });
      });
    expect(judged('no-duplicate-clients', [again('ledger-invoices')])).toEqual([
      'consumers[1]: invoicing in the group ledger-invoices is named twice / remove one of them',
    ]);
    expect(judged('no-duplicate-clients', [again('ledger-invoices-replay')])).toEqual([]);
    expect(judged('no-duplicate-clients', [again()])).toEqual([]);
  });
});

describe('load-within-message-size', () => {
  const of = (bytesPerMessage: string, questions: string[] = []) =>
    as('invoices', (terms) => {
      terms.load.bytesPerMessage = bytesPerMessage;
      if (questions.length > 0) terms.questions = questions;
    });

  test('a usual message that no broker would take', () => {
    expect(judged('load-within-message-size', [of('1025KiB')])).toEqual([
      'load.bytesPerMessage: a message of 1025KiB is above maxMessageSize, 1MiB / write 1MiB or less, or raise maxMessageSize',
    ]);
    expect(judged('load-within-message-size', [of('1MiB')])).toEqual([]);
  });

  test('a load that no one knows yet is a question, and nothing else', () => {
    expect(judged('load-within-message-size', [of('1025KiB', ['load'])])).toEqual([]);
  });
});
