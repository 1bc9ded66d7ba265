import type { Service } from '../model/terms/system.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import type { ResolvedSystem } from './resolve.ts';
import { holderOf } from './roles/holder.ts';

/** A service that may write history to a topic again. */
export interface Replayer {
  readonly service: string;
  /** What its transactional ids begin with: `shop-history-`. */
  readonly transactionalIds: string;
}

/** The services whose duty it is to write history to the topic of a contract again. */
export function replayersOf({ services }: ResolvedSystem, family: ResolvedFamily): Replayer[] {
  return services
    .filter(({ service, tenant }) => tenant === family.tenant && isReplayer(service, family))
    .map(({ service, name, tenant }): Replayer => {
      const { transactionalId } = holderOf(service, name, tenant);
      return { service: service.id, transactionalIds: `${transactionalId ?? name}-` };
    });
}

function isReplayer({ duties = [] }: Service, { contract }: ResolvedFamily): boolean {
  return duties.some(
    ({ duty, topics }) =>
      duty === 'replayer' && (topics === 'all' || topics.includes(contract.address.topic)),
  );
}
