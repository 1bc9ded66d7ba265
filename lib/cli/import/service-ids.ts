import type { Environment } from '../../model/terms/environment.ts';
import type { Service } from '../../model/terms/system.ts';
import { shortHash } from '../../naming/object-name.ts';
import { isKebab } from '../../naming/segments.ts';

/** Services with the users that stand for them in each environment, and the environment that users are read of. */
export interface ServiceIdsProps {
  readonly services: readonly Service[];
  readonly environment: Environment;
  /** Every environment. */
  readonly environments: readonly Environment[];
}

/**
 * Which service a user is. A user of the same name in another environment is the same service, and so is one whose name
 * differs by the environment alone: `orders-dev` and `orders-prod`. Each other one gets an id that no service has.
 */
export class ServiceIds {
  readonly #props: ServiceIdsProps;
  readonly #taken: Set<string>;
  /** Services that no user of this environment is yet, by the names of their users elsewhere. */
  readonly #free: readonly { readonly id: string; readonly user: string; readonly plain: string }[];

  constructor(props: ServiceIdsProps) {
    this.#props = props;
    this.#taken = new Set(props.services.map(({ id }) => id));
    const { environment: here } = props.environment;
    this.#free = props.services.flatMap(({ id, imported = {} }) =>
      Object.hasOwn(imported, here)
        ? []
        : Object.entries(imported).map(([name, { user }]) => {
            const there = props.environments.find((one) => one.environment === name);
            return { id, user, plain: there === undefined ? user : withoutEnvironment(user, there) };
          }),
    );
  }

  /** The services of some users, in the order of their names. */
  of(users: readonly string[]): (user: string) => string {
    const { environment, services } = this.#props;
    const ids = new Map<string, string>();
    const used = new Set<string>();
    const take = (user: string, id: string | undefined): void => {
      if (id === undefined || ids.has(user) || used.has(id)) return;
      ids.set(user, id);
      used.add(id);
    };
    for (const { id, imported } of services) {
      const user = imported?.[environment.environment]?.user;
      if (user !== undefined && users.includes(user)) take(user, id);
    }
    for (const user of users)
      take(user, this.#free.find((one) => one.user === user && !used.has(one.id))?.id);
    for (const user of users) {
      const plain = withoutEnvironment(user, environment);
      const alike = new Set(
        this.#free.filter((one) => one.plain === plain && !used.has(one.id)).map(({ id }) => id),
      );
      const [only, ...others] = alike;
      if (others.length === 0) take(user, only);
    }
    for (const user of users) if (!ids.has(user)) take(user, this.fresh(user));
    return (user) => ids.get(user) ?? this.fresh(user);
  }

  /** An id that no service has: `orders.app` becomes `orders-app`; where that is taken, or no id, it has a hash. */
  fresh(name: string): string {
    const kebab = (text: string) => text.replaceAll(/[._-]+/g, '-');
    const names = [withoutEnvironment(name, this.#props.environment), name].map(kebab);
    const free = names.find((one) => isKebab(one) && one.length <= 63 && !this.#taken.has(one));
    const id = free ?? `user-${shortHash(name)}`;
    this.#taken.add(id);
    return id;
  }
}

/** A name without the environment at its begin or end. */
function withoutEnvironment(name: string, { environment, topics }: Environment): string {
  for (const one of [environment, topics.env]) {
    for (const separator of ['-', '.', '_']) {
      if (name.startsWith(`${one}${separator}`)) return name.slice(one.length + 1);
      if (name.endsWith(`${separator}${one}`)) return name.slice(0, -one.length - 1);
    }
  }
  return name;
}
