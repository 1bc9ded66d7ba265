import { expect, test } from '@jest/globals';
import { certain } from '../../lib/naming/brand.ts';
import { derivedTemplate, parseTemplate, templateText } from '../../lib/naming/template.ts';

test.each([
  ['{topic}', '{topic}.dlq[.v{version}]'],
  ['{topic}[_v{version}]', '{topic}_dlq[_v{version}]'],
  ['{topic}.{version}', '{topic}.dlq.{version}'],
  ['{context}.{topic}.v{version}', '{context}.{topic}.dlq.v{version}'],
  ['{topic}.orders-v{version}', '{topic}.orders.dlq-v{version}'],
  ['{topic}[.v{version}].x', '{topic}[.v{version}].x.dlq'],
  ['{version}.{topic}', '{version}.{topic}.dlq'],
  ['{topic}.v{version}.x', '{topic}.v{version}.x.dlq'],
  ['{topic}x{version}', '{topic}x{version}.dlq'],
  ['{topic}{version}', '{topic}{version}.dlq'],
])('a name that is derived from %s is %s', (topic, derived) => {
  const [of, mark] = [topic, 'dlq'].map((text) => certain(parseTemplate(text)));
  expect(templateText(derivedTemplate(of ?? [], mark ?? []))).toBe(derived);
});
