import type { Service } from '../../model/terms/system.ts';
import type { TopicClients } from './imported-contracts.ts';
import { clientsAmong, type LiveUser } from './imported-users.ts';
import type { Hint } from './scaler-hints.ts';
import type { LiveTopic } from './selection.ts';
import type { ServiceIds } from './service-ids.ts';

/** Who writes and reads each topic: by rights, and by groups that scalers of others follow. */
export class Clients {
  readonly #byRights: ReturnType<typeof clientsAmong>;
  readonly #hints: ReadonlyMap<string, readonly Hint[]>;
  readonly #ids: ServiceIds;
  /** By the scaler and its group. */
  readonly #readers = new Map<string, Service>();

  constructor(users: readonly LiveUser[], hints: ReadonlyMap<string, readonly Hint[]>, ids: ServiceIds) {
    this.#byRights = clientsAmong(users);
    this.#hints = hints;
    this.#ids = ids;
  }

  get readers(): Service[] {
    return [...this.#readers.values()];
  }

  of({ name }: LiveTopic): TopicClients {
    const hints = this.#hints.get(name) ?? [];
    const { producers, consumers } = this.#byRights(
      name,
      hints.map(({ group }) => group),
    );
    const groups = new Set(consumers.map(({ group }) => group));
    const unknown = hints.filter(({ group }) => !groups.has(group));
    return {
      producers,
      consumers: [
        ...consumers,
        ...unknown.map((hint) => ({ service: this.#reader(hint), group: hint.group })),
      ],
      mostLag: hints.length === 0 ? undefined : Math.max(...hints.map(({ mostLag }) => mostLag)),
    };
  }

  /** No user is known of it here, so that none is made. */
  #reader({ name, group }: Hint): string {
    const key = JSON.stringify([name, group]);
    const there = this.#readers.get(key);
    if (there !== undefined) return there.id;
    const purpose = `To be described: it reads in the group ${group}, as the scaler ${name} says`;
    const made: Service = { id: this.#ids.fresh(name), purpose, imported: {} };
    this.#readers.set(key, made);
    return made.id;
  }
}
