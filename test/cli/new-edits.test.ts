import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { parse } from 'yaml';
import { putInPlace } from '../../lib/cli/new/edits.ts';
import { withExceptions, withNamespace } from '../../lib/cli/new/environment-edits.ts';
import { withAdditions } from '../../lib/cli/new/map-edits.ts';
import { systemText, withServices } from '../../lib/cli/new/system-file.ts';
import { filesBelow } from '../support/repository.ts';

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

  test('a new folder comes as a whole, after files that are replaced', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ path: `a/${index}/c`, text: `${index}` }));
    const seen: number[] = [];
    const watched = many.map((one, index) => ({
      ...one,
      // Asked for while it is written: nothing of the folder is to be seen by then.
      get text() {
        seen.push(Object.keys(filesBelow(root)).filter((path) => path.startsWith('a/')).length);
        return `${index}`;
      },
    }));
    putInPlace(root, [...watched, { path: 'kept/old', text: 'new', replaces: true }]);
    expect(new Set(seen)).toEqual(new Set([0]));
    expect(Object.keys(filesBelow(root))).toHaveLength(201);
    expect(readdirSync(root).sort()).toEqual(['a', 'kept']);
  });

  test('what somebody has put there since is not replaced, and all is taken back', () => {
    const late = {
      path: 'last',
      get text() {
        mkdirSync(join(root, 'fresh'));
        return 'b';
      },
    };
    expect(() => {
      putInPlace(root, [
        { path: 'first/a', text: 'a' },
        { path: 'fresh/a', text: 'a' },
        late,
        { path: 'kept/old', text: 'new', replaces: true },
      ]);
    }).toThrow('fresh is there already');
    expect(filesBelow(root)).toEqual({ 'kept/old': 'old' });
    expect(readdirSync(root).sort()).toEqual(['fresh', 'kept']);
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

describe('systems', () => {
  const services = [{ id: 'x', purpose: "Does: what's due" }];

  test('services go behind the last one, and comments stay', () => {
    const text = `# why
services:
  # the first
  a:
    purpose: Does a
    duties:
      - { duty: canary, topics: all } # all of them

  # the last
  b: { purpose: Does b } # here

# the end
`;
    expect(withServices('system.yaml', text, services)).toBe(
      text.replace('# here\n', `# here\n  x:\n    purpose: "Does: what's due"\n`),
    );
    expect(withServices('system.yaml', text.replace(/ {2}# the last\n.*\n\n/, ''), services)).toContain(
      '# all of them\n  x:\n',
    );
  });

  test('the first service takes the place of an empty map', () => {
    expect(withServices('system.yaml', 'services: {} # none yet\nafter: 1\n', services)).toBe(
      `services:\n  x:\n    purpose: "Does: what's due" # none yet\nafter: 1\n`,
    );
    // Spaces of other scripts are part of a text.
    const purpose = 'a\u2003';
    expect(parse(withServices('system.yaml', 'services: {}\n', [{ id: 'x', purpose }]))).toEqual({
      services: { x: { purpose } },
    });
  });

  test('a file without a map of services is left alone', () => {
    for (const text of ['a: 1\n', 'services: [x]\n', 'services: x\n', ''])
      expect(() => withServices('system.yaml', text, services)).toThrow(
        'system.yaml cannot be edited safely; add x below services by hand',
      );
  });

  test('a new file reads as what was asked for', () => {
    const text = systemText('Takes: payments', { topic: '{system}.{topic}' }, services);
    expect(parse(text)).toEqual({
      apiVersion: 'workstreams.io/v1',
      kind: 'System',
      purpose: 'Takes: payments',
      naming: { topic: '{system}.{topic}' },
      services: { x: { purpose: "Does: what's due" } },
    });
    fc.assert(
      // A separator of lines that YAML does not know as one.
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constant('\u2028 a')),
        (purpose) => {
          const added = withServices('system.yaml', text, [{ id: 'y', purpose }]);
          expect((parse(added) as { services: unknown }).services).toEqual({
            x: { purpose: "Does: what's due" },
            y: { purpose },
          });
        },
      ),
    );
  });
});

describe('environments', () => {
  const text =
    '# why\nworkloads:\n  # who\n  namespaces:\n    a: a-dev # here\n  keda: keda\n\nmirror: none\n';

  test('a namespace is one line more, and comments stay', () => {
    expect(withNamespace('dev.yaml', text, 'b', 'b-dev')).toBe(
      text.replace('# here\n', '# here\n    b: b-dev\n'),
    );
    expect(withNamespace('dev.yaml', text.replace('\n    a: a-dev # here', ' {}'), 'b', 'b-dev')).toBe(
      text.replace('a: a-dev # here', 'b: b-dev'),
    );
    const flow = text.replace('\n    a: a-dev # here', ' { a: a-dev } # here');
    expect(withNamespace('dev.yaml', flow, 'b', 'b-dev')).toBe(
      flow.replace('a: a-dev', 'a: a-dev, "b": "b-dev"'),
    );
  });

  const exception = { rule: 'r', subject: 'x.y', reason: 'Not built yet', until: '2027-01-01' };
  const line = '  - { rule: r, subject: x.y, reason: Not built yet, until: 2027-01-01 }\n';

  test('an exception is the last of its list, or the first of a new one', () => {
    const listed = `${text}exceptions:\n  - { rule: a, subject: b, reason: c, until: 2027-01-01 } # d\nafter: 1\n`;
    expect(withExceptions('dev.yaml', listed, [exception])).toBe(listed.replace('after', `${line}after`));
    expect(withExceptions('dev.yaml', text, [exception, exception])).toBe(
      `${text}\n# What a rule must let pass here, and until when.\nexceptions:\n${line}${line}`,
    );
    expect(withExceptions('dev.yaml', `${text}exceptions: []\nafter: 1\n`, [exception])).toBe(
      `${text}exceptions:\n${line}after: 1\n`,
    );
    const odd = { ...exception, reason: 'a, b: c' };
    expect(parse(withExceptions('dev.yaml', listed, [odd]))).toMatchObject({ exceptions: [{}, odd] });
    expect(() => withExceptions('dev.yaml', `${text}exceptions: none\n`, [exception])).toThrow(
      'dev.yaml cannot be edited safely; add {"rule":"r","subject":"x.y","reason":"Not built yet","until":"2027-01-01"} below exceptions by hand',
    );
  });

  test('several maps and lists at once, each in its own way of writing', () => {
    const whole =
      'list:\n  - a: 1 # one\n# about map\nmap:\n  in:\n    dev: { x: 1 } # dev\n\nflow: [{ a: 1 }, ] # f\nempty: {}\nlast:\n  deep:\n    - 1\n';
    expect(
      withAdditions('x.yaml', whole, [
        { path: ['list'], value: { b: 2 } },
        { path: ['map', 'in'], key: 'prod', value: { y: [1] } },
        { path: ['flow'], value: { b: 'two' } },
        { path: ['empty'], key: 'k', value: {} },
        { path: ['last', 'deep'], value: 2 },
        { path: ['list'], value: { c: 3 } },
      ]),
    ).toBe(
      'list:\n  - a: 1 # one\n  - b: 2\n  - c: 3\n# about map\nmap:\n  in:\n    dev: { x: 1 } # dev\n    prod:\n      y:\n        - 1\n\nflow: [{ a: 1 }, {"b":"two"}, ] # f\nempty:\n  k: {}\nlast:\n  deep:\n    - 1\n    - 2\n',
    );
    expect(withAdditions('x.yaml', whole, [])).toBe(whole);
  });
});
