import { expect, test } from '@jest/globals';
import { explainTopic } from '../../lib/reports/explain.ts';
import { environmentWith, resolvedIn } from '../support/fixture.ts';

const explained = (wanted: string) =>
  explainTopic(resolvedIn(environmentWith('eu-prod', () => {})), wanted).facts?.[0]?.value;

test.each([
  ['depot.vision.read-label.v1', 'depot.vision.read-label.v1'],
  ['read-label', 'depot.vision.read-label.v1'],
  ['contracts/sorting/depot/work/vision.read-label/v1/contract.yaml', 'depot.vision.read-label.v1'],
])('%s is the topic %s', (wanted, name) => {
  expect(explained(wanted)).toBe(name);
});

test.each(['depot', 'lab', ''])('%s could be several topics, or none', (wanted) => {
  expect(explained(wanted)).toBeUndefined();
});
