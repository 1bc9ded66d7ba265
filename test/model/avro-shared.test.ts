import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { messagesOf } from '../../lib/model/catalog.ts';
import { avroLink, wholeAvro } from '../../lib/model/schemas/avro-link.ts';
import { contractFields } from '../../lib/model/schemas/contract-fields.ts';
import {
  inDependencyOrder,
  type SchemaReference,
  schemaReferences,
} from '../../lib/model/schemas/contract-references.ts';
import { protoText } from '../../lib/model/schemas/protobuf/link.ts';
import type { SchemaFormat } from '../../lib/model/terms/schema-terms.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { smallContract } from '../support/small-stack.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const folder = 'contracts/sorting/depot/work/vision.read-label/v1';
const schemaFile = `${folder}/value.schema.avsc`;
const own = 'contracts/sorting/messages';
const common = 'contracts/messages';

const address = {
  type: 'record',
  name: 'Address',
  namespace: 'post',
  fields: [
    { name: 'street', type: 'string', 'x-pii': 'high', 'x-encryption': 'envelope' },
    { name: 'country', type: 'Country' },
  ],
};
const country = { type: 'enum', name: 'Country', namespace: 'post', symbols: ['DE', 'FR'] };
const schema = {
  type: 'record',
  name: 'SortingTask',
  namespace: 'sorting',
  fields: [
    { name: 'taskId', type: 'string' },
    { name: 'from', type: 'post.Address' },
    { name: 'to', type: ['null', 'post.Address'], default: null },
  ],
};
const sample = {
  taskId: '1',
  from: { street: '\u0001', country: 'DE' },
  to: { 'post.Address': { street: '\u0002', country: 'FR' } },
};
const text = (value: unknown) => JSON.stringify(value, undefined, 2);

let copy: StackCopy;
beforeAll(() => {
  copy = sortingCopy();
  copy.remove(`${folder}/value.schema.json`);
  copy.remove(`${folder}/samples`);
  copy.edit(`${folder}/contract.yaml`, 'format: json-schema', 'format: avro');
  copy.edit(`${folder}/contract.yaml`, 'pii: none', 'pii: high');
  copy.write(schemaFile, text(schema));
  copy.write(`${folder}/key.schema.avsc`, '"string"');
  copy.write(`${folder}/samples/smallest.json`, text(sample));
  copy.write(`${folder}/samples/second.json`, text(sample));
  copy.write(`${own}/Address.v1.avsc`, text(address));
  copy.write(`${common}/Country.avsc`, text(country));
});
afterAll(() => copy.dispose());

/** What is wrong with the copy once a file of it is another. */
function said(file?: string, value?: string): string[] {
  const before = file === undefined || !existsSync(copy.path(file)) ? undefined : copy.read(file);
  if (file !== undefined && value !== undefined) copy.write(file, value);
  try {
    const project = loadProject({ root: copy.root, today: '2026-11-21' });
    return project.ok ? [] : project.problems.map(formatProblem);
  } finally {
    if (file !== undefined && before === undefined) copy.remove(file);
    else if (file !== undefined) copy.write(file, before ?? '');
  }
}

describe('types of messages/', () => {
  test('are found by their full names, through each other, and samples follow them', () => {
    expect(said()).toEqual([]);
    const spoiled = { ...sample, from: { street: '', country: 'XX' } };
    expect(said(`${folder}/samples/second.json`, text(spoiled))).toEqual([
      `${folder}/samples/second.json:5:16\n  from.country: the sample has "XX", and enum post.Country is wanted\n  fix the sample, or the schema beside it`,
    ]);
  });

  test('bring their annotations along', () => {
    const project = loadProject({ root: copy.root, today: '2026-11-21' });
    if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
    const { catalog } = project.value;
    const contract = catalog.contracts.find(({ valueSchema }) => valueSchema.file === schemaFile);
    if (contract === undefined) throw new Error('no contract');
    const { value } = contractFields(contract, messagesOf(catalog, 'sorting'));
    expect(value.map(({ path, type, pii }) => [path, type, pii])).toEqual([
      ['', 'record', undefined],
      ['taskId', 'string', undefined],
      ['from', 'record', undefined],
      ['from.street', 'string', 'high'],
      ['from.country', 'enum', undefined],
      ['to', 'null or record', undefined],
      ['to.street', 'string', 'high'],
      ['to.country', 'enum', undefined],
    ]);
  });

  test('that are not there are told at their place, with the nearest', () => {
    expect(said(schemaFile, text(schema).replace('"post.Address"', '"post.Adress"'))).toEqual([
      `${schemaFile}:12:15\n  fields[1].type: "post.Adress" is not a type that this schema knows\n  did you mean "post.Address"?`,
    ]);
  });

  test('that do not know a name are reported once, and no contract that needs them', () => {
    expect(said(`${own}/Address.v1.avsc`, text(address).replace('"Country"', '"Land"'))).toEqual([
      `${own}/Address.v1.avsc:14:15\n  fields[1].type: "Land" is not a type that this schema knows\n  did you mean "long"?`,
    ]);
  });

  test.each<[what: string, file: string, value: unknown, problem: string]>([
    [
      'no named type',
      `${own}/Weight.avsc`,
      'long',
      '1:1\n  this is not a named type\n  write one record, enum or fixed, with its name',
    ],
    [
      'another name than that of the file',
      `${own}/Weight.v2.avsc`,
      { ...country, name: 'Mass' },
      '3:11\n  name: the type "Mass" is in Weight.v2.avsc\n  name the file Mass.avsc, or Mass.v1.avsc',
    ],
    [
      'no namespace',
      `${own}/Weight.avsc`,
      { type: 'fixed', name: 'Weight', size: 4 },
      '3:11\n  name: the type "Weight" has no namespace\n  write namespace: others name the type with it',
    ],
    [
      'a type inside it',
      `${own}/Weight.avsc`,
      { type: 'record', name: 'a.Weight', fields: [{ name: 'unit', type: { ...country, name: 'Unit' } }] },
      '9:17\n  fields[0].type.name: a type inside a shared type: "post.Unit"\n  give it a file of its own in messages/, and name it here',
    ],
    [
      'the name of a common type',
      `${own}/Country.avsc`,
      country,
      `1:1\n  ${common}/Country.avsc has the same type: "post.Country"\n  remove one, or give the type another name`,
    ],
    [
      'a logical type that is none',
      `${own}/Weight.avsc`,
      {
        type: 'record',
        name: 'a.Weight',
        fields: [{ name: 'kg', type: { type: 'long', logicalType: 'weight' } }],
      },
      '9:24\n  fields[0].type.logicalType: "weight" is no logical type\n  known: decimal, big-decimal, uuid, date, time-millis, time-micros, timestamp-millis, timestamp-micros, timestamp-nanos, local-timestamp-millis, local-timestamp-micros, local-timestamp-nanos and 1 more',
    ],
  ])('with %s are refused', (_what, file, value, problem) => {
    expect(said(file, text(value))).toEqual([`${file}:${problem}`]);
  });

  test('that need each other are refused', () => {
    const needs = (one: string, other: string) => ({
      type: 'record',
      name: one,
      namespace: 'post',
      fields: [{ name: 'other', type: ['null', other] }],
    });
    copy.write(`${own}/Box.avsc`, text(needs('Box', 'Lid')));
    const problems = said(`${own}/Lid.avsc`, text(needs('Lid', 'Box')));
    copy.remove(`${own}/Box.avsc`);
    expect(problems).toEqual([
      `${own}/Box.avsc:10:9\n  fields[0].type[1]: "post.Lid" needs this type itself\n  put what both need in a third file`,
      `${own}/Lid.avsc:10:9\n  fields[0].type[1]: "post.Box" needs this type itself\n  put what both need in a third file`,
    ]);
  });

  test('may not be declared once more in a schema', () => {
    const twice = {
      ...schema,
      fields: [
        { name: 'taskId', type: 'string' },
        { name: 'c', type: country },
      ],
    };
    expect(said(schemaFile, text(twice)).filter((one) => one.startsWith(schemaFile))).toEqual([
      `${schemaFile}:14:17\n  fields[1].type.name: "post.Country" is the name of a shared type\n  name the shared type instead, or choose another name`,
    ]);
  });

  test('are not for keys, which stay as they are', () => {
    expect(said(`${folder}/key.schema.avsc`, '"post.Country"')).toEqual([
      `${folder}/key.schema.avsc:1:1\n  a key names the shared type "post.Country"\n  write the whole key in this file: keys stay as they are for as long as the topic`,
    ]);
  });
});

describe('a schema made whole', () => {
  test('has each shared type where it is named first', () => {
    expect(wholeAvro(schema, [country, address])).toEqual({
      ...schema,
      fields: [
        { name: 'taskId', type: 'string' },
        {
          name: 'from',
          type: { ...address, fields: [address.fields[0], { name: 'country', type: country }] },
        },
        { name: 'to', type: ['null', 'post.Address'], default: null },
      ],
    });
  });

  test('may name itself, through a shared type that names itself too', () => {
    const tree = {
      type: 'record',
      name: 'a.Tree',
      fields: [{ name: 'leaves', type: { type: 'array', items: 'Tree' } }],
    };
    const root = {
      type: 'record',
      name: 'a.Root',
      fields: [
        { name: 'tree', type: 'Tree' },
        { name: 'next', type: ['null', 'Root'] },
      ],
    };
    const { faults, used, schema: whole } = avroLink(root, [tree]);
    expect([faults, used.map(({ name }) => name)]).toEqual([[], ['a.Tree']]);
    expect(whole).toEqual({ ...root, fields: [{ name: 'tree', type: tree }, root.fields[1]] });
  });

  test('ends where shared types lead on and on', () => {
    const types = Array.from({ length: 40 }, (_, index) => ({
      type: 'record',
      name: `a.T${index}`,
      fields: [{ name: 'next', type: `T${index + 1}` }],
    }));
    expect(avroLink({ type: 'array', items: 'a.T0' }, types).faults).toEqual([
      {
        path: ['items'],
        what: 'more than 32 shared types that need each other',
        fix: 'write some of them in one file',
      },
    ]);
  });
});

describe('the shared files that a schema needs', () => {
  const references = (format: SchemaFormat, value: unknown, files: Record<string, unknown>) =>
    schemaReferences(
      {
        ...smallContract('shop/orders/evt/order-placed/v1', { schema: { format, compatibility: 'none' } }),
        valueSchema: { file: 'value', value },
      },
      'value',
      Object.entries(files).map(([file, one]) => ({ file, value: one })),
    );
  const shape = ({ name, file, references: inner }: SchemaReference): unknown[] => [
    name,
    file,
    ...inner.map(shape),
  ];
  const ordered = (found: readonly SchemaReference[]) => inDependencyOrder(found).map(({ file }) => file);

  test('by Avro', () => {
    const found = references('avro', schema, { 'Address.avsc': address, 'Country.avsc': country });
    expect(found.map(shape)).toEqual([['post.Address', 'Address.avsc', ['post.Country', 'Country.avsc']]]);
    expect(ordered(found)).toEqual(['Country.avsc', 'Address.avsc']);
    expect(found[0]?.text).toBe(text(address));
  });

  test('by JSON Schema, also where they lead back', () => {
    const ref = (uri: string) => ({ $ref: uri });
    const found = references(
      'json-schema',
      {
        properties: { a: ref('urn:a#/$defs/x'), again: ref('urn:a'), own: ref('#/$defs/y') },
        $defs: { y: ref('urn:b') },
      },
      {
        'a.schema.json': { $id: 'urn:a', $defs: { x: ref('urn:b') } },
        'b.schema.json': { $id: 'urn:b', items: ref('urn:a') },
        'c.schema.json': { $id: 'urn:c' },
      },
    );
    expect(found.map(shape)).toEqual([
      ['urn:a', 'a.schema.json', ['urn:b', 'b.schema.json']],
      ['urn:b', 'b.schema.json'],
    ]);
    expect(ordered(found)).toEqual(['b.schema.json', 'a.schema.json']);
  });

  test('by Protobuf, the options of the package among them', () => {
    const file = (path: string, ...imports: string[]) =>
      protoText(
        path,
        `syntax = "proto3";\n${imports.map((one) => `import "${one}";\n`).join('')}message M${path.length} {}\n`,
      );
    const found = references(
      'protobuf',
      file(
        'value.proto',
        'messages/money.proto',
        'google/protobuf/timestamp.proto',
        'workstreams/options.proto',
      ),
      {
        'x/messages/money.proto': file('x/messages/money.proto', 'messages/sign.proto'),
        'x/messages/sign.proto': file('x/messages/sign.proto'),
      },
    );
    expect(found.map(shape)).toEqual([
      ['messages/money.proto', 'x/messages/money.proto', ['messages/sign.proto', 'x/messages/sign.proto']],
      ['workstreams/options.proto', 'schemas/protobuf/workstreams/options.proto'],
    ]);
    expect(ordered(found)).toEqual([
      'x/messages/sign.proto',
      'x/messages/money.proto',
      'schemas/protobuf/workstreams/options.proto',
    ]);
  });
});
