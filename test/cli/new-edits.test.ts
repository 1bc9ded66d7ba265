import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { putInPlace } from '../../lib/cli/new/edits.ts';
import { withException, withNamespace } from '../../lib/cli/new/environment-edits.ts';
import { constantOf, literal, withServices, withSystem } from '../../lib/cli/new/source-edits.ts';
import { filesBelow } from '../support/project-copy.ts';

describe('files are put in place', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workstreams-edits-'));
    mkdirSync(join(root, 'kept'));
    writeFileSync(join(root, 'kept', 'old'), 'old');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  test('all of them', () => {
    putInPlace(root, [
      { path: 'a/b/c', text: 'c' },
      { path: 'kept/old', text: 'new', replaces: true },
    ]);
    expect(filesBelow(root)).toEqual({ 'a/b/c': 'c', 'kept/old': 'new' });
  });

  test('or none: what was done before the one that fails is taken back, folders too', () => {
    const edits = [
      { path: 'a/b/c', text: 'c' },
      { path: 'kept/old', text: 'new', replaces: true },
      { path: 'kept/more', text: 'x' },
      { path: 'kept/more', text: 'y' },
    ];
    expect(() => {
      putInPlace(root, edits);
    }).toThrow('EEXIST');
    expect(filesBelow(root)).toEqual({ 'kept/old': 'old' });
    expect(() => {
      putInPlace(root, [{ path: 'a', text: 'a file where the folder was' }]);
    }).not.toThrow();
  });

  test.each([
    ['../x', 'leads out of'],
    ['a//b', 'leads out of'],
    ['/etc/x', 'leads out of'],
    ['kept/old', 'is there already'],
    ['kept/old/x', 'is no folder'],
    ['link/x', 'link is a symbolic link'],
    ['kept/link', 'kept/link is a symbolic link'],
  ])('never at %s', (path, why) => {
    symlinkSync(tmpdir(), join(root, 'link'));
    symlinkSync(join(root, 'nowhere'), join(root, 'kept', 'link'));
    expect(() => {
      putInPlace(root, [
        { path: 'fresh', text: '' },
        { path, text: 'x' },
      ]);
    }).toThrow(why);
    expect(filesBelow(root)).toEqual({ 'kept/old': 'old' });
  });
});

describe('TypeScript', () => {
  test('a text is the same when it is read again, and is in single quotes where it has none', () => {
    expect(literal('a "b" \\ c')).toBe(String.raw`'a "b" \\ c'`);
    expect(literal("it's")).toBe(`"it's"`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
        expect(new Function(`return ${literal(text)}`)()).toBe(text);
      }),
    );
  });

  test('a constant is called as its system, unless the language has the word', () => {
    expect(['payments', 'order-intake', 'new', 'class', 'systems'].map(constantOf)).toEqual([
      'payments',
      'orderIntake',
      'newSystem',
      'classSystem',
      'systemsSystem',
    ]);
  });

  const index = (names: string[]) =>
    `${names.map((name) => `import { ${name} } from './${name}.ts';\n`).join('')}\nexport const systems: readonly System[] = [${names.join(', ')}];\n`;

  test('a system takes its place among the others, at both ends and in a list that grows over a line', () => {
    expect(withSystem(index(['b', 'd']), 'c')).toBe(index(['b', 'c', 'd']));
    expect(withSystem(index(['b', 'd']), 'a')).toBe(index(['a', 'b', 'd']));
    expect(withSystem(index(['b', 'd']), 'e')).toBe(index(['b', 'd', 'e']));
    const long = ['a', 'b', 'c'].map((one) => one.repeat(30));
    expect(withSystem(index(long), 'd')).toContain(`= [\n  ${long.join(',\n  ')},\n  d,\n];\n`);
    expect(withSystem(withSystem(index(long), 'd'), 'e')).toContain('\n  d,\n  e,\n];\n');
  });

  test('an index that is written otherwise is left alone', () => {
    for (const text of [
      '',
      index(['a']).replace('[a]', '[a, ...more]'),
      index(['a']) + index(['b']),
      index(['c']),
    ])
      expect(() => withSystem(text, 'c')).toThrow('is not a plain list of imported systems; add c by hand');
  });

  test('services go to the one list that there is', () => {
    const added = [{ id: 'x', purpose: 'Does' }];
    expect(withServices('f.ts', 'export const a = {\n  services: [\n  ],\n};\n', added)).toBe(
      "export const a = {\n  services: [\n    { id: 'x', purpose: 'Does' },\n  ],\n};\n",
    );
    for (const text of ['services: own,\n', '  services: [\n  ],\n  services: [\n  ],\n'])
      expect(() => withServices('f.ts', text, added)).toThrow('add x by hand');
  });
});

describe('environments', () => {
  const text =
    '# why\nworkloads:\n  # who\n  namespaces:\n    a: a-dev # here\n  keda: keda\n\nmirror: none\n';

  test('a namespace is one line more, and comments stay', () => {
    expect(withNamespace('dev.yaml', text, 'b', 'b-dev')).toBe(
      text.replace('    a:', '    b: b-dev\n    a:'),
    );
    const flow = text.replace('\n    a: a-dev # here', ' { a: a-dev }');
    expect(() => withNamespace('dev.yaml', flow, 'b', 'b-dev')).toThrow(
      'dev.yaml has no block workloads.namespaces; add b: b-dev by hand',
    );
  });

  const exception = { rule: 'r', subject: 'x.y', reason: 'Not built yet', until: '2027-01-01' };
  const line = '  - { rule: r, subject: x.y, reason: Not built yet, until: 2027-01-01 }\n';

  test('an exception is the last of its list, or the first of a new one', () => {
    const listed = `${text}exceptions:\n  - { rule: a, subject: b, reason: c, until: 2027-01-01 } # d\nafter: 1\n`;
    expect(withException('dev.yaml', listed, exception)).toBe(listed.replace('after', `${line}after`));
    expect(withException('dev.yaml', text, exception)).toBe(
      `${text}\n# What a rule must let pass here, and until when.\nexceptions:\n${line}`,
    );
    expect(() => withException('dev.yaml', `${text}exceptions: []\n`, exception)).toThrow('by hand');
    expect(() => withException('dev.yaml', text, { ...exception, reason: 'a, b: c' })).toThrow(
      'cannot be edited safely',
    );
  });
});
