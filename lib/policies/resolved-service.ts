import type { Environment } from '../model/terms/environment.ts';
import type { Service } from '../model/terms/system.ts';
import type { ObjectName } from '../naming/object-name.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ResolvedPrincipal } from './principals.ts';

/** A service in one environment, for one tenant where topics are named by tenant. */
export interface ResolvedService {
  readonly service: Service;
  /** Of its objects, and its KafkaUser: `shop-checkout`, with a tenant `shop-main--checkout`. */
  readonly name: ObjectName;
  /** Whose topics it reaches; undefined where names have no tenant. */
  readonly tenant: string | undefined;
  /** As the service sees it: with the listener that it takes. */
  readonly environment: Environment;
  /** None where the environment has no authentication. */
  readonly principal: ResolvedPrincipal | undefined;
  readonly clients: ClientSettings;
}
