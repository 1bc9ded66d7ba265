import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { objectDigest, releaseText } from '../../lib/release/release.ts';
import { manifestText } from '../../lib/release/manifest-text.ts';
import { readBaseline, readExport } from '../../lib/release/read-manifests.ts';
import type { Problem, Read } from '../../lib/model/text/problem.ts';
import { topic } from '../support/objects.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-baseline-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = topic({ 'retention.ms': '604800000' });
const id = 'KafkaTopic kafka/t';
const digest = `sha256:${'0'.repeat(64)}`;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
function released(objects: Record<string, string>, environment = 'prod'): void {
  write('prod/release.json', releaseText({ environment, catalog: digest, source: null, objects, files: {} }));
}
const line = ({ place, key, what }: Problem) =>
  `${place.file.replace(`${folder}/`, '')}:${place.line} ${key === '' ? '' : `${key}: `}${what}`;
const told = (read: Read<unknown>) => (read.ok ? [] : read.problems.map(line));

describe('a baseline', () => {
  test('is its manifests, with what was released; files of others are left alone', () => {
    write('prod/s/t.k8s.yaml', manifestText([kept]));
    write('prod/README.md', '# {{');
    released({ [id]: objectDigest(kept) });
    const read = readBaseline(folder, 'prod');
    if (!read.ok) throw new Error(told(read).join());
    expect(read.value.manifests).toEqual([kept]);
    expect([read.value.files, read.value.warnings, read.value.release?.environment]).toEqual([
      ['s/t.k8s.yaml'],
      [],
      'prod',
    ]);
  });

  test('that was changed by hand says so, object by object', () => {
    write(
      'prod/s/t.k8s.yaml',
      manifestText([
        topic({ 'retention.ms': '1' }),
        { ...kept, metadata: { ...kept.metadata, name: 'new' } },
      ]),
    );
    released({ [id]: objectDigest(kept), 'KafkaTopic kafka/gone': digest });
    const read = readBaseline(folder, 'prod');
    expect(read.ok ? read.value.warnings.map(line) : told(read)).toEqual([
      'prod/release.json:1 KafkaTopic kafka/t: was changed by hand after its release',
      'prod/release.json:1 KafkaTopic kafka/new: was added by hand: the release does not know it',
      'prod/release.json:1 KafkaTopic kafka/gone: was removed by hand: the release has it',
    ]);
  });

  test('without a release says that nothing is known', () => {
    write('prod/s/t.k8s.yaml', manifestText([kept]));
    const read = readBaseline(folder, 'prod');
    expect(read.ok ? read.value.warnings.map(line) : []).toEqual([
      'prod/release.json:1 is missing: whether the baseline was changed by hand is not known',
    ]);
  });

  test('of an environment that is gone, or of another one, is refused', () => {
    mkdirSync(join(folder, 'dev'));
    expect(told(readBaseline(folder, 'prod'))).toEqual([
      'prod:1 the baseline has no folder "prod"; it has dev',
    ]);
    released({}, 'staging');
    expect(told(readBaseline(folder, 'prod'))).toEqual([
      'prod/release.json:1 environment: the release of "staging" in the folder of "prod"',
    ]);
    expect(told(readBaseline(join(folder, 'nowhere'), 'prod'))).toEqual([
      'nowhere:1 the folder cannot be read (ENOENT)',
    ]);
  });

  test('that is an empty folder has nothing: the first rendering', () => {
    mkdirSync(join(folder, 'prod'));
    const read = readBaseline(folder, 'prod');
    expect(read.ok ? [read.value.manifests, read.value.warnings] : []).toEqual([[], []]);
  });

  test('with an object that stands twice is refused', () => {
    write('prod/a.k8s.yaml', manifestText([kept]));
    write('prod/b.k8s.yaml', manifestText([kept]));
    expect(told(readBaseline(folder, 'prod'))).toEqual([`prod/b.k8s.yaml:1 a second ${id}`]);
  });

  test('is not read through a symbolic link', () => {
    write('elsewhere/t.k8s.yaml', manifestText([kept]));
    mkdirSync(join(folder, 'prod'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'prod', 'link'));
    expect(told(readBaseline(folder, 'prod'))).toEqual(['prod/link:1 neither a file nor a folder']);
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'staging'));
    expect(told(readBaseline(folder, 'staging'))).toContain('staging:1 neither a file nor a folder');
  });
});

describe('hostile text', () => {
  const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n';
  test.each([
    ['nesting', '['.repeat(200_000), 'more than 64 levels of nesting'],
    ['nesting that is closed', `a: ${'['.repeat(100)}${']'.repeat(100)}`, 'more than 64 levels of nesting'],
    ['lists in lists', '- '.repeat(200_000), 'more than 64 levels of nesting'],
    [
      'an alias',
      `${object}data: &d { a: b }\nmore: *d\n`,
      'an alias: a value that is written once and stands twice',
    ],
    ...['*', '-', 'é'].map((sign) => [
      `an alias whose name begins with ${sign}`,
      `${object}data: &${sign}d { a: b }\nmore: *${sign}d\n`,
      'an alias: a value that is written once and stands twice',
    ]),
    [
      'aliases that multiply',
      `${object}data:\n  a: &*a [l,l,l]\n${Array.from('bcdefghijklmnopqrstuvwxyz', (name, index) => {
        const before = 'abcdefghijklmnopqrstuvwxyz'[index];
        return `  ${name}: &*${name} [**${before},**${before},**${before}]\n`;
      }).join('')}`,
      'an alias: a value that is written once and stands twice',
    ],
    ['a prototype', `${object}__proto__: { a: b }\n`, 'the key "__proto__"'],
    ['a key twice', `${object}kind: Secret\n`, 'not YAML: duplicated mapping key'],
    ['a tag', `${object}data: !!js/function 'x'\n`, 'not YAML: unknown tag !<tag:yaml.org,2002:js/function>'],
    ['what is no object', 'a: b\n', 'document 1 is no object of Kubernetes'],
    [
      'a name that is no text',
      'apiVersion: v1\nkind: A\nmetadata: { name: 1 }\n',
      'document 1 is no object of Kubernetes',
    ],
    [
      'labels that are no text',
      object.replace('name: c', 'name: c, labels: { a: [1] }'),
      'document 1 is no object of Kubernetes',
    ],
  ])('%s is refused, with its file', (_what, text, what) => {
    write('prod/x.k8s.yaml', text);
    const begun = performance.now();
    expect(told(readBaseline(folder, 'prod')).map((one) => one.replace(/:\d+ /, ' '))).toEqual([
      `prod/x.k8s.yaml ${what}`,
    ]);
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test('syntax has its line', () => {
    write('prod/x.k8s.yaml', `${object}data:\n  a: "b\n`);
    expect(told(readBaseline(folder, 'prod'))[0]).toMatch(/^prod\/x\.k8s\.yaml:6 not YAML: /);
  });

  test('a large file is not read', () => {
    write('prod/x.k8s.yaml', `${object}data: { a: ${'x'.repeat(5 * 1024 * 1024)} }\n`);
    expect(told(readBaseline(folder, 'prod'))[0]).toContain('the file has 5242');
  });
});

describe('an export', () => {
  const exported = (text: string) => {
    write('live', text);
    return readExport(join(folder, 'live'));
  };

  test.each([
    ['a List as JSON', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [kept] })],
    ['a List as YAML', manifestText([{ apiVersion: 'v1', kind: 'List', items: [kept] }])],
    [
      'a typed list',
      JSON.stringify({ apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopicList', items: [kept] }),
    ],
    ['several documents', `---\n${manifestText([kept])}---\n`],
    ['one object', JSON.stringify(kept)],
  ])('is %s', (_what, text) => {
    const read = exported(text);
    expect(read.ok ? read.value.map(({ kind, metadata }) => `${kind} ${metadata.name}`) : told(read)).toEqual(
      ['KafkaTopic t'],
    );
  });

  test('gives no secret away, nor what kubectl has copied of one', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 's',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hunter2' },
        managedFields: [{ x: 'hunter2' }],
      },
      data: { password: 'hunter2' },
      stringData: { password: 'hunter2' },
    };
    const read = exported(JSON.stringify(secret));
    expect(read.ok && read.value).toHaveLength(1);
    expect(JSON.stringify(read)).not.toContain('hunter2');
    const broken = exported('kind: Secret\ndata:\n  password: "hunter2\n');
    expect(broken.ok).toBe(false);
    expect(JSON.stringify(broken)).not.toContain('hunter2');
  });

  test('that is cut off, or too deep, is refused', () => {
    expect(told(exported(JSON.stringify(kept).slice(0, 60)))).toEqual(['live:1 not JSON']);
    expect(told(exported('['.repeat(100_000)))).toEqual(['live:1 more than 64 levels of nesting']);
    expect(told(exported('{"__proto__": {}}'))).toEqual(['live:1 the key "__proto__"']);
  });
});
