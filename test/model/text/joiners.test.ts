import { expect, test } from '@jest/globals';
import { nameField } from '../../../lib/model/terms/fields.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { readYaml } from '../../../lib/model/text/yaml-source.ts';
import { slowness } from '../../support/slowness.ts';

function told(text: string): string[] {
  const read = readYaml('f.yaml', text);
  return read.ok ? [] : read.problems.map(formatProblem);
}

function valueOf(text: string): unknown {
  const read = readYaml('f.yaml', text);
  return read.ok ? read.value.value : read.problems.map(formatProblem);
}

const joined = {
  'emoji of several': '👩\u200d💻 👨\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👩🏽\u200d🚀 ❤️\u200d🔥',
  'Persian plural': 'خانه\u200cها می\u200cخواهم',
  'Hindi half form, explicit virama': 'क्\u200dष क्\u200cष',
  'Malayalam, Sinhala, Bengali ya-phalaa': 'അവന്\u200d ශ්\u200dරී র\u200d্য',
};
test.each(Object.entries(joined))('joiners that others see are text, but not of names: %s', (_what, text) => {
  expect(valueOf(`a: ${text} # ${text}\n`)).toEqual({ a: text });
  const escaped = text.replaceAll(/[\u200c\u200d]/g, (one) => (one === '\u200c' ? '\\u200c' : '\\u200d'));
  expect(valueOf(`a: "${escaped}"`)).toEqual({ a: text });
  expect(told(`${text}: x`)).toEqual([
    expect.stringMatching(/^f\.yaml:1:1\n.*text with the character U\+200[CD]/),
  ]);
});

test.each([
  ['between letters', 'a\u200db a\u200cb'],
  ['between an emoji and a letter', '😀\u200da a\u200d😀'],
  ['twice between two emoji', '👩\u200d\u200d💻'],
  ['behind an emoji, at the end', '👩\u200d'],
  ['a non-joiner between emoji', '👩\u200c💻'],
  ['a joiner between Persian letters', 'می\u200dخ'],
  ['between a Persian letter and a blank', 'خانه\u200c ها'],
  ['between Arabic digits and signs', '،\u200c،'],
  ['behind a vowel sign', 'कि\u200dष'],
  ['behind a virama that has no letter', ' \u094d\u200d'],
  ['zero width space between emoji', '👩\u200b💻'],
])('joiners that no one sees are refused: %s', (_what, text) => {
  expect(told(`a: "${text}"`)).toEqual([
    expect.stringMatching(/^f\.yaml:1:4\n {2}a: text with the character U\+200[BCD]/),
  ]);
  expect(told(`a: b # ${text}`).join()).toMatch(/ the character U\+200[BCD]/);
});

test('a quarter of a megabyte of viramas and joiners is read at once', () => {
  const begun = process.cpuUsage();
  expect(told(`a: "${'\u094d\u200d'.repeat(40_000)}"`)).toHaveLength(1);
  expect(told(`a: "${'\u094d'.repeat(80_000)}\u200d"`)).toHaveLength(1);
  expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(10 * slowness());
});

test('a line that names something has no joiners', () => {
  const wrong = (name: string) => nameField.safeParse(name).error?.issues.map(({ message }) => message);
  expect(wrong('#team-👩\u200d💻')).toEqual(['a name has no joiners between its characters']);
  expect(wrong('#team-👩')).toBeUndefined();
  expect(wrong('')).toEqual(['the text is empty']);
});
