import { describe, expect, test } from '@jest/globals';
import { fields, sentences, topic } from '../../support/objects.ts';

describe('one spelling of a setting', () => {
  test.each<[string, string, unknown, unknown]>([
    ['numbers with a sign', 'retention.ms', '+1000', '1000'],
    ['numbers with blanks', 'retention.ms', ' 1000 ', 1000],
    ['numbers with zeros before', 'retention.ms', '0001000', '1000'],
    ['negative numbers', 'retention.ms', '-1', -1],
    ['fractions without a zero before', 'min.cleanable.dirty.ratio', '.5', '0.5'],
    ['negative exponents', 'min.cleanable.dirty.ratio', '5E-1', '0.5'],
    ['exponents with a sign', 'min.cleanable.dirty.ratio', '.05e+1', '0.5'],
    ['exponents of two digits', 'min.cleanable.dirty.ratio', '50000000000e-11', '0.5'],
    ['a number with a dot and nothing behind', 'min.cleanable.dirty.ratio', '1.', '1'],
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
    expect(fields(topic({ [key]: before }), topic({ [key]: after }))).toHaveLength(1);
  });
});

describe('a number that Kafka does not take', () => {
  const kept = (before: string, after: string) =>
    fields(topic({ 'retention.ms': before }), topic({ 'retention.ms': after }));

  test.each(['6.048e8', '604800000.0', '1000.', `1${'0'.repeat(41)}`, '7d', 'x', ''])('%j', (text) => {
    expect(kept('604800000', text)).toEqual(['spec.config.retention.ms: impossible']);
    // What the topic has instead is not known: it may be more than it gets.
    expect(kept(text, '604800000')).toEqual(['spec.config.retention.ms: destructive']);
  });
});
