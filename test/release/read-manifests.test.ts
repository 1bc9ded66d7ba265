import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { objectDigest, releaseText } from '../../lib/release/release.ts';
import { manifestText } from '../../lib/release/manifest-text.ts';
import { type Baseline, readBaseline, readExport } from '../../lib/release/read-manifests.ts';
import type { Problem, Read } from '../../lib/model/text/problem.ts';
import { topic } from '../support/objects.ts';
import { slowness } from '../support/slowness.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workstreams-baseline-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = topic({ 'retention.ms': '604800000' });
const { labels } = kept.metadata;
const marked = {
  ...kept,
  metadata: { ...kept.metadata, labels: { ...labels, 'app.kubernetes.io/managed-by': 'workstreams' } },
};
const id = 'KafkaTopic kafka/t';
const digest = `sha256:${'0'.repeat(64)}`;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
function released(objects: Record<string, string>, environment = 'prod'): void {
  const files = { 's/t.k8s.yaml': digest };
  write('prod/release.json', releaseText({ environment, catalog: digest, source: null, objects, files }));
}
const line = ({ place, key, what }: Problem) =>
  `${place.file.replace(`${folder}/`, '')}:${place.line} ${key === '' ? '' : `${key}: `}${what}`;
const told = (read: Read<unknown>) => (read.ok ? [] : read.problems.map(line));

describe('a baseline', () => {
  const othersOf = (read: Read<Baseline>) =>
    (read.ok ? read.value.others : []).map(({ path, objects, unread }) =>
      [
        path,
        ...objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
        ...(unread === undefined ? [] : [unread]),
      ].join(' '),
    );

  test('is its manifests, with what was released; files of others are distinguished', () => {
    write('prod/s/t.k8s.yaml', manifestText([kept]));
    write('prod/README.md', '# {{');
    released({ [id]: objectDigest(kept) });
    const read = readBaseline(folder, 'prod');
    if (!read.ok) throw new Error(told(read).join());
    expect(read.value.manifests).toEqual([kept]);
    expect([othersOf(read), read.value.warnings, read.value.release?.environment]).toEqual([
      ['README.md'],
      [],
      'prod',
    ]);
  });

  test('has objects of others by the file, whatever else is in it, and nothing of what is hidden or secret', () => {
    write('prod/s/t.k8s.yaml', manifestText([kept]));
    released({ [id]: objectDigest(kept) });
    write('prod/s/added.k8s.yaml', manifestText([marked]));
    write(
      'prod/kafka.yml',
      'kind: Kafka\napiVersion: kafka.strimzi.io/v1\nmetadata: { name: main }\n---\nx: 1\n',
    );
    write('prod/kustomization.yaml', 'kind: Kustomization\nresources: [kafka.yml]\n');
    write('prod/chart/t.yaml', '{{- if .Values.on }}\na: b\n{{- end }}\n');
    write(
      'prod/s/secret.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'hunter2' } }),
    );
    write('prod/.sops.yaml', 'a: b\n');
    write('prod/.helm/x.yaml', 'a: b\n');
    const read = readBaseline(folder, 'prod');
    expect(othersOf(read)).toEqual([
      '.helm/',
      '.sops.yaml',
      'chart/t.yaml not YAML: missed comma between flow collection entries',
      'kafka.yml Kafka main',
      'kustomization.yaml',
      's/added.k8s.yaml KafkaTopic t',
      's/secret.json Secret s',
    ]);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  test('without a release: ours is each rendered file whose objects all say so', () => {
    write('prod/s/t.k8s.yaml', manifestText([marked]));
    write(
      'prod/s/mixed.k8s.yaml',
      manifestText([marked, { ...kept, metadata: { ...kept.metadata, name: 'x' } }]),
    );
    write('prod/s/t.yaml', manifestText([marked]));
    const read = readBaseline(folder, 'prod');
    expect(read.ok ? read.value.manifests : []).toEqual([marked]);
    expect(othersOf(read)).toEqual(['s/mixed.k8s.yaml KafkaTopic t KafkaTopic x', 's/t.yaml KafkaTopic t']);
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
    write('prod/s/t.k8s.yaml', manifestText([marked]));
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
    write('prod/a.k8s.yaml', manifestText([marked]));
    write('prod/b.k8s.yaml', manifestText([marked]));
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
      'aliases that multiply',
      `${object}data:\n  a: &*a [l,l,l]\n${Array.from('bcdefghijklmnopqrstuvwxyz', (name, index) => {
        const before = 'abcdefghijklmnopqrstuvwxyz'[index];
        return `  ${name}: &*${name} [**${before},**${before},**${before}]\n`;
      }).join('')}`,
      'aliases that repeat more than 100000 values',
    ],
    ['aliases that are cycles', `${object}data: &a { b: *a, c: *a }\n`, 'more than 64 levels of nesting'],
    ['a prototype', `${object}__proto__: { a: b }\n`, 'the key "__proto__"'],
    ['a key twice', `${object}kind: Secret\n`, 'not YAML: duplicated mapping key'],
    ['a tag', `${object}data: !!js/function 'x'\n`, 'not YAML: unknown tag !<tag:yaml.org,2002:js/function>'],
    ['what is no object', 'a: b\n', 'document 1: apiVersion is missing'],
    [
      'a name that is no text',
      'apiVersion: v1\nkind: A\nmetadata: { name: 1 }\n',
      'document 1: metadata.name is a number',
    ],
    [
      'labels that are no text',
      object.replace('name: c', 'name: c, labels: { a: [1] }'),
      'ConfigMap c: the label a is a list, and Kubernetes takes text alone',
    ],
    [
      'labels that are no map',
      object.replace('name: c', 'name: c, labels: [a]'),
      'ConfigMap c: metadata.labels is a list',
    ],
    [
      'an annotation that is no text, without its value',
      object.replace('name: c', 'name: c, namespace: ns, annotations: { token: 4711 }'),
      'ConfigMap ns/c: the annotation token is a number, and Kubernetes takes text alone',
    ],
  ])('%s is refused, with its file', (_what, text, what) => {
    write('prod/x.k8s.yaml', text);
    const begun = process.cpuUsage();
    expect(told(readBaseline(folder, 'prod')).map((one) => one.replace(/:\d+ /, ' '))).toEqual([
      `prod/x.k8s.yaml ${what}`,
    ]);
    expect(process.cpuUsage(begun).user).toBeLessThan(2000_000 * slowness());
  });

  test.each(['', '*', '-', 'é'])('an alias is read, also where its name begins with "%s"', (sign) => {
    write('prod/x.k8s.yaml', `${object}data: &${sign}d { a: b }\nmore: *${sign}d\n`);
    const read = readBaseline(folder, 'prod');
    expect(read.ok ? read.value.others.map(({ objects }) => objects[0]?.['more']) : told(read)).toEqual([
      { a: 'b' },
    ]);
  });

  // As kubectl 1.32 reads them: recorded from `kubectl annotate --local`.
  test('plain values are read as kubectl reads them', () => {
    const values = {
      true: ['true', 'True', 'TRUE', 'y', 'Y', 'yes', 'Yes', 'on', 'ON'],
      false: ['false', 'n', 'N', 'no', 'NO', 'off', 'Off'],
      null: ['', '~', 'null', 'Null'],
      15: ['15', '0xF', '0o17', '017', '0b1111', '1_5', '+15', '15.', '1.5e1'],
      9: ['9', '09'],
      '-7': ['-7', '-0o7', '-0x7'],
      0.5: ['.5', '0.50', '5e-1'],
      604800000: ['6.048e8'],
      '"1:30"': ['1:30', '"1:30"'],
      '"2026-01-01"': ['2026-01-01'],
      '"yes"': ['"yes"', "'yes'", '!!str yes'],
      '"yEs"': ['yEs'],
      '"="': ['='],
      '"0o8"': ['0o8'],
      '"-"': ["'-'"],
      '"_1"': ['_1'],
    };
    for (const [wanted, texts] of Object.entries(values)) {
      write(
        'prod/x.k8s.yaml',
        `${object}data:\n${texts.map((one, index) => `  k${index}: ${one}\n`).join('')}`,
      );
      const read = readBaseline(folder, 'prod');
      const data = read.ok ? read.value.others[0]?.objects[0]?.['data'] : told(read);
      expect(Object.values(data as object).map((one) => JSON.stringify(one))).toEqual(
        texts.map(() => wanted),
      );
    }
  });

  test('maps are merged as kubectl merges them', () => {
    const dataOf = (text: string) => {
      write('prod/x.k8s.yaml', `${object}${text}`);
      const read = readBaseline(folder, 'prod');
      return read.ok ? read.value.others[0]?.objects[0]?.['data'] : told(read);
    };
    const base = 'base: &m { x: 1, a: 2 }\n';
    expect(dataOf(`${base}data: { <<: *m, a: 3 }\n`)).toEqual({ x: 1, a: 3 });
    expect(dataOf(`${base}data: { a: 3, <<: *m }\n`)).toEqual({ x: 1, a: 3 });
    expect(dataOf(`${base}data: { <<: [*m, { z: 9, x: 5 }] }\n`)).toEqual({ x: 1, a: 2, z: 9 });
    expect(dataOf(`${base}data: { <<: { <<: *m, z: 1 } }\n`)).toEqual({ x: 1, a: 2, z: 1 });
    expect(dataOf(`${base}data: &d { <<: *d, z: 1 }\n`)).toEqual({ z: 1 });
    expect(dataOf(`base: &m 1\ndata: { <<: *m }\n`)).toEqual({ '<<': 1 });
    const wide = `base: &m { ${Array.from({ length: 1_001 }, (_, index) => `k${index}: 1`).join(', ')} }\n`;
    expect(dataOf(`${wide}data:\n${'  - <<: *m\n'.repeat(101)}`)).toEqual([
      'prod/x.k8s.yaml:1 aliases that repeat more than 100000 values',
    ]);
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
    [
      'objects one after the other, as jq writes them',
      JSON.stringify(kept, undefined, 2).concat('\n\n{"kind":"List","items":[]}'),
    ],
    ['an array as JSON', JSON.stringify([kept])],
    ['an array as YAML', manifestText([kept]).replaceAll(/^/gm, '  ').replace('  ', '- ')],
  ])('is %s', (_what, text) => {
    const read = exported(text);
    expect(
      read.ok ? read.value.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`) : told(read),
    ).toEqual(['KafkaTopic t']);
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
    expect(read.ok && read.value.objects).toHaveLength(1);
    expect(JSON.stringify(read)).not.toContain('hunter2');
    const broken = exported('kind: Secret\ndata:\n  password: "hunter2\n');
    expect(broken.ok).toBe(false);
    expect(JSON.stringify(broken)).not.toContain('hunter2');
  });

  test('leaves one odd object aside by its name, and is refused where nothing else is there', () => {
    const odd = { ...kept, metadata: { ...kept.metadata, name: 'o', labels: { 'cost-center': 4711 } } };
    const read = exported(JSON.stringify([odd, kept, { kind: 'X' }]));
    expect(read.ok ? [read.value.objects.length, read.value.odd.map(line)] : told(read)).toEqual([
      1,
      [
        'live:1 KafkaTopic kafka/o: the label cost-center is a number, and Kubernetes takes text alone',
        'live:1 items[2] of document 1: apiVersion is missing',
      ],
    ]);
    expect(told(exported(JSON.stringify([odd])))).toHaveLength(1);
  });

  test.each([
    [
      'that can be read as YAML',
      'metadata: { name: {{ .Values.topic }} }',
      'live:1 document 1: metadata.name is a map',
    ],
    [
      'that cannot',
      '{{- if .Values.on }}\na: b\n{{- end }}',
      'live:1 not YAML: missed comma between flow collection entries',
    ],
    [
      'in a part of a name',
      'metadata: { name: "a-{{ $.Release.Name }}" }',
      'live:1 ConfigMap a-{{ $.Release.Name }}: metadata.name holds a template',
    ],
    [
      'of a variable',
      'metadata: { name: "${TOPIC}" }',
      'live:1 ConfigMap ${TOPIC}: metadata.name holds a template',
    ],
    [
      'in a label',
      'metadata: { name: a, labels: { b: {{ .Values.b }} } }',
      'live:1 ConfigMap a: the label b is a map, and Kubernetes takes text alone',
    ],
  ])('that is a template %s must be rendered first', (_what, text, what) => {
    const read = exported(`${text.startsWith('{') ? '' : 'apiVersion: v1\nkind: ConfigMap\n'}${text}\n`);
    expect(told(read)).toEqual([what]);
    expect(read.ok ? [] : read.problems.map(({ fix }) => fix)).toEqual([
      'a template (`{{ … }}`, `${…}`) must be rendered first, for example by `helm template`',
    ]);
  });

  test('that is a file of kustomize must be built first', () => {
    const read = exported(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    );
    expect(told(read)).toEqual(['live:1 document 1: is a file of kustomize']);
    expect(read.ok ? [] : read.problems.map(({ fix }) => fix)).toEqual(['build it first: kubectl kustomize']);
  });

  test('as JSON that is wrong has its line and column', () => {
    const places = (text: string) => {
      const read = exported(text);
      return read.ok ? [] : read.problems.map(({ place }) => `${place.line}:${place.column}`);
    };
    expect(places('{\n  "a": 1,\n  "b": x\n}')).toEqual(['3:8']);
    expect(places('{"a": 1}\n{"b": 2,\n "c"\n')).toEqual(['4:1']);
    expect(places(`{\n "a": ${'['.repeat(70)}`)).toEqual(['2:70']);
  });

  test('with an empty head says nothing by it', () => {
    const read = exported(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace:\n  labels:\n  annotations:\n',
    );
    expect(read.ok ? read.value.objects.map(({ metadata }) => metadata) : told(read)).toEqual([
      { name: 'c', annotations: {} },
    ]);
  });

  test('that is cut off, or too deep, is refused', () => {
    expect(told(exported(JSON.stringify(kept).slice(0, 60)))).toEqual(['live:1 not JSON']);
    expect(told(exported('['.repeat(100_000)))).toEqual(['live:1 more than 64 levels of nesting']);
    expect(told(exported('{"__proto__": {}}'))).toEqual(['live:1 the key "__proto__"']);
  });
});
