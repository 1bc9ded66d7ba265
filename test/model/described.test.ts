import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { check } from '../../lib/model/terms/check.ts';
import { contractSchema } from '../../lib/model/terms/contract.ts';
import { described } from '../../lib/model/terms/described.ts';
import { environmentSchema } from '../../lib/model/terms/environment.ts';
import { alternativesOf, keysOf } from '../../lib/model/terms/schema-keys.ts';
import { declarationOf, systemSchema } from '../../lib/model/terms/system.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml, type YamlSource } from '../../lib/model/text/yaml-source.ts';
import { editorSchemas, exampleFile } from '../../scripts/schemas.ts';

const schemas = { System: systemSchema, Contract: contractSchema, Environment: environmentSchema };

/** What is wrong with the texts of the keys of a schema. */
function wrongTexts(schema: z.ZodType): string[] {
  return keysOf(schema).flatMap(({ path, schema: value, required, text }) => {
    if (text === undefined) return [`${path}: not described`];
    const name = path.split('.').at(-1) ?? '';
    const about = text.about.trim();
    const isNamed = alternativesOf(value).every((one) => one instanceof z.ZodLiteral);
    const isRefused = text.default === 'absent';
    const hasKeysBelow = keysOf(value).length > 0;
    return [
      ...(about === '' || about.toLowerCase() === name.toLowerCase() ? [`${path}: says nothing`] : []),
      ...(/^[A-Z`].*\.$/s.test(about) ? [] : [`${path}: not a sentence: ${about}`]),
      ...(required && text.default !== undefined ? [`${path}: required, and has a default`] : []),
      ...(!required && !path.endsWith('*') && (text.default ?? '') === '' ? [`${path}: no default`] : []),
      ...(text.examples.length === 0 && !isNamed && !isRefused && !hasKeysBelow
        ? [`${path}: no example`]
        : []),
      ...text.examples
        .filter((example) => !value.safeParse(example).success)
        .map((example) => `${path}: the example ${JSON.stringify(example)} is refused`),
    ];
  });
}

describe.each(Object.entries(schemas))('%s', (kind, schema) => {
  test('every key is described, optional keys have a default, and examples are allowed', () => {
    expect(wrongTexts(schema)).toEqual([]);
  });

  test('the schema for editors has the description and the examples of every key', () => {
    const json = JSON.parse(editorSchemas()[`schemas/${kind.toLowerCase()}.schema.json`] ?? '') as JsonNode;
    const keys = keysOf(schema).map(({ path, text }) => ({
      path,
      about: text?.about ?? 'not described',
      examples: text?.examples ?? [],
    }));
    const found = jsonKeys(json);
    expect(found.map(({ path }) => path)).toEqual(keys.map(({ path }) => path));
    for (const [index, { about, examples }] of keys.entries()) {
      expect(found[index]?.node.description).toContain(about);
      expect(found[index]?.node.examples ?? []).toEqual(examples);
    }
  });
});

test.each([
  ['Contract', 'partitions.*', 'Partitions in the environment with this name.'],
  ['Contract', 'lifecycle.successor', 'Contract that clients move to, by its folder below contracts/.'],
  ['Environment', 'queues.executorClasses.*.egress[].ports', 'TCP ports that pods may reach.'],
  ['System', 'services.*.client.groups.*.pollRecords', 'Most records of one poll (`max.poll.records`).'],
] as const)('%s: %s is found at its depth', (kind, path, about) => {
  expect(keysOf(schemas[kind]).find((key) => key.path === path)?.text?.about).toBe(about);
});

test('keys are found behind everything that can wrap a schema', () => {
  const leaf = z.strictObject({ a: z.string() });
  interface Tree {
    readonly below?: Tree | undefined;
  }
  const lazy: z.ZodType<Tree> = z.lazy(() => z.strictObject({ a: z.string() })) as z.ZodType<Tree>;
  const paths = (schema: z.ZodType) => keysOf(schema).map(({ path }) => path);
  const wrapped = [
    leaf.optional(),
    leaf.exactOptional(),
    leaf.nullable(),
    leaf.default({ a: '' }),
    leaf.prefault({ a: '' }),
    leaf.catch({ a: '' }),
    leaf.readonly(),
    leaf.transform((value) => value),
    z.preprocess((value) => value, leaf),
    leaf.refine(() => true),
    z.union([z.literal('none'), leaf]),
    z.intersection(leaf, z.unknown()),
    lazy,
  ];
  expect(wrapped.map(paths)).toEqual(wrapped.map(() => ['a']));
  expect(paths(z.array(leaf))).toEqual(['[].a']);
  expect(paths(z.tuple([leaf]))).toEqual(['[].a']);
  expect(paths(z.record(z.string(), leaf))).toEqual(['*', '*.a']);
  expect(paths(leaf.catchall(z.number()))).toEqual(['a', '*']);
  expect(
    paths(
      z.discriminatedUnion('b', [z.strictObject({ b: z.literal(1) }), z.strictObject({ b: z.literal(2) })]),
    ),
  ).toEqual(['b', 'b']);
});

test.each([
  ['no description', z.strictObject({ a: z.string() }), 'a: not described'],
  ['an empty one', z.strictObject({ a: described(z.string(), ' ', { examples: ['x'] }) }), 'a: says nothing'],
  [
    'the name of the key',
    z.strictObject({ a: described(z.string(), 'A', { examples: ['x'] }) }),
    'a: says nothing',
  ],
  [
    'an example that is refused',
    z.strictObject({ a: described(z.string().max(1), 'A letter.', { examples: ['xy'] }) }),
    'a: the example "xy" is refused',
  ],
  [
    'no default of an optional key',
    z.strictObject({ a: described(z.string().optional(), 'A text.', { examples: ['x'] }) }),
    'a: no default',
  ],
  ['no example', z.strictObject({ a: described(z.string(), 'A text.') }), 'a: no example'],
])('%s is found', (_, schema, problem) => {
  expect(wrongTexts(schema)).toContain(problem);
});

test('a text belongs to one key, also where two keys have one schema', () => {
  const shared = z.string();
  const [one, other] = [described(shared, 'One.'), described(shared, 'Other.')];
  expect([shared.description, one.description, other.description]).toEqual([undefined, 'One.', 'Other.']);
});

test('a default is that of the schema unless words say it', () => {
  expect(described(z.string().default('7d'), 'Time.').description).toBe('Time. Default: 7d.');
  expect(described(z.array(z.string()).default([]), 'All.').description).toBe('All. Default: [].');
  expect(described(z.string().optional(), 'Name.', { default: 'the folder' }).description).toBe(
    'Name. Default: the folder.',
  );
});

describe('the examples of the reference pages', () => {
  const source = (name: string): YamlSource => {
    const read = readYaml(name, exampleFile(name));
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    return read.value;
  };
  const problemsOf = (name: string, schema: z.ZodType): string[] => {
    const read = check(schema, source(name));
    return read.ok ? [] : read.problems.map(formatProblem);
  };

  test.each([
    ['system.yaml', systemSchema],
    ['contract.yaml', contractSchema],
    ['contract-queue.yaml', contractSchema],
    ['environment.yaml', environmentSchema],
  ])('%s is allowed', (name, schema) => {
    expect(problemsOf(name, schema)).toEqual([]);
  });

  test('the naming of system.yaml is one', () => {
    const file = source('system.yaml');
    const declaration = declarationOf('shop', systemSchema.parse(file.value), file);
    expect(declaration.ok ? [] : declaration.problems.map(formatProblem)).toEqual([]);
  });

  // What an import writes, people do not.
  const imported = /^(?:imported|questions|services\.\*\.imported)\b/;
  test.each([
    ['System', ['system.yaml']],
    ['Contract', ['contract.yaml', 'contract-queue.yaml']],
    ['Environment', ['environment.yaml']],
  ] as const)('together they show every key of a %s', (kind, names) => {
    const shown = new Set(names.flatMap((name) => pathsIn(schemas[kind], source(name).value)));
    const missing = keysOf(schemas[kind])
      .filter(({ path, when }) => when === undefined && !imported.test(path))
      .filter(({ path }) => !path.startsWith('settings.') && !shown.has(path))
      .map(({ path }) => path);
    expect(missing).toEqual(notShown[kind]);
  });

  /** Of keys that exclude each other one is shown. */
  const notShown = {
    System: [],
    Contract: [],
    Environment: [
      'kafka.provision.version',
      'kafka.provision.storage',
      'kafka.provision.resources',
      'kafka.provision.resources.cpu',
      'kafka.provision.resources.memory',
      'kafka.listeners[].oauth.reach[].cidr',
      'kafka.listeners[].oauth.reach[].except',
      'images.placeholder.digest',
      'images.workbench.digest',
      'images.runtime.digest',
      'canaries.region',
      'schemaRegistry.registration.image.digest',
    ],
  };
});

interface JsonNode {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly additionalProperties?: JsonNode | boolean;
  readonly propertyNames?: JsonNode;
  readonly items?: JsonNode;
  readonly anyOf?: readonly JsonNode[];
  readonly oneOf?: readonly JsonNode[];
}

/** Every property of a JSON Schema, in the order and with the paths of `keysOf`. */
function jsonKeys(node: JsonNode, path = ''): { readonly path: string; readonly node: JsonNode }[] {
  const below = (key: string, value: JsonNode) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [{ path: at, node: value }, ...jsonKeys(value, at)];
  };
  const rest = node.additionalProperties;
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, value]) => below(key, value)),
    ...(typeof rest === 'object' && Object.keys(rest).length > 0 ? below('*', rest) : []),
    ...(node.items === undefined ? [] : jsonKeys(node.items, `${path}[]`)),
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((one) => jsonKeys(one, path)),
  ];
}

/** The paths of the keys that a value has, as `keysOf` writes them. */
function pathsIn(schema: z.ZodType, value: unknown): string[] {
  const known = new Set(keysOf(schema).map(({ path }) => path));
  const walk = (node: unknown, path: string): string[] => {
    if (Array.isArray(node)) return node.flatMap((item) => walk(item, `${path}[]`));
    if (typeof node !== 'object' || node === null) return [];
    return Object.entries(node).flatMap(([key, inner]) => {
      const named = path === '' ? key : `${path}.${key}`;
      const at = known.has(named) ? named : path === '' ? '*' : `${path}.*`;
      return [at, ...walk(inner, at)];
    });
  };
  return walk(value, '');
}
