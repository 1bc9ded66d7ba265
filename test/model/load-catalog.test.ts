import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Catalog } from '../../lib/model/catalog.ts';
import { loadCatalog } from '../../lib/model/load-catalog.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';
import { slowness } from '../support/slowness.ts';

const queue = 'contracts/sorting/depot/work/vision.read-label/v1';
const schema = `${queue}/value.schema.json`;
const sample = `${queue}/samples/smallest.json`;
const shared = 'contracts/sorting/messages/SortingTask.v1.schema.json';
const draft = 'https://json-schema.org/draft/2020-12/schema';

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
});
afterEach(() => {
  copy.dispose();
});

function told(): string[] {
  const catalog = loadCatalog(copy.root);
  return catalog.ok ? [] : catalog.problems.map(formatProblem);
}

function load(): Catalog {
  const catalog = loadCatalog(copy.root);
  if (!catalog.ok) throw new Error(catalog.problems.map(formatProblem).join('\n'));
  return catalog.value;
}

const json = (value: unknown) => JSON.stringify(value, undefined, 2);

describe('the catalogue', () => {
  test('has every contract of the folders, with schema and samples', () => {
    const { contracts } = load();
    const found = contracts.map(({ address, samples }) => [address.topic, address.version, samples.length]);
    expect(found).toEqual([
      ['batch.plan-routes', 1, 2],
      ['batch.plan-routes', 2, 2],
      ['vision.read-label', 1, 2],
    ]);
  });

  test('has the same digest for the same contracts, however they are laid out', () => {
    const { digest } = load();
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    copy.edit(`${queue}/contract.yaml`, 'retention: 7d', '# a week\nretention: "7d"');
    copy.write(sample, JSON.stringify(JSON.parse(copy.read(sample))));
    expect(load().digest).toBe(digest);
    copy.edit(`${queue}/contract.yaml`, 'retention: "7d"', 'retention: 6d');
    expect(load().digest).not.toBe(digest);
  });

  test('may carry notes for people', () => {
    copy.write('contracts/README.md', '# Contracts\n');
    copy.write('contracts/sorting/README.md', '# Sorting\n');
    expect(told()).toEqual([]);
  });
});

describe('folders', () => {
  test('without a system.yaml are told', () => {
    copy.remove('contracts/sorting/system.yaml');
    expect(told()).toEqual([
      'contracts/sorting:1:1\n  the folder has no system.yaml\n  add system.yaml (npx workstreams new system writes one), or remove the folder',
    ]);
  });

  test('that no system may be called are told', () => {
    renameSync(copy.path('contracts/sorting'), copy.path('contracts/platform'));
    expect(told()).toEqual([
      'contracts/platform:1:1\n  "platform" does not belong here\n  no system has this name: choose another',
    ]);
  });

  test('of a class that is not known are told, with the nearest', () => {
    const context = copy.path('contracts/sorting/depot');
    renameSync(`${context}/work`, `${context}/works`);
    expect(told()).toEqual([
      'contracts/sorting/depot/works:1:1\n  "works" is no class\n  did you mean "work"? known: evt, work, cmd, qrs, ctl, cdc, met, aud, log',
    ]);
  });

  test('of retries and dead letters are refused: those follow from a contract', () => {
    copy.write('contracts/sorting/depot/dlt/x/v1/contract.yaml', 'a: 1\n');
    expect(told()).toEqual([
      'contracts/sorting/depot/dlt:1:1\n  "dlt" is no class\n  did you mean "evt"? known: evt, work, cmd, qrs, ctl, cdc, met, aud, log',
    ]);
  });

  test.each(['v0', 'v01', 'V1', '1', 'v1.0', 'v1000000', 'latest'])(
    'of the version %s are refused',
    (version) => {
      renameSync(copy.path(queue), copy.path(queue.replace('v1', version)));
      expect(told()).toEqual([
        `contracts/sorting/depot/work/vision.read-label/${version}:1:1\n  "${version}" does not belong here\n  a version folder is v1, v2 and so on`,
      ]);
    },
  );

  test('of a context that is no lowercase kebab are refused', () => {
    renameSync(copy.path('contracts/sorting/depot'), copy.path('contracts/sorting/De_pot'));
    expect(told()).toEqual([
      'contracts/sorting/De_pot:1:1\n  "De_pot" does not belong here\n  the context "De_pot" must be lowercase kebab, for example order-placed',
    ]);
  });

  test('of a context that the naming of its system allows are read', () => {
    renameSync(copy.path('contracts/sorting/depot'), copy.path('contracts/sorting/Sales'));
    const file = 'contracts/sorting/system.yaml';
    const naming = `naming:
  topic: "{context}.{topic}"
  segments:
    context: { pattern: "[A-Z][a-z]+" }
    topic: { pattern: "[a-z]+" }
`;
    copy.write(file, copy.read(file).replace(/^naming:\n(?: {2}.*\n)+/m, naming));
    const catalog = loadCatalog(copy.root);
    expect(catalog.ok ? [] : catalog.problems.map(formatProblem)).toEqual([]);
  });

  test.each([
    'contracts',
    'contracts/sorting',
    'contracts/sorting/depot',
    'contracts/sorting/depot/work',
    'contracts/sorting/depot/work/vision.read-label',
  ])('hold folders alone: a file in %s is told', (folder) => {
    copy.write(`${folder}/contract.yaml`, 'a: 1\n');
    expect(told()).toEqual([
      `${folder}/contract.yaml:1:1\n  "contract.yaml" does not belong here\n  no file belongs here: contracts are in contracts/<system>/<context>/<class>/<topic>/v<N>/`,
    ]);
  });

  test('may hold notes for people, under that name alone', () => {
    const topic = 'contracts/sorting/depot/work/vision.read-label';
    copy.write(`${topic}/README.md`, 'a');
    expect(told()).toEqual([]);
    copy.write(`${topic}/OLD-README.md`, 'a');
    copy.write(`${topic}/README.md.old`, 'a');
    expect(told()).toHaveLength(2);
  });

  test('whose name steers a terminal are told with the codes spelled out', () => {
    mkdirSync(copy.path('contracts/a\u001b[2J\n'));
    expect(told()).toEqual([
      'contracts/a\\u001b[2J\\u000a:1:1\n  "a\\u001b[2J\\u000a" does not belong here\n  a system is lowercase kebab',
    ]);
  });

  test('that are not there are told', () => {
    copy.remove('contracts');
    expect(told()).toEqual([
      'contracts:1:1\n  the folder cannot be read (ENOENT)\n  is it there, and readable?',
    ]);
  });

  test('with files that do not belong there are told', () => {
    copy.write('contracts/notes.txt', '');
    copy.write('contracts/sorting/depot/work/contract.yaml', '');
    copy.write(`${queue}/contract.yml`, '');
    copy.write(`${queue}/notes.txt`, '');
    copy.write(`${queue}/sample/a.json`, '{}');
    copy.write(`${queue}/samples/a.yaml`, '');
    copy.write(`${queue}/samples/more/a.json`, '{}');
    copy.write('contracts/sorting/messages/notes.json', '{}');
    const nowhere =
      'no file belongs here: contracts are in contracts/<system>/<context>/<class>/<topic>/v<N>/';
    expect(told().sort()).toEqual(
      [
        `contracts/notes.txt:1:1\n  "notes.txt" does not belong here\n  ${nowhere}`,
        `contracts/sorting/depot/work/contract.yaml:1:1\n  "contract.yaml" does not belong here\n  ${nowhere}`,
        `${queue}/contract.yml:1:1\n  "contract.yml" does not belong here\n  did you mean "contract.yaml"?`,
        `${queue}/notes.txt:1:1\n  "notes.txt" does not belong here\n  a contract's folder holds contract.yaml, value.schema.json, key.schema.json and samples/`,
        `${queue}/sample:1:1\n  "sample" does not belong here\n  the only folder here is samples/`,
        `${queue}/samples/a.yaml:1:1\n  "a.yaml" does not belong here\n  a sample is a .json file`,
        `${queue}/samples/more:1:1\n  "more" does not belong here\n  samples are files`,
        'contracts/sorting/messages/notes.json:1:1\n  "notes.json" does not belong here\n  a shared schema is a .schema.json, .avsc or .proto file',
      ].sort(),
    );
  });
});

test('a system without a folder of shared schemas has none: git keeps no empty folder', () => {
  copy.remove('contracts/sorting/messages');
  expect(told()[0]).toMatch(/^contracts\/sorting\/.*can't resolve reference urn:workstreams:sorting:/s);
  copy.remove('contracts/sorting/depot');
  expect(told()).toEqual([]);
});

describe('symbolic links are not followed', () => {
  const notFollowed = 'neither a file nor a folder\n  symbolic links are not followed: remove it';

  test('to a contract', () => {
    renameSync(copy.path(`${queue}/contract.yaml`), copy.path('elsewhere.yaml'));
    symlinkSync(copy.path('elsewhere.yaml'), copy.path(`${queue}/contract.yaml`));
    expect(told()).toEqual([
      `${queue}/contract.yaml:1:1\n  ${notFollowed}`,
      `${queue}/contract.yaml:1:1\n  the file is a symbolic link\n  put the file itself here`,
    ]);
  });

  test('to the folder of a topic', () => {
    const folder = 'contracts/sorting/depot/work/vision.other';
    symlinkSync(copy.path('contracts/sorting/depot/work/vision.read-label'), copy.path(folder));
    expect(told()).toEqual([`${folder}:1:1\n  ${notFollowed}`]);
  });

  test('to a sample', () => {
    symlinkSync('/etc/hostname', copy.path(`${queue}/samples/host.json`));
    expect(told()).toEqual([`${queue}/samples/host.json:1:1\n  ${notFollowed}`]);
  });

  test('to nothing', () => {
    symlinkSync('nowhere', copy.path(`${queue}/samples/gone.json`));
    expect(told()).toEqual([`${queue}/samples/gone.json:1:1\n  ${notFollowed}`]);
  });

  test('to all contracts', () => {
    renameSync(copy.path('contracts'), copy.path('real'));
    symlinkSync('real', copy.path('contracts'));
    expect(told()).toEqual([
      'contracts:1:1\n  the folder cannot be read (a symbolic link)\n  is it there, and readable?',
    ]);
  });
});

describe('bytes', () => {
  test('that are no UTF-8 are refused', () => {
    copy.write(`${queue}/contract.yaml`, Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xfe));
    expect(told()).toEqual([`${queue}/contract.yaml:1:1\n  the file is not UTF-8\n  save it as UTF-8`]);
  });

  test('of more than 1 MiB are not even read', () => {
    copy.write(`${queue}/contract.yaml`, 'a'.repeat(1024 * 1024 + 1));
    expect(told()).toEqual([
      `${queue}/contract.yaml:1:1\n  the file has 1048577 bytes\n  at most 1048576 (1MiB) are read`,
    ]);
  });
});

describe('a schema', () => {
  const invalid = (why: string) => [`${schema}:1:1\n  not a valid JSON Schema: ${why}\n  fix the schema`];

  test('that is missing is told', () => {
    copy.remove(schema);
    expect(told()).toEqual([
      `${schema}:1:1\n  the file cannot be read (ENOENT)\n  is it there, and readable?`,
    ]);
  });

  test.each<[string, unknown, string[]]>([
    [
      'with a misspelt keyword',
      { $schema: draft, type: 'object', propertees: {} },
      invalid('strict mode: unknown keyword: "propertees"'),
    ],
    [
      'with a type that is none',
      { $schema: draft, type: 'text' },
      invalid(
        'schema is invalid: data/type must be equal to one of the allowed values, data/type must be array, data/type must match a schema in anyOf',
      ),
    ],
    [
      'with a pattern that is none',
      { $schema: draft, type: 'string', pattern: '(' },
      invalid('error parsing regexp: missing closing ): `(`'),
    ],
    [
      'with a format that is none',
      { $schema: draft, type: 'string', format: 'uid' },
      invalid('unknown format "uid" ignored in schema at path "#"'),
    ],
    ['without $schema', { type: 'object' }, [`${schema}:1:1\n  $schema is nothing\n  write "${draft}"`]],
    [
      'of another draft',
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      [`${schema}:1:1\n  $schema is "http://json-schema.org/draft-07/schema#"\n  write "${draft}"`],
    ],
    ['that is a list', [], [`${schema}:1:1\n  [] is no JSON Schema\n  write an object`]],
    ['that is true', true, [`${schema}:1:1\n  true is no JSON Schema\n  write an object`]],
    [
      'that would be checked later, and pass until then',
      { $schema: draft, $async: true, type: 'string' },
      [`${schema}:1:1\n  $async is no keyword of JSON Schema\n  remove it`],
    ],
    [
      'with a reference that changes by scope',
      { $schema: draft, $defs: { a: { $dynamicAnchor: 'b' } }, properties: { c: { $dynamicRef: '#b' } } },
      [
        `${schema}:1:1\n  $dynamicRef is not supported\n  write $ref: which schema it names depends on the schemas that lead to it`,
      ],
    ],
    [
      'with keywords of other drafts',
      { $schema: draft, properties: { c: { $recursiveRef: '#' }, d: { dependencies: { a: ['b'] } } } },
      [`${schema}:1:1\n  $recursiveRef is not supported\n  write $ref: draft 2020-12 has no $recursiveRef`],
    ],
    [
      'that refers to a file',
      { $schema: draft, $ref: 'file:///etc/passwd' },
      invalid("can't resolve reference file:///etc/passwd from id #"),
    ],
    [
      'that refers to itself for ever',
      { $schema: draft, $ref: '#' },
      [
        `${sample}:1:1\n  the schema takes more than 100000 steps for this sample\n  make it simpler: allOf, anyOf and references multiply, or it refers to itself`,
      ],
    ],
    [
      'with the $id of a shared schema, without breaking the others',
      { $schema: draft, $id: 'urn:workstreams:sorting:SortingTask:v1', type: 'object' },
      [
        `${schema}:1:1\n  the $id "urn:workstreams:sorting:SortingTask:v1" is that of another schema\n  choose another, or leave it out`,
      ],
    ],
    [
      'with the $id of JSON Schema itself, without breaking the others',
      { $schema: draft, $id: draft, type: 'object' },
      [`${schema}:1:1\n  the $id "${draft}" is that of another schema\n  choose another, or leave it out`],
    ],
  ])('%s is refused', (_what, value, problems) => {
    copy.write(schema, json(value));
    expect(told()).toEqual(problems);
  });

  test('with an anchor is read, and a sample is checked by what it names', () => {
    const anchored = (named: object) =>
      json({ $schema: draft, $ref: '#task', $defs: { A: { $anchor: 'task', ...named } } });
    copy.write(
      schema,
      anchored({ type: 'object', required: ['taskId'], properties: { taskId: { type: 'string' } } }),
    );
    expect(told()).toEqual([]);
    copy.write(schema, anchored({ type: 'object', required: ['absent'] }));
    expect(told()).not.toEqual([]);
  });

  test('that refers to an address is refused, and the address is never asked', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s.json`;
      copy.write(schema, json({ $schema: draft, $ref: url }));
      expect(told()).toEqual(invalid(`can't resolve reference ${url} from id #`));
      await new Promise((done) => setTimeout(done, 100));
      expect(asked).toBe(0);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  test('that is 1 MiB of [ is refused with its place', () => {
    copy.write(schema, '['.repeat(1024 * 1024));
    expect(told()).toEqual([`${schema}:1:65\n  more than 64 levels of nesting\n  write it flatter`]);
  });

  test('that is no JSON is refused with its place', () => {
    copy.write(schema, '{\n  "type": "object",\n}\n');
    expect(told()).toEqual([
      `${schema}:3:1\n  not JSON\n  write JSON: quotes around keys and text, no comments, no comma at the end`,
    ]);
  });

  test('of the key is checked as well', () => {
    copy.write(`${queue}/key.schema.json`, json({ $schema: draft, type: 'strnig' }));
    expect(told()[0]).toContain(`${queue}/key.schema.json:1:1\n  not a valid JSON Schema: schema is invalid`);
    copy.write(`${queue}/key.schema.json`, json({ $schema: draft, type: 'string' }));
    expect(told()).toEqual([]);
  });

  test('that is shared and wrong is told, beside what misses it', () => {
    copy.edit(shared, '"type": "object",', '"type": "objekt",');
    const found = told();
    expect(found[0]).toContain(
      `${shared}:1:1\n  not a valid JSON Schema: schema is invalid: data/type must be`,
    );
    expect(found[0]).toContain('\n  fix the shared schema; it needs an $id');
  });
});

describe('a sample', () => {
  const fix = 'fix the sample, or the schema beside it';

  test('that fails its schema is told with each place', () => {
    copy.edit(sample, '"t-1"', '7');
    copy.edit(sample, '"s3://sorting/t-1"', 'null');
    expect(told().sort()).toEqual([
      `${sample}:2:13\n  taskId: the sample must be string\n  ${fix}`,
      `${sample}:3:12\n  input: the sample must be string\n  ${fix}`,
    ]);
  });

  test('that is refused by the schema of its contract alone is told deep inside', () => {
    const size = { type: 'object', properties: { unit: { const: 'kg' } } };
    copy.write(schema, json({ ...JSON.parse(copy.read(schema)), properties: { size } }));
    copy.write(sample, json({ taskId: 't-1', input: 's3://sorting/t-1', size: { unit: 'lb' } }));
    expect(told()).toEqual([
      `${sample}:5:13\n  size.unit: the sample must be equal to constant (kg)\n  ${fix}`,
    ]);
  });

  test('that misses a field is told at the object that misses it', () => {
    copy.edit(sample, '  "taskId": "t-1",\n', '');
    expect(told()).toEqual([`${sample}:1:1\n  the sample must have required property 'taskId'\n  ${fix}`]);
  });

  test('that is no JSON is told with its place', () => {
    copy.write(sample, '{ "schemaVersion": 1.0, ');
    expect(told()[0]).toContain(`${sample}:1:25\n  not JSON: flow map`);
  });

  test('that is 1 MiB of [ is refused', () => {
    copy.write(sample, '['.repeat(1024 * 1024));
    expect(told()).toEqual([`${sample}:1:65\n  more than 64 levels of nesting\n  write it flatter`]);
  });

  test('that is wrong half a million times is told a hundred times, within two seconds', () => {
    copy.write(schema, json({ $schema: draft, type: 'array', items: { type: 'string' } }));
    copy.remove(`${queue}/samples/with-deadline.json`);
    copy.write(sample, `[${'1,'.repeat(500_000)}1]`);
    const before = process.cpuUsage();
    const found = told();
    const { user, system } = process.cpuUsage(before);
    expect(found).toHaveLength(101);
    expect(found[0]).toBe(`${sample}:1:2\n  [0]: the sample must be string\n  ${fix}`);
    expect(found[100]).toBe(
      `${sample}:1:202\n  499901 more problems of this file\n  fix the ones above first`,
    );
    expect((user + system) / 1e6).toBeLessThan(2 * slowness());
  });

  test('with keys that objects have anyhow is judged by its schema alone', () => {
    copy.write(
      schema,
      json({ $schema: draft, type: 'object', required: ['constructor', 'toString'], properties: {} }),
    );
    copy.remove(`${queue}/samples/with-deadline.json`);
    copy.write(sample, '{"__proto__": {"constructor": 1}}');
    expect(told()).toEqual([
      `${sample}:1:1\n  the sample must have required property 'constructor'\n  ${fix}`,
      `${sample}:1:1\n  the sample must have required property 'toString'\n  ${fix}`,
    ]);
  });
});
