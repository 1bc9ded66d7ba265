import { describe, expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { executorOf, namesExecutors } from '../../lib/policies/executor.ts';
import { familyOf, type NamingOptions, queueOf } from '../../lib/policies/from-contract.ts';
import { declared, namings } from '../support/namings.ts';
import { smallContract, smallEnvironment } from '../support/small-stack.ts';

const where = smallEnvironment({
  tenants: ['acme', 'globex'],
  queues: { executorClasses: { vision: {}, batch: {} } },
});
const deadLetter = { triage: 'The on-call looks' };
const scaling = { deadline: '10m' } as const;
const queue = (topic: string, more: Partial<ContractProps> = {}) =>
  smallContract(`shop/desk/work/${topic}/v2`, {
    scaling,
    deadLetter,
    retry: { attempts: 1, tiers: ['10m'] },
    consumers: [{ service: 'reader' }],
    ...more,
  });

/** What a program is told, a line for each problem: `key: what / fix`. */
function refusal(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n').map((line) => line.trim());
    return lines;
  }
}

describe('the topics of a single contract', () => {
  const names = (...[contract, options]: [Parameters<typeof familyOf>[0], NamingOptions?]) =>
    familyOf(contract, where, options).topics.map(({ name }) => name.value);
  const orders = smallContract('shop/sales/evt/orders/v2', {
    deadLetter,
    retry: { attempts: 1, tiers: ['10m'] },
  });

  test('are named by environment and tenant, the first if no other is asked for', () => {
    expect(names(orders)).toEqual([
      'test.acme.sales.evt.orders.v2',
      'test.acme.sales.rty.orders-10m.v2',
      'test.acme.sales.dlt.orders.v2',
    ]);
    expect(names(orders, { tenant: 'globex' })[0]).toBe('test.globex.sales.evt.orders.v2');
  });

  test('are named by the executor where jobs drain them', () => {
    expect(names(queue('vision.read'))).toEqual([
      'desk.vision.read.v2',
      'desk.vision.read.rty-10m.v2',
      'desk.vision.read.dlt.v2',
    ]);
  });

  test('are named as their system says, which may know no tenants', () => {
    const naming = declared(namings.dotted);
    expect(names(orders, { naming, tenant: 'nobody' })[0]).toBe('shop.orders.v2');
  });

  test('have no name of a tenant that the environment lacks, nor one that the naming does not take', () => {
    expect(refusal(() => names(orders, { tenant: 'globx' }))).toEqual([
      'tenant: qa has no tenant "globx"',
      'did you mean "globex"?',
    ]);
    const naming = declared(namings.flat);
    expect(refusal(() => names(orders, { naming }))).toEqual([
      expect.stringContaining('"orders"'),
      'names are {topic}[_v{version}]; give another naming',
    ]);
  });
});

describe('a single queue', () => {
  test('is drained by the executor that its folder names, or its contract', () => {
    const { executor, group, family } = queueOf(queue('vision.read'), where);
    expect([executor, group.value, family.source.name.value]).toEqual([
      { executorClass: 'vision', executorKind: 'read' },
      'shop-desk-vision-read-v2',
      'desk.vision.read.v2',
    ]);
    const said = queue('print', { scaling: { ...scaling, executorClass: 'batch', executorKind: 'print' } });
    expect(queueOf(said, where, { naming: declared(namings.dotted) }).executor).toEqual({
      executorClass: 'batch',
      executorKind: 'print',
    });
    const naming = declared({ ...namings.namespaced });
    const tenant = queueOf(said, where, { naming, tenant: 'globex' }).family.source.name.value;
    expect(tenant).toBe('test.globex.desk.work.print.v2');
  });

  test('is refused with all that it lacks', () => {
    const bare = smallContract('shop/desk/evt/vision.read/v2');
    expect(refusal(() => queueOf(bare, where))).toEqual([
      'jobs drain topics of class work, and this is evt',
      'write work',
      'scaling: is missing',
      "add it, for example { deadline: '10m' }",
      'deadLetter: is missing',
      'add it with triage',
      'consumers: 0 consumers',
      'name exactly one',
    ]);
  });

  test.each<[string, string, Partial<ContractProps>, string[]]>([
    ['a folder without parts', 'read', {}, [expect.any(String) as never, 'rename the topic']],
    [
      'a class that the environment lacks',
      'vison.read',
      {},
      [
        'no executor class "vison"',
        'did you mean "vision"?; executor classes are queues.executorClasses of the environment',
      ],
    ],
    [
      'two consumers',
      'vision.read',
      { consumers: [{ service: 'reader' }, { service: 'writer' }] },
      ['consumers: 2 consumers', 'name exactly one'],
    ],
  ])('is refused with %s', (_what, topic, more, told) => {
    expect(refusal(() => queueOf(queue(topic, more), where))).toEqual(told);
  });

  test('is refused where nothing names the executor', () => {
    const naming = declared(namings.dotted);
    const classed = { scaling: { ...scaling, executorClass: 'vision' } };
    expect(refusal(() => queueOf(queue('read', classed), where, { naming }))).toEqual([
      'scaling.executorKind: is missing',
      'name the executor',
    ]);
    expect(refusal(() => queueOf(queue('read'), where, { naming }))).toEqual([
      'no executor class ""',
      'known: vision, batch; executor classes are queues.executorClasses of the environment',
      'scaling.executorKind: is missing',
      'name the executor',
    ]);
  });

  test('is refused for its scaling alone where it has none', () => {
    const plain = smallContract('shop/desk/work/vision.read/v2', {
      deadLetter,
      consumers: [{ service: 'reader' }],
    });
    expect(refusal(() => queueOf(plain, where, { naming: declared(namings.queues) }))).toEqual([
      'scaling: is missing',
      "add it, for example { deadline: '10m' }",
    ]);
  });
});

test('an executor is what contract and naming say; without a naming, the contract alone', () => {
  const said = queue('vision.read', { scaling: { ...scaling, executorClass: 'batch' } });
  expect(executorOf(said, undefined)).toEqual({ executorClass: 'batch' });
  expect(executorOf(said, declared(namings.queues))).toEqual({
    executorClass: 'batch',
    executorKind: 'read',
  });
  expect(Object.keys(executorOf(queue('vision.read'), undefined))).toEqual([]);
});

test('names say which jobs drain a queue where both parts of an executor are in them', () => {
  const parts = (topic: string) =>
    namesExecutors(declared({ topic: `{context}.${topic}`, parts: { topic } }));
  expect(
    ['{executorClass}.{executorKind}', '{executorClass}.{kind}', '{kind}.{executorKind}'].map(parts),
  ).toEqual([true, false, false]);
});
