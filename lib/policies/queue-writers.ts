import { clientsOf } from '../model/contract-clients.ts';
import type { Service } from '../model/terms/system.ts';
import { type ClientContext, resolveClients } from './client-settings.ts';
import type { ResolvedPrincipal } from './principals.ts';
import { writerName } from './queue-principals.ts';
import type { ResolvedQueue } from './queue-settings.ts';
import type { QueueClient } from './resolved-service.ts';
import { scopesOf } from './roles/contract-roles.ts';
import { holderOf } from './roles/holder.ts';
import { rolesFor } from './roles/roles.ts';

/** A queue that jobs drain, with its users. */
export interface QueueWithPrincipals extends ResolvedQueue {
  /** Writer, reader, scaler. */
  readonly principals: readonly ResolvedPrincipal[];
}

/**
 * How a service writes to the queues whose contracts name it as a producer.
 * @param queues of the system, of one tenant
 */
export function queueClients(
  service: Service,
  queues: readonly QueueWithPrincipals[],
  context: ClientContext,
): QueueClient[] {
  return queues.flatMap((queue) => {
    const { family, principals } = queue;
    const producers = clientsOf(family.contract).filter(({ as }) => as === 'producer');
    return producers.flatMap((producer, index): QueueClient[] => {
      if (producer.service !== service.id) return [];
      const name = writerName(queue, service.id, index);
      const holder = holderOf(service, name, family.tenant);
      const roles = rolesFor({ as: 'producer' }, holder, scopesOf(family));
      return [
        {
          name,
          principal: principals.find((one) => one.name === (name as string)),
          clients: resolveClients(service, holder, roles, context),
        },
      ];
    });
  });
}
