import { expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const threshold = (expr: string, labels: Record<string, string>) =>
  thing('PrometheusRule', {
    spec: { groups: [{ name: 'g', rules: [{ record: 'r', expr, labels: { topic: 't', ...labels } }] }] },
  });

test('a threshold of another number or age makes its alert fire at another time', () => {
  const before = threshold('vector(500)', { within: '90s' });
  expect(sentences(before, threshold('vector(1000)', { within: '2m' }))).toEqual([
    'spec.groups[g].rules[r t].expr: review: the alert fires at another time than before',
    'spec.groups[g].rules[r t].labels.within: review: the alert fires at another time than before',
  ]);
});

test('a threshold of another team is for someone else', () => {
  const before = threshold('vector(500)', { owner: 'a' });
  expect(sentences(before, threshold('vector(500)', { owner: 'b' }))).toEqual([
    'spec.groups[g].rules[r t].labels.owner: review: who is notified, and of what, changes',
  ]);
});
