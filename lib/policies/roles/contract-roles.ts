import { addTo } from '../../model/groups.ts';
import { clientsOf, type ContractClient } from '../../model/contract-clients.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Role, Scope } from '../rights.ts';
import type { ResolvedFamily, ResolvedTopic } from '../resolved-topic.ts';
import type { Holder } from './holder.ts';
import { rolesFor, type Says, type TopicScopes } from './roles.ts';

const named = ({ name }: ResolvedTopic): Scope => ({ name: name.value });

/**
 * The topics of a family.
 * @param read those that are read. Default: by the family's moves
 */
export function scopesOf(family: ResolvedFamily, read: readonly ResolvedTopic[] = family.read): TopicScopes {
  const { source, written, retries, deadLetter } = family;
  return {
    source: named(source),
    written: written.map(named),
    read: read.map(named),
    retries: retries.map(named),
    deadLetter: deadLetter && named(deadLetter),
  };
}

/** Topics without a contract around them, each to be read. */
export function scopesToRead(read: readonly Scope[]): TopicScopes {
  return { source: { name: '' }, written: [], read, retries: [], deadLetter: undefined };
}

/** What a contract says of one of its clients. */
function saidOf({ as, group }: ContractClient, { address }: Pick<Contract, 'address'>): Says {
  return as === 'consumer' ? { as, group, sole: address.class === 'work' } : { as };
}

/** Families whose contracts name a service, by its id. */
export function familiesByClient(families: readonly ResolvedFamily[]): Map<string, ResolvedFamily[]> {
  const found = new Map<string, ResolvedFamily[]>();
  for (const family of families) {
    const clients = new Set(clientsOf(family.contract).map(({ service }) => service));
    for (const client of clients) addTo(found, client, family);
  }
  return found;
}

/** What a contract makes of a service. */
export function contractRoles(service: string, holder: Holder, family: ResolvedFamily): Role[] {
  const scopes = scopesOf(family);
  return clientsOf(family.contract)
    .filter((client) => client.service === service)
    .flatMap((client) => rolesFor(saidOf(client, family.contract), holder, scopes));
}

/** What is left to a service that contracts name, where moves have taken all that it did. */
export function restingRoles(service: string, holder: Holder, family: ResolvedFamily): Role[] {
  return clientsOf(family.contract).some((client) => client.service === service)
    ? rolesFor({ as: 'resting' }, holder, scopesOf(family))
    : [];
}
