import { expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { resolveQueue } from '../../lib/policies/queue-settings.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { queueSystem, resolved, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

const service = (id: string) => ({ id, purpose: `Runs ${id}` });

/** A queue whose jobs look up in `record` what is done, and a topic `office.printed`. */
function stack(record: string, more: Partial<ContractProps> = {}) {
  return {
    contracts: [
      smallContract('shop/desk/work/office.print/v1', {
        retention: '7d',
        scaling: { deadline: '10m', outcomes: record },
        deadLetter: { triage: 'The on-call looks' },
        producers: [{ service: 'web' }],
        consumers: [{ service: 'printer' }],
      }),
      smallContract('shop/desk/evt/office.printed/v1', { retention: '7d', ...more }),
    ],
    systems: [queueSystem('shop', [service('web'), service('printer')])],
    environment: smallEnvironment({ queues: { executorClasses: { office: {} } } }),
  };
}

const said = (record: string, more: Partial<ContractProps> = {}) =>
  saidBy('known-outcome-record', stack(record, more));

test('known-outcome-record is silent on a record that keeps a key as long as the queue its message', () => {
  expect(said('office.printed')).toEqual([]);
  expect(said('office.printed', { retention: '1d', cleanup: 'compact' })).toEqual([]);
  expect(said('office.printed', { retention: 'endless' })).toEqual([]);
});

test('known-outcome-record fires on a topic that is not there, and on the queue itself', () => {
  expect(said('office.print')).toEqual([
    'scaling.outcomes: the system has no topic "office.print" that could be a record: one of another class than work / did you mean "office.printed"?',
  ]);
  expect(said('bills')).toEqual([
    'scaling.outcomes: the system has no topic "bills" that could be a record: one of another class than work / known: office.printed',
  ]);
});

test('known-outcome-record fires on a record that forgets a key before the queue its message', () => {
  const sentence =
    'scaling.outcomes: desk.office.printed.v1 keeps an outcome for 3d, and the queue a message for 7d / write retention 7d or more for shop/desk/evt/office.printed/v1, or cleanup: compact';
  expect(said('office.printed', { retention: '3d' })).toEqual([sentence]);
  expect(said('office.printed', { retention: '3d', cleanup: 'compact,delete' })).toEqual([sentence]);
});

test('jobs may read the record without a group, and write it where its contract says so', () => {
  const rights = (more: Partial<ContractProps>) => {
    const whole = stack('office.printed', more);
    const [system] = resolved(whole).systems;
    expect(saidBy('access-matches-contract', whole)).toEqual([]);
    return accessMatrix(system?.principals ?? [], ['desk.office.printed.v1']).map(
      ({ principal, operations, roles }) => [principal, operations, roles],
    );
  };
  expect(rights({})).toEqual([
    ['User:CN=shop-desk-office-print-reader', ['Read', 'Describe'], ['outcome reader']],
  ]);
  const both = [
    ['Read', 'Write', 'Describe'],
    ['outcome reader', 'producer'],
  ];
  expect(rights({ producers: [{ service: 'printer' }] })).toEqual([
    ['User:CN=shop-desk-office-print-reader', ...both],
    ['User:CN=shop-printer', ['Write', 'Describe'], ['producer']],
  ]);
});

test('two versions of a record are both read, and the newest that the service writes is written', () => {
  const whole = stack('office.printed', { producers: [{ service: 'printer' }] });
  const next = smallContract('shop/desk/evt/office.printed/v2', { producers: [{ service: 'printer' }] });
  const at = (phase: 'before' | 'dual' | 'drained' | 'retired') => {
    const environment = smallEnvironment({
      queues: { executorClasses: { office: {} } },
      migrations: { 'shop/desk/evt/office.printed/v2': phase },
    });
    const [system] = resolved({ ...whole, environment, contracts: [...whole.contracts, next] }).systems;
    const { read, write } = system?.queues[0]?.outcomes ?? { read: [], write: undefined };
    return [...read.map(({ name }) => name.value), '->', write?.name.value];
  };
  const [v1, v2] = ['desk.office.printed.v1', 'desk.office.printed.v2'];
  expect(at('before')).toEqual([v1, '->', v1]);
  expect(at('dual')).toEqual([v1, v2, '->', v2]);
  // What was done before the cutover is in the former one alone.
  expect(at('drained')).toEqual([v1, v2, '->', v2]);
  expect(at('retired')).toEqual([v2, '->', v2]);
});

test('without a record there is none', () => {
  const [system] = resolved(stack('bills')).systems;
  expect(system?.queues[0]?.outcomes).toBeUndefined();
  const family = system?.queues[0]?.family;
  if (family === undefined) throw new Error('no queue');
  const environment = smallEnvironment({ queues: { executorClasses: { office: {} } } });
  expect(resolveQueue(family, environment, undefined).outcomes).toBeUndefined();
});
