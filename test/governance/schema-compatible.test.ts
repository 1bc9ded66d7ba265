import { describe, expect, test } from '@jest/globals';
import type { EarlierContract, EarlierSchemas } from '../../lib/governance/baseline.ts';
import { noKeyChange } from '../../lib/governance/rules/no-key-change.ts';
import { noPartitionChange } from '../../lib/governance/rules/no-partition-change.ts';
import { schemaCompatible } from '../../lib/governance/rules/schema-compatible.ts';
import { catalogOf, type SharedSchema } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { contract } from '../../lib/model/terms/program-contract.ts';
import { environment } from '../../lib/model/terms/program-environment.ts';
import type { CompatibilityMode, SchemaFormat } from '../../lib/model/terms/schema-terms.ts';

const folder = 'contracts/shop/orders/evt/order-placed';
const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
const note = (type: string) => object({ note: { type } });
const record = (...fields: unknown[]) => ({ type: 'record', name: 'Order', fields });

interface Now {
  readonly version?: number;
  readonly compatibility?: CompatibilityMode;
  readonly format?: SchemaFormat;
  readonly value?: unknown;
  readonly key?: unknown;
}

function now({
  version = 1,
  compatibility = 'backward',
  format = 'json-schema',
  value = note('string'),
  key,
}: Now = {}): Contract {
  const made = contract(`shop/orders/evt/order-placed/v${version}`, {
    purpose: 'An order was placed',
    owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
    key: { field: 'note', why: 'Order of notes' },
    schema: { format, compatibility },
  });
  const at = `${folder}/v${version}`;
  return {
    ...made,
    valueSchema: { ...made.valueSchema, file: `${at}/value`, value },
    ...(key === undefined ? {} : { keySchema: { ...made.valueSchema, file: `${at}/key`, value: key } }),
  };
}

const state = (value: unknown, rest: Partial<EarlierSchemas> = {}): EarlierSchemas => ({
  name: 'main',
  value,
  key: undefined,
  messages: [],
  ...rest,
});

function earlier(
  states: readonly EarlierSchemas[],
  terms: Partial<NonNullable<EarlierContract['terms']>> | null = {},
): EarlierContract {
  return {
    address: now().address,
    states,
    terms:
      terms === null
        ? undefined
        : { format: 'json-schema', compatibility: 'backward', retired: false, ...terms },
  };
}

function said(
  contracts: readonly Contract[],
  before: readonly EarlierContract[],
  environments: readonly Environment[] = [],
  shared: readonly SharedSchema[] = [],
): string[] {
  const problems = schemaCompatible.check({
    catalog: catalogOf(contracts, [], shared),
    environments,
    environmentNames: [],
    today: '2026-11-21',
    baseline: {
      name: 'main',
      contracts: before,
      place: (file, path) => ({ file: `${file}#${path.join('/')}`, line: 1, column: 1 }),
    },
  });
  for (const { rule, subject } of problems)
    expect([rule, subject]).toEqual(['schema-compatible', 'shop/orders/evt/order-placed/v1']);
  return problems.map(({ place, key, what, fix }) => `${place.file} ${key}: ${what} / ${fix}`);
}

const beside = `make v2: ${folder}/v2, beside this one (docs/schemas.md says how to migrate); or leave it as it was`;
const before = 'readers would refuse what was written before';

test('without a baseline nothing is compared', () => {
  const view = {
    catalog: catalogOf([now()], [], []),
    environments: [],
    environmentNames: [],
    today: '2026-11-21',
  };
  expect(schemaCompatible.check(view)).toEqual([]);
});

describe('a schema that changes', () => {
  test('is silent where it keeps what it promised', () => {
    expect(said([now()], [earlier([state(note('string'))])])).toEqual([]);
  });

  test('is told at its field, with what to do instead', () => {
    expect(said([now({ value: note('integer') })], [earlier([state(note('string'))])])).toEqual([
      `${folder}/v1/value#properties/note note: type string on one side, integer on the other: ${before} (backward, against main) / ${beside}`,
    ]);
    expect(
      said([now({ value: note('integer') }), now({ version: 2 })], [earlier([state(note('string'))])]),
    ).toEqual([
      `${folder}/v1/value#properties/note note: type string on one side, integer on the other: ${before} (backward, against main) / leave it as it was; the change belongs in ${folder}/v2`,
    ]);
  });

  test('is free where nothing was promised, or no one relies on it', () => {
    const changed = [now({ value: note('integer'), compatibility: 'none' })];
    expect(said(changed, [earlier([state(note('string'))], { compatibility: 'none' })])).toEqual([]);
    expect(said(changed, [earlier([state(undefined)], { compatibility: 'none' })])).toEqual([]);
    expect(said(changed, [earlier([state(note('string'))], { retired: true })])).toEqual([]);
  });

  test('is judged by what was promised, not by what is promised now', () => {
    const changed = now({ value: note('integer'), compatibility: 'forward' });
    expect(said([changed], [earlier([state(note('string'))])])).toEqual(
      [
        `order-placed schema.compatibility: "forward" promises less than backward, as main has it / ${beside}`,
        `${folder}/v1/value#properties/note note: type string on one side, integer on the other: ${before} (backward, against main) / ${beside}`,
      ].map((line) => line.replace('order-placed schema', `${changed.source.place([]).file} schema`)),
    );
  });

  test('is compared with the last state alone, and with all where the promise is transitive', () => {
    const states = [
      state(note('integer')),
      state(note('string'), { name: 'abc123' }),
      state(note('string'), { name: 'def456' }),
    ];
    expect(said([now({ value: note('integer') })], [earlier(states)])).toEqual([]);
    const changed = now({ value: note('integer'), compatibility: 'backward-transitive' });
    expect(said([changed], [earlier(states, { compatibility: 'backward-transitive' })])).toEqual([
      `${folder}/v1/value#properties/note note: type string on one side, integer on the other: ${before} (backward-transitive, against abc123) / ${beside}`,
    ]);
  });

  test('of the key is compared, and is missed where it is gone', () => {
    const old = [earlier([state(note('string'), { key: { type: 'string' } })])];
    expect(said([now({ key: { type: 'string' } })], old)).toEqual([]);
    expect(said([now({ key: { type: 'integer' } })], old)).toEqual([
      `${folder}/v1/key# : type string on one side, integer on the other: ${before} (backward, against main) / ${beside}`,
    ]);
    expect(said([now()], old)).toEqual([
      `${folder}/v1/key.schema.json : the schema of the key is gone (backward, against main) / ${beside}`,
    ]);
    expect(said([now({ key: { type: 'string' } })], [earlier([state(note('string'))])])).toEqual([]);
  });

  test('reads what it shares as it is now, and as it was then', () => {
    const ref = object({ input: { $ref: 'urn:x:Input' } });
    const input = (type: string) => ({ $id: 'urn:x:Input', ...object({ uri: { type } }) });
    const shared = [
      { system: undefined, file: 'messages/input.json', value: input('integer') },
    ] as unknown as SharedSchema[];
    const old = [earlier([state(ref, { messages: [input('string'), null, { title: 'no id' }] })])];
    expect(said([now({ value: ref })], old, [], shared)).toEqual([
      `${folder}/v1/value#properties/input input.uri: type string on one side, integer on the other: ${before} (backward, against main) / ${beside}`,
    ]);
  });

  test('of Avro is compared as Avro, and says where the earlier one is none', () => {
    const avro = { format: 'avro' } as const;
    const old = record({ name: 'id', type: 'int' });
    const changed = now({ ...avro, value: record({ name: 'id', type: 'string' }) });
    expect(said([changed], [earlier([state(old)], avro)])).toEqual([
      `${folder}/v1/value#fields/0 id: type int on one side, string on the other: ${before} (backward, against main) / ${beside}`,
    ]);
    const [broken = ''] = said([changed], [earlier([state({ type: 'unheard-of' })], avro)]);
    expect(broken).toMatch(
      /value# : the earlier schema cannot be judged: .+ \(backward, against main\) \/ make v2/,
    );
  });

  test('of Avro is compared with the shared types of its time', () => {
    const avro = { format: 'avro' } as const;
    const value = record({ name: 'price', type: 'shop.Money' });
    const money = (...fields: unknown[]) => ({ type: 'record', name: 'Money', namespace: 'shop', fields });
    const cents = { name: 'cents', type: 'long' };
    const next = money(cents, { name: 'currency', type: 'string' });
    const shared = [{ system: undefined, file: 'contracts/messages/Money.avsc', value: next }];
    const old = [earlier([state(value, { messages: [money(cents), { $id: 'urn:x' }] })], avro)];
    expect(said([now({ ...avro, value })], old, [], shared)).toEqual([
      `${folder}/v1/value#fields/0 price.currency: on one side only, and without a default: ${before} (backward, against main) / ${beside}`,
    ]);
    const same = [{ system: undefined, file: 'contracts/messages/Money.avsc', value: money(cents) }];
    expect(said([now({ ...avro, value })], old, [], same)).toEqual([]);
  });

  test('into bytes with or without the id of a schema is told', () => {
    const file = now().source.place([]).file;
    expect(said([now()], [earlier([state(note('string'))], { wireFormat: 'plain' })])).toEqual([
      `${file} schema.wireFormat: "registry", and main has plain: what reads one cannot read the other / ${beside}`,
    ]);
    expect(said([now()], [earlier([state(note('string'))], { wireFormat: 'registry' })])).toEqual([]);
  });

  test('into another format is reported once, and its fields are not', () => {
    const changed = now({ format: 'avro', value: record({ name: 'id', type: 'int' }) });
    const file = changed.source.place([]).file;
    expect(said([changed], [earlier([state(note('string'))])])).toEqual([
      `${file} schema.format: "avro", and main has json-schema: neither reads the other / ${beside}`,
    ]);
  });

  test('from one that cannot be read is told', () => {
    const file = now().source.place([]).file;
    const told = [
      `${file} schema: main has this contract, and it cannot be read there / compare with a state that can be read`,
    ];
    expect(said([now()], [earlier([state(note('string'))], null)])).toEqual(told);
    expect(said([now()], [earlier([state(undefined)])])).toEqual(told);
    expect(said([now()], [earlier([])])).toEqual(told);
  });
});

describe('a promise', () => {
  const modes: CompatibilityMode[] = [
    'backward',
    'backward-transitive',
    'forward',
    'forward-transitive',
    'full',
    'full-transitive',
  ];

  test.each<[CompatibilityMode, CompatibilityMode[]]>([
    ['backward', ['backward', 'backward-transitive', 'full', 'full-transitive']],
    ['backward-transitive', ['backward-transitive', 'full-transitive']],
    ['forward', ['forward', 'forward-transitive', 'full', 'full-transitive']],
    ['full', ['full', 'full-transitive']],
    ['full-transitive', ['full-transitive']],
  ])('of %s is kept by no less', (promised, kept) => {
    const old = [earlier([state(note('string'))], { compatibility: promised })];
    expect(modes.filter((compatibility) => said([now({ compatibility })], old).length === 0)).toEqual(kept);
  });
});

describe('a contract that is gone', () => {
  const at = (name: string, phase?: string): Environment =>
    ({
      ...environment({ environment: name, topics: { env: 'dev' } }),
      migrations: phase === undefined ? {} : { 'shop/orders/evt/order-placed/v2': phase },
    }) as Environment;
  const old = [earlier([state(note('string'))])];
  const place = `${folder}/v1/contract.yaml : the contract is gone, and its schemas were backward compatible / `;

  test('must be retired before', () => {
    expect(said([], old)).toEqual([
      `${place}put it back, and retire it first (lifecycle: retired); for another schema make ${folder}/v2`,
    ]);
    expect(said([], [earlier([], null)])).toEqual([
      `${folder}/v1/contract.yaml : the contract is gone, and what it promised cannot be read / put it back, and retire it first (lifecycle: retired); for another schema make ${folder}/v2`,
    ]);
  });

  test('may go where it promised nothing, or was retired', () => {
    expect(said([], [earlier([], { compatibility: 'none' })])).toEqual([]);
    expect(said([], [earlier([], { retired: true })])).toEqual([]);
  });

  test('may go when every environment has moved to the next version', () => {
    expect(said([now({ version: 2 })], old, [at('qa', 'retired'), at('prod', 'retired')])).toEqual([]);
    expect(said([now({ version: 2 })], old, [at('qa', 'retired'), at('eu', 'drained'), at('us')])).toEqual([
      `${place}put it back until shop/orders/evt/order-placed/v2 is at retired under migrations of eu, us`,
    ]);
    expect(said([now({ version: 2 })], old)).toEqual([
      `${place}put it back until shop/orders/evt/order-placed/v2 is at retired under migrations of every environment`,
    ]);
  });

  test('has as its next version the first of the later ones', () => {
    expect(
      said([now({ version: 10 }), now({ version: 3 }), now({ version: 2 })], old, [at('qa')])[0],
    ).toContain('put it back until shop/orders/evt/order-placed/v2 is');
    const second = { ...earlier([state(note('string'))]), address: now({ version: 2 }).address };
    const problems = schemaCompatible.check({
      catalog: catalogOf([now()], [], []),
      environments: [],
      environmentNames: [],
      today: '2026-11-21',
      baseline: { name: 'main', contracts: [second], place: (file) => ({ file, line: 1, column: 1 }) },
    });
    expect(problems.map(({ fix }) => fix)).toEqual([
      `put it back, and retire it first (lifecycle: retired); for another schema make ${folder}/v3`,
    ]);
  });
});

describe('schemas of the system that messages follow beside the value', () => {
  const headers = (property: object, title = 'MessageHeaders') => ({
    ...{ $id: `urn:x:${title}`, title },
    ...object({ 'x-version': property }),
  });
  const shared = (...values: object[]) =>
    values.map((value) => ({ file: 'messages/m.json', value, system: 'shop' })) as unknown as SharedSchema[];
  const changed = (next: object[], then: object[], terms: object = {}, contracts = [now()]) =>
    said(contracts, [earlier([state(note('string'), { messages: then })], terms)], [], shared(...next));
  const fix = 'leave it as it was; other contents need a schema with another $id';

  test('of headers is compared like a value', () => {
    const string = { type: 'string' };
    expect(changed([headers(string)], [headers(string)])).toEqual([]);
    expect(changed([headers({ ...string, pattern: '^[0-9]+$' })], [headers(string)])).toEqual([
      `messages/m.json#properties/x-version x-version: pattern differs: ${before} (backward, against main) / ${fix}`,
    ]);
    expect(changed([headers({ type: 'integer' })], [headers(string)], { compatibility: 'none' })).toEqual([]);
    // Other shared schemas are compared where a value refers to them.
    expect(changed([headers({ type: 'integer' }, 'Note')], [headers(string, 'Note')])).toEqual([]);
  });

  test('of dead letters is compared, also where the contract names another one', () => {
    const letter = (type: string, id = 'Refused') => ({
      $id: `urn:x:${id}`,
      ...object({ retryCount: { type } }),
    });
    const names = (one: Contract, schema: string): Contract => ({
      ...one,
      terms: { ...one.terms, deadLetter: { triage: 'Read it', schema, retention: undefined } },
    });
    const terms = { deadLetterSchema: 'urn:x:Refused' };
    const same = [names(now(), 'urn:x:Refused')];
    expect(changed([letter('integer')], [letter('integer')], terms, same)).toEqual([]);
    const message = `messages/m.json#properties/retryCount retryCount: type integer on one side, string on the other: ${before} (backward, against main) / ${fix}`;
    expect(changed([letter('string')], [letter('integer')], terms, same)).toEqual([message]);
    const other = [names(now(), 'urn:x:Other')];
    expect(changed([letter('string', 'Other')], [letter('integer')], terms, other)).toEqual([message]);
  });
});

/** What a rule says of a contract against an earlier one, as `key: what`. */
function measured(
  { check }: typeof noKeyChange,
  one: Contract,
  terms: object,
  states: readonly EarlierSchemas[] = [],
): string[] {
  return check({
    ...{ catalog: catalogOf([one], [], []), environments: [] },
    ...{ environmentNames: ['dev', 'prod'], today: '2026-11-21' },
    baseline: {
      name: 'main',
      contracts: [earlier([...states], { ...terms })],
      place: (file) => ({ file, line: 1, column: 1 }),
    },
  }).map(({ key, what }) => `${key}: ${what}`);
}

test('no-key-change fires on another key field of a topic that is in use', () => {
  const check = (terms: object) => measured(noKeyChange, now(), terms);
  expect(check({ keyField: 'note' })).toEqual([]);
  expect(check({})).toEqual([]);
  expect(check({ keyField: 'orderId' })).toEqual([
    'key.field: the key is "note", and was "orderId" (against main)',
  ]);
  expect(check({ keyField: 'orderId', retired: true })).toEqual([]);
});

describe('no-key-change on the schema of the key', () => {
  const check = (was: unknown, is: unknown, format: SchemaFormat = 'json-schema', retired = false) =>
    measured(noKeyChange, now({ key: is, format }), { format, retired }, [
      state(note('string'), { key: was }),
    ]);
  const id = { type: 'string', pattern: '^o-' };
  const pair = (properties: object) => ({ type: 'object', properties });

  test.each<[string, unknown, unknown]>([
    ['allows other texts', id, { type: 'string', pattern: '^c-', maxLength: 9, description: 'other words' }],
    ['is the same', pair({ a: id }), pair({ a: { type: 'string' } })],
    ['is new', undefined, id],
    ['is gone', id, undefined],
  ])('is silent where it %s', (_what, was, is) => {
    expect(check(was, is)).toEqual([]);
  });

  test('fires where equal keys are written as other bytes', () => {
    expect(check(id, { type: 'integer' })).toEqual([
      'key: keys are written as integer, and were string (against main): equal keys go to other partitions',
    ]);
    expect(check(pair({ a: id }), pair({ a: id, b: id }))[0]).toMatch(
      /^key: keys are written as object [0-9a-f]{12}, and were object [0-9a-f]{12} /,
    );
    // A field may be named like a keyword.
    expect(check(pair({ title: id }), pair({}))).toHaveLength(1);
    expect(check('string', { ...record({ name: 'a', type: 'int' }) }, 'avro')).toHaveLength(1);
    expect(check(id, { type: 'integer' }, 'json-schema', true)).toEqual([]);
  });

  test('is silent on an Avro record that only explains more', () => {
    const field = { name: 'a', type: 'int' };
    expect(check(record(field), record({ ...field, doc: 'words' }), 'avro')).toEqual([]);
  });
});

describe('no-partition-change', () => {
  const check = (was: unknown, is: Contract['terms']['partitions'], retired = false) => {
    const one = now();
    return measured(
      noPartitionChange,
      { ...one, terms: { ...one.terms, partitions: is } },
      { partitions: was, retired },
    );
  };

  test('is silent where every environment keeps its number', () => {
    expect(check(3, 3)).toEqual([]);
    expect(check(3, { default: 3 })).toEqual([]);
    expect(check({ default: 1, prod: 3 }, { default: 3, dev: 1 })).toEqual([]);
    expect(check({ default: 1, gone: 9 }, 1)).toEqual([]);
    expect(check(undefined, 3)).toEqual([]);
    expect(check(3, 6, true)).toEqual([]);
  });

  test('fires on more, and on fewer, in each environment that has them', () => {
    expect(check(3, 6)).toEqual([
      'partitions: 6 partitions, and were 3 (dev, prod, against main): keys move to other partitions',
    ]);
    expect(check({ default: 1, prod: 6 }, { default: 2, prod: 3 })).toEqual([
      'partitions: 2 partitions, and were 1 (dev, against main): keys move to other partitions',
      'partitions: 3 partitions, and were 6 (prod, against main): Kafka never takes partitions away',
    ]);
  });
});
