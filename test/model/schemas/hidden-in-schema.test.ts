import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadCatalog } from '../../../lib/model/load-catalog.ts';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { sortingCopy } from '../../support/sorting-copy.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const schema = `${queue}/value.schema.json`;
const sample = `${queue}/samples/smallest.json`;
const draft = 'https://json-schema.org/draft/2020-12/schema';

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
});
afterEach(() => {
  copy.dispose();
});

function told(): string[] {
  const loaded = loadCatalog(copy.root);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

describe('characters that no one sees', () => {
  const removed =
    'remove it: control characters, marks of direction and characters that no one sees are not read';
  const escaped = (value: object) =>
    JSON.stringify(value, undefined, 1).replaceAll(
      /[^\x20-\x7e\n]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  const taskId = { type: 'string', description: 'a\u200bb' };

  test.each<[string, object, string, string]>([
    ['in a description', { properties: { taskId } }, '6:19', 'properties.taskId.description'],
    ['in a title', { title: '\ufff9' }, '3:11', 'title'],
    ['in the name of a field', { properties: { 'a\u202eb': true } }, '4:15', 'properties.a\\u202eb'],
    ['in a definition named default', { $defs: { default: taskId } }, '6:19', '$defs.default.description'],
  ])('are refused in a schema, also as escapes: %s', (_what, value, place, path) => {
    copy.write(schema, escaped({ $schema: draft, ...value }));
    expect(told()).toEqual([
      expect.stringContaining(`${schema}:${place}\n  ${path}: text with the character U+`),
    ]);
  });

  test('are refused in a shared schema', () => {
    const note = 'contracts/sorting/messages/Note.v1.schema.json';
    copy.write(note, escaped({ $schema: draft, $id: 'urn:s:Note', description: '\udb40\udc41' }));
    expect(told()).toEqual([`${note}:4:17\n  description: text with the character U+E0041\n  ${removed}`]);
  });

  test('may be in what messages hold', () => {
    const value = {
      type: 'object',
      examples: [{ a: '\u200b' }],
      properties: { taskId: { type: 'string', pattern: '[^\u0000]' } },
    };
    copy.write(schema, escaped({ $schema: draft, ...value }));
    copy.write(sample, escaped({ taskId: 'a\u200d\u202e\uffff' }));
    expect(told()).toEqual([]);
  });

  test('are refused in the file of a sample, if they are no escapes', () => {
    copy.write(sample, '{\n  "taskId": "a\u200bb\ufffe"\n}\n');
    expect(told()).toEqual(
      ['2:15 200B', '2:17 FFFE'].map((one) => {
        const [place, code] = one.split(' ');
        return `${sample}:${place}\n  the character U+${code}\n  ${removed}; a sample may escape it`;
      }),
    );
  });
});
