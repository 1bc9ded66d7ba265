import { type ContractClient, readersOf } from '../../model/contract-clients.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import type { ResolvedFamily } from '../resolved-topic.ts';
import { serviceName } from '../service-name.ts';
import { holderOf } from './holder.ts';

/** A service that reads a topic, and its group there. */
export interface Reader extends Omit<ContractClient, 'group'> {
  readonly group: string;
  /** The contract names the group. */
  readonly named: boolean;
}

/** Who reads a family's topic, and in which group: what contracts leave out follows from the service. */
export function readersIn(
  { id, services }: SystemDeclaration,
  { contract, tenant }: ResolvedFamily,
): Reader[] {
  return readersOf(contract).map(({ group, ...client }): Reader => {
    const name = serviceName(id, tenant, client.service);
    const declared = services.find((one) => one.id === client.service);
    const own =
      client.as === 'source' && declared !== undefined ? holderOf(declared, name, tenant) : undefined;
    return { ...client, group: group ?? own?.application ?? name, named: group !== undefined };
  });
}
