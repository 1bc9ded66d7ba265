import type { Duration } from '../model/text/duration.ts';
import type { ConsumerGroup } from '../naming/principal.ts';
import type { ObjectName } from '../naming/object-name.ts';
import type { ResolvedPrincipal } from './principals.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { Setting } from './setting.ts';

/** A topic whose lag counts for a Deployment. */
export interface ScaledTopic {
  readonly family: ResolvedFamily;
  readonly topic: ResolvedTopic;
  readonly group: Setting<ConsumerGroup>;
  /** Unread messages that one replica is for. */
  readonly lagPerReplica: Setting<number>;
}

/** A consumer of a contract that names the Deployment. */
export interface DeploymentClaim {
  readonly family: ResolvedFamily;
  /** Its place among the contract's consumers. */
  readonly index: number;
}

/** A Deployment that KEDA scales by the lag of its consumers, in one environment. */
export interface ResolvedScaledConsumer {
  /** Of the ScaledObject: that of the Deployment, cut where KEDA takes no more. */
  readonly name: ObjectName;
  readonly deployment: Setting<ObjectName>;
  /** In the order of their names; none where a migration has taken from the service all that it read. */
  readonly topics: readonly ScaledTopic[];
  readonly minReplicas: Setting<number>;
  readonly maxReplicas: Setting<number>;
  readonly cooldown: Setting<Duration>;
  /** Of the lag while no replica runs. */
  readonly pollingInterval: Setting<Duration>;
  readonly claims: readonly DeploymentClaim[];
}

/** What scales the Deployments of one service: KEDA acts as one principal for all of them. */
export interface ResolvedServiceScaler {
  readonly service: ResolvedService;
  /** As KEDA sees it: with the listener of clients, whatever the service itself takes. */
  readonly environment: ResolvedService['environment'];
  /** Of TriggerAuthentication and KafkaUser: `<service>-scaler`. */
  readonly name: ObjectName;
  /** None where the environment has no authentication. */
  readonly principal: ResolvedPrincipal | undefined;
  readonly consumers: readonly ResolvedScaledConsumer[];
}
