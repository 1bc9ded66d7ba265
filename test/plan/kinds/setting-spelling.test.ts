import { describe, expect, test } from '@jest/globals';
import { fields, sentences, topic } from '../../support/objects.ts';

describe('one spelling of a setting', () => {
  test.each<[string, string, unknown, unknown]>([
    ['numbers with a sign', 'retention.ms', '+1000', '1000'],
    ['numbers with blanks', 'retention.ms', ' 1000 ', 1000],
    ['numbers with zeros before', 'retention.ms', '0001000', '1000'],
    ['negative numbers', 'retention.ms', '-1', -1],
    ['fractions without a zero before', 'min.cleanable.dirty.ratio', '.5', '0.5'],
    ['exponents with a sign', 'retention.ms', '1e+3', '1000'],
    ['negative exponents', 'min.cleanable.dirty.ratio', '5E-1', '0.5'],
    ['exponents of two digits', 'retention.ms', '1e10', '10000000000'],
    ['a number with a dot and nothing behind', 'retention.ms', '1000.', '1000'],
    ['truths in capitals', 'remote.storage.enable', 'TRUE', 'true'],
    ['untruths in capitals', 'remote.storage.enable', 'False', 'false'],
    ['policies twice', 'cleanup.policy', 'delete,delete', 'delete'],
    ['replicas in another order', 'leader.replication.throttled.replicas', '1:2, 0:1', '0:1,1:2'],
  ])('%s', (_what, key, before, after) => {
    expect(sentences(topic({ [key]: before }), topic({ [key]: after }))).toEqual([]);
    expect(sentences(topic({ [key]: after }), topic({ [key]: before }))).toEqual([]);
  });

  test.each<[string, string, unknown, unknown]>([
    ['large numbers keep their digits', 'retention.bytes', '9007199254740993', '9007199254740992'],
    ['text that only begins like a number', 'example.setting', '1s', '1'],
    ['text that only ends like a number', 'example.setting', 'v1', '1'],
    ['text that begins like a truth', 'example.setting', 'true-ish', 'TRUE-ish'],
    ['text that ends like a truth', 'example.setting', 'untrue', 'unTRUE'],
    ['lists whose order is not known to say nothing', 'example.setting', 'a,b', 'b,a'],
  ])('%s', (_what, key, before, after) => {
    expect(sentences(topic({ [key]: before }), topic({ [key]: after }))).toHaveLength(1);
  });
});

test.each([
  ['604800000', '86400000.5'],
  ['604800000.5', '86400000'],
  [`1${'0'.repeat(41)}`, '86400000'],
])('%s is longer than %s, although Kafka has no such number', (long, short) => {
  const kept = (before: string, after: string) =>
    fields(topic({ 'retention.ms': before }), topic({ 'retention.ms': after }));
  expect(kept(long, short)).toEqual(['spec.config.retention.ms: destructive']);
  expect(kept(short, long)).toEqual(['spec.config.retention.ms: safe']);
});
