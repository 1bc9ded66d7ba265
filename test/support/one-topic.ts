import { systemOf } from './system-of.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { type Contract } from '../../lib/model/terms/contract.ts';
import { type Environment } from '../../lib/model/terms/environment.ts';
import { contract, type ContractProps } from '../../lib/model/terms/program-contract.ts';
import { environment, type EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import { familyOf } from '../../lib/policies/from-contract.ts';
import { type Resolved, resolve } from '../../lib/policies/resolve.ts';
import type { ResolvedFamily } from '../../lib/policies/resolved-topic.ts';
import { namings } from './namings.ts';

/** A contract of one topic `orders`, with other terms where they are given. */
export function ordersContract(terms: Partial<ContractProps> = {}, cls = 'evt'): Contract {
  return contract(`shop/sales/${cls}/orders/v1`, {
    purpose: 'Orders that were placed',
    owner: { team: 'sales', onCall: 'sales-primary', channel: '#sales' },
    key: { field: 'order_id', why: 'what happens to one order stays in order' },
    ...terms,
  });
}

/** An environment of three brokers without tiered storage, with other terms where they are given. */
export function shopEnvironment(
  kafka: NonNullable<EnvironmentProps['kafka']> = {},
  topics: Partial<EnvironmentProps['topics']> = {},
): Environment {
  return environment({ environment: 'qa', topics: { env: 'test', ...topics }, kafka });
}

/** The topics of the contract in the environment. */
export function ordersIn(
  where: Environment,
  terms: Partial<ContractProps> = {},
  cls?: string,
): ResolvedFamily {
  return familyOf(ordersContract(terms, cls), where);
}

/** A catalogue of contracts of the system `shop`, which has no services, in an environment. */
export function shopIn(where: Environment, contracts: readonly Contract[]): Resolved {
  return resolve(catalogOf(contracts, [systemOf('shop', namings.namespaced, [])]), where);
}
