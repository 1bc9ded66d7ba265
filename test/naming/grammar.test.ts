import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { certain, type Parsed } from '../../lib/naming/brand.ts';
import {
  asFound,
  capabilityQueue,
  dottedPrefix,
  flat,
  type Grammar,
  namespaced,
} from '../../lib/naming/grammar.ts';

const chars = (set: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...set.split('')), minLength: 1, maxLength });
const lower = 'abcdefghijklmnopqrstuvwxyz';
const word = chars(`${lower}0123456789`, 6);
/** Words joined by one of the separators; the first begins with a letter. */
const words = (separators: string) =>
  fc
    .tuple(
      fc.constantFrom(...lower.split('')),
      fc.option(word, { nil: '' }),
      fc.array(fc.tuple(fc.constantFrom(...separators.split('')), word), { maxLength: 3 }),
    )
    .map(([first, more, rest]) => first + more + rest.flat().join(''));
const kebab = words('-');
const version = fc.integer({ min: 1, max: 999_999 });

function inverse<Parts extends object>(
  grammar: Grammar<Parts>,
  parts: fc.Arbitrary<Parts>,
  takesCapitals = false,
): void {
  test('parse gives back what format wrote, and format what parse read', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const name = certain(grammar.format(value));
        expect(grammar.parse(name)).toEqual({ ok: true, value });
        expect(grammar.format(certain(grammar.parse(name)))).toEqual({ ok: true, value: name });
      }),
      { numRuns: 500 },
    );
  });

  test('whatever parse accepts, format writes again', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...'ab1.-_Av'.split(''), '_events', '.v1', 'x.y.z'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(soup, (name) => {
        const read = grammar.parse(name);
        if (read.ok) expect(grammar.format(read.value)).toEqual({ ok: true, value: name });
      }),
      { numRuns: 2000 },
    );
  });

  test('format refuses parts that would be read as others', () => {
    const spoiled = fc.tuple(
      parts,
      fc.nat(),
      fc.constantFrom('', 'A', 'a.b', 'a\n', '*', '-', 'a_events_events'),
    );
    fc.assert(
      fc.property(spoiled, ([value, index, bad]) => {
        const keys = Object.keys(value).filter((key) => key !== 'version');
        const changed = { ...value, [keys[index % keys.length] as string]: bad };
        const name = grammar.format(changed);
        if (name.ok) expect(grammar.parse(name.value)).toEqual({ ok: true, value: changed });
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing', ''],
    ['a single dot', '.'],
    ['two dots', '..'],
    ['a newline', 'a.b\n'],
    ['a star', '*'],
    ['a star behind a prefix', 'a.*'],
    ['a slash', 'a/b'],
    ['250 characters', `a.${'b'.repeat(241)}_events`],
    ...(takesCapitals ? [] : [['a capital', 'Transformation.toolrun.verify.v1']]),
    ['an umlaut', 'ä.b.c.v1'],
    ['a bidirectional mark', 'a\u202e.b.c.v1'],
  ])('%s is no name', (_what, name) => {
    expect(grammar.parse(name).ok).toBe(false);
  });
}

const wrong = (result: Parsed<unknown>): string => (result.ok ? 'accepted' : result.error);

describe('namespaced', () => {
  inverse(
    namespaced,
    fc.record({
      environment: kebab,
      tenant: kebab,
      context: kebab,
      class: kebab,
      topic: kebab,
      version,
    }),
  );

  test('the name of the OmniNode document', () => {
    expect(namespaced.parse('prod.omnibase.onex.evt.contract-created.v1')).toEqual({
      ok: true,
      value: {
        environment: 'prod',
        tenant: 'omnibase',
        context: 'onex',
        class: 'evt',
        topic: 'contract-created',
        version: 1,
      },
    });
  });

  test.each([
    'prod.omnibase.onex.evt.contract-created.v0',
    'prod.omnibase.onex.evt.contract-created.v01',
    'prod.omnibase.onex.evt.contract-created.v1000000',
    'prod.omnibase.onex.evt.contract-created.1',
    'prod.omnibase.onex.evt.contract-created',
    'prod.omnibase..evt.contract-created.v1',
    'prod.omnibase.onex.evt.contract_created.v1',
    'prod.omnibase.onex.evt.contract-.v1',
    'prod.omnibase.onex.evt.contract--created.v1',
    'prod.omnibase.onex.evt.1contract.v1',
    'prod.omnibase.onex.evt.contract.created.v1',
  ])('%s does not have the form', (name) => {
    expect(wrong(namespaced.parse(name))).toBe(
      `"${name}" does not have the form <env>.<tenant>.<context>.<class>.<topic>.v<N>, each part lowercase kebab`,
    );
  });
});

describe('capability-queue', () => {
  inverse(
    capabilityQueue,
    fc.record({ capability: kebab, executorClass: kebab, executorKind: kebab, version }),
  );

  test('the name of the WorkRequests inventory', () => {
    expect(capabilityQueue.parse('transformation.toolrun.verify.v1')).toEqual({
      ok: true,
      value: { capability: 'transformation', executorClass: 'toolrun', executorKind: 'verify', version: 1 },
    });
  });

  test('the older name without a capability is not of this grammar', () => {
    expect(wrong(capabilityQueue.parse('toolrun.verify.v1'))).toBe(
      '"toolrun.verify.v1" does not have the form <capability>.<executor_class>.<executor_kind>.v<N>, each part lowercase kebab',
    );
  });

  test('a version that is no whole number above 0 is refused', () => {
    const parts = { capability: 'transformation', executorClass: 'toolrun', executorKind: 'verify' };
    for (const number of [0, -1, 1.5, Number.NaN, 1e6, 1e21]) {
      expect(capabilityQueue.format({ ...parts, version: number }).ok).toBe(false);
    }
  });
});

describe('dotted-prefix', () => {
  inverse(
    dottedPrefix,
    fc.record({
      system: kebab,
      name: words('._-').filter((name) => !/[._-]v[0-9]+$/.test(name)),
      version,
    }),
  );

  test.each([
    ['somastack.tool_results', { system: 'somastack', name: 'tool_results', version: 1 }],
    ['rnle.command-results', { system: 'rnle', name: 'command-results', version: 1 }],
    ['rnle.commands.dlq', { system: 'rnle', name: 'commands.dlq', version: 1 }],
    ['rnle.commands.v2', { system: 'rnle', name: 'commands', version: 2 }],
    ['rnle.commands.dlq.v12', { system: 'rnle', name: 'commands.dlq', version: 12 }],
  ])('%s', (name, value) => {
    expect(dottedPrefix.parse(name)).toEqual({ ok: true, value });
  });

  test.each([
    'rnle',
    '.rnle',
    'rnle.',
    'rnle..x',
    'rnle._x',
    'rn_le.x',
    'rnle.x-.y',
    'rnle.commands.v1',
    'rnle.commands.v02',
    'rnle.commands.v2.v3',
    'rnle.commands-v2',
    'rnle.commands_v2.v3',
  ])('%s is refused', (name) => {
    expect(wrong(dottedPrefix.parse(name))).toBe(
      `"${name}" does not have the form <system>.<name>, from v2 on <system>.<name>.v<N>, lowercase, with ".", "_" or "-" between words`,
    );
  });
});

describe('flat', () => {
  inverse(flat, fc.record({ subject: words('_'), kind: fc.constantFrom('events', 'tasks'), version }));

  test('the name of the flat document', () => {
    expect(flat.parse('execution_events')).toEqual({
      ok: true,
      value: { subject: 'execution', kind: 'events', version: 1 },
    });
  });

  test('a later version stands last', () => {
    expect(flat.parse('execution_events_v2')).toEqual({
      ok: true,
      value: { subject: 'execution', kind: 'events', version: 2 },
    });
  });

  test('of two endings the last one is the kind', () => {
    expect(flat.parse('agent_tasks_events')).toEqual({
      ok: true,
      value: { subject: 'agent_tasks', kind: 'events', version: 1 },
    });
  });

  test.each([
    'events',
    '_events',
    'execution',
    'execution_event',
    'execution-events',
    'execution.x_events',
    'execution_events_v1',
    'execution_events_v02',
    'execution_events_v2_v3',
  ])('%s is refused', (name) => {
    expect(wrong(flat.parse(name))).toBe(
      `"${name}" does not have the form <subject>_events or <subject>_tasks, from v2 on with _v<N> behind it, lowercase snake case`,
    );
  });
});

describe('as-found', () => {
  inverse(
    asFound,
    fc.record({ name: chars(`${lower}ABC0123456789._-`, 249) }).filter(({ name }) => !/^\.{1,2}$/.test(name)),
    true,
  );

  test('takes any name that Kafka takes, and no other', () => {
    expect(asFound.parse('Customer_Master.V2')).toEqual({ ok: true, value: { name: 'Customer_Master.V2' } });
    expect(wrong(asFound.parse('..'))).toBe('".." cannot be a topic name');
    expect(wrong(asFound.parse('a b'))).toBe(
      '"a b" holds " "; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"',
    );
  });
});
