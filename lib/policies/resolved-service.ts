import type { Environment } from '../model/terms/environment.ts';
import type { Service } from '../model/terms/system.ts';
import type { ObjectName } from '../naming/object-name.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ResolvedPrincipal } from './principals.ts';

/** A service that writes to queues that jobs drain, in one environment, for one tenant where topics are named by tenant. */
export interface QueueWriter {
  readonly service: Service;
  /** Of its objects, and of its KafkaUser where it has one: `shop-checkout`, with a tenant `shop-main--checkout`. */
  readonly name: ObjectName;
  /** Whose topics it reaches; undefined where names have no tenant. */
  readonly tenant: string | undefined;
  /** As the service sees it: with the listener that it takes. */
  readonly environment: Environment;
  readonly queues: readonly QueueClient[];
}

/** How a service writes to one queue: by a user of the queue's own. */
export interface QueueClient {
  /** Of the ConfigMap, and of the user: `shop-print-label-writer`. */
  readonly name: ObjectName;
  /** None where the environment has no authentication. */
  readonly principal: ResolvedPrincipal | undefined;
  readonly clients: ClientSettings;
}

/** A service that has other topics than queues: with a user and clients of its own. */
export interface ResolvedService extends QueueWriter {
  /** None where the environment has no authentication. */
  readonly principal: ResolvedPrincipal | undefined;
  readonly clients: ClientSettings;
}
