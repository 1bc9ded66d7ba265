import { writersOf } from '../../model/contract-clients.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import { suggestion } from '../../model/text/nearest.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const validLifecycle: CatalogRule = {
  id: 'valid-lifecycle',
  on: 'catalog',
  asksAll: true,
  what: 'A deprecated topic has a date that is still to come and a successor that lives; a retired one has no producer.',
  why: 'A deprecation without an end stays for ever, and a topic that is still written is not retired.',
  fix: 'Move clients to the successor by the date; then remove the producers and write `state: retired`.',
  level: 'error',
  check: ({ catalog, today }) => {
    const byAddress = new Map(catalog.contracts.map((one) => [addressText(one.address), one]));
    return catalog.contracts.flatMap((contract) => judged(contract, byAddress, today));
  },
};

function judged(contract: Contract, byAddress: ReadonlyMap<string, Contract>, today: string): Problem[] {
  const { lifecycle, owner } = contract.terms;
  if (lifecycle.state === 'active') return [];
  if (lifecycle.state === 'retired') {
    return writersOf(contract).map(({ service, path }) =>
      inContract(
        validLifecycle,
        contract,
        [...path, 'service'],
        `the topic is retired since ${lifecycle.since}, and ${service} may write it`,
        'remove the producer, or write state: deprecated until it is gone',
      ),
    );
  }
  const { until, successor } = lifecycle;
  const own = addressText(contract.address);
  const next = byAddress.get(successor);
  return [
    ...(until < today
      ? [
          inContract(
            validLifecycle,
            contract,
            ['lifecycle', 'until'],
            `the deprecation ended on ${until}`,
            `${owner.team} (on call ${owner.onCall}) retires it, or gives a later date`,
          ),
        ]
      : []),
    ...(successor === own || next === undefined || next.terms.lifecycle.state === 'retired'
      ? [
          inContract(
            validLifecycle,
            contract,
            ['lifecycle', 'successor'],
            successor === own
              ? 'the successor is the topic itself'
              : `the successor "${successor}" is ${next === undefined ? 'no contract' : 'retired'}`,
            next === undefined
              ? `${suggestion(successor, [...byAddress.keys()])}; a successor is written as a contract's folder below contracts/`
              : 'name the contract that clients move to',
          ),
        ]
      : []),
  ];
}
