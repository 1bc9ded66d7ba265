import { describe, expect, test } from '@jest/globals';
import { judged } from '../support/judged.ts';
import { contractWith as as, shipped } from '../support/shipped.ts';

test.each(['no-duplicate-clients', 'load-fits-message'])('%s is silent on what is shipped', (id) => {
  expect(judged(id, shipped().catalog.contracts)).toEqual([]);
});

describe('no-duplicate-clients', () => {
  test('a producer that is named again', () => {
    const contract = as('worker-events', (terms) => terms.producers.push(terms.producers[0]));
    expect(judged('no-duplicate-clients', [contract])).toEqual([
      'producers[1]: rnle-worker is named twice / remove one of them',
    ]);
  });

  test('a consumer that is named again in its group, and not in another', () => {
    const again = (group?: string) =>
      as('command-results', (terms) => {
        terms.consumers.push({ service: 'rnle-api', ...(group === undefined ? {} : { group }) });
      });
    expect(judged('no-duplicate-clients', [again('rnle-api-results')])).toEqual([
      'consumers[2]: rnle-api in the group rnle-api-results is named twice / remove one of them',
    ]);
    expect(judged('no-duplicate-clients', [again('rnle-api-replay')])).toEqual([]);
    expect(judged('no-duplicate-clients', [again()])).toEqual([]);
  });
});

describe('load-fits-message', () => {
  const of = (bytesPerMessage: string, questions: string[] = []) =>
    as('command-results', (terms) => {
      terms.load.bytesPerMessage = bytesPerMessage;
      if (questions.length > 0) terms.questions = questions;
    });

  test('a usual message that no broker would take', () => {
    expect(judged('load-fits-message', [of('1025KiB')])).toEqual([
      'load.bytesPerMessage: a message of 1025KiB is above maxMessageSize, 1MiB / write 1MiB or less, or raise maxMessageSize',
    ]);
    expect(judged('load-fits-message', [of('1MiB')])).toEqual([]);
  });

  test('a load that nobody knows yet is a question, and nothing else', () => {
    expect(judged('load-fits-message', [of('1025KiB', ['load'])])).toEqual([]);
  });
});
