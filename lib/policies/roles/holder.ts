import type { Service } from '../../model/terms/system.ts';

/** Who a role is for: what the names of its groups, transactions and internal topics follow from. */
export interface Holder {
  /** Its consumer group where a contract names none. */
  readonly name: string;
  /** What its transactional ids begin with, before a dash; undefined: it writes without transactions. */
  readonly transactionalId: string | undefined;
  /** Its Kafka Streams application; undefined: it is none. */
  readonly application: string | undefined;
}

/** What a service, or a grant of a program, declares. */
export type Declared = Pick<Service, 'transactionalId' | 'streams'>;

/**
 * The holder that a service is, for a tenant where names have one.
 * @param name of its objects, which has the tenant in it already
 */
export function holderOf(
  { transactionalId, streams }: Declared,
  name: string,
  tenant: string | undefined,
): Holder {
  return {
    name,
    transactionalId: transactionalId && ofTenant(transactionalId, tenant),
    application:
      streams === undefined
        ? undefined
        : streams.application === undefined
          ? name
          : ofTenant(streams.application, tenant),
  };
}

/** No tenant has a dot in its name, so the ids of `north` never begin like those of `north-east`. */
function ofTenant(id: string, tenant: string | undefined): string {
  return tenant === undefined ? id : `${tenant}.${id}`;
}
