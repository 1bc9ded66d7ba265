import { expect, test } from '@jest/globals';
import { fixture, environmentWith } from '../support/fixture.ts';
import { judged } from '../support/judged.ts';

const said = (namespaces: Record<string, string>, external: string[] = []) =>
  judged(
    'imported-namespace-external',
    fixture().catalog.contracts,
    environmentWith('eu-prod', ({ workloads }) => {
      Object.assign(workloads.namespaces, namespaces);
      workloads.externalNamespaces = external;
    }),
  );

test('imported-namespace-external fires where another system would deny imported programs everything', () => {
  expect(said({ legacy: 'ledger-eu' })).toEqual([
    'workloads.namespaces.legacy: programs of legacy were here before their contracts, and ledger would deny them everything / add "ledger-eu" to workloads.externalNamespaces, or give ledger another namespace',
  ]);
});

test.each<[string, Record<string, string>, string[]]>([
  ['in a namespace of its own', {}, []],
  ['where others own the namespace', { legacy: 'ledger-eu' }, ['ledger-eu']],
  ['in the namespace of Kafka', { legacy: 'kafka-eu', sorting: 'kafka-eu' }, []],
])('it is silent %s', (_what, namespaces, external) => {
  expect(said(namespaces, external)).toEqual([]);
});
