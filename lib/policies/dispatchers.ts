import type { CarriedTopic } from '../model/carried-topic.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { SystemDeclaration } from '../model/terms/system.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { carriedTopic } from './carried-topic.ts';
import { imageReference } from './queue-settings.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { isDispatcherOf } from './roles/duty-roles.ts';

/** The program that brings messages of retry topics back to their topics, in one environment, as one service. */
export interface ResolvedDispatcher {
  /** Of its Deployment and what belongs to that: `shop-retry--dispatcher-dispatcher`. */
  readonly name: ObjectName;
  /** Whose principal it has, which is its consumer group too. */
  readonly service: ResolvedService;
  readonly replicas: number;
  /** With registry, and tag or digest. */
  readonly image: string;
  /** Of the topics that it is for: each has retries. */
  readonly families: readonly ResolvedFamily[];
  /** The files that it reads: the same topics, by the name of the file. */
  readonly files: Readonly<Record<string, string>>;
}

/** One a service with the duty, for its tenant; none where the environment has them off. */
export function resolveDispatchers(
  environment: Environment,
  families: readonly ResolvedFamily[],
  services: readonly ResolvedService[],
): ResolvedDispatcher[] {
  const { runtime, images } = environment;
  const { dispatcher } = runtime;
  const image = images.runtime;
  if (dispatcher === undefined || image === undefined) return [];
  return services.flatMap((service): ResolvedDispatcher[] => {
    const own = families.filter((family) => isDispatched(family) && dispatches(service, family));
    if (own.length === 0) return [];
    return [
      {
        name: joinObjectName(service.name, 'dispatcher'),
        service,
        replicas: dispatcher.replicas,
        image: imageReference(environment, image),
        families: own,
        files: Object.fromEntries(
          own.map((family) => [`${family.unit}.json`, fileText(carriedTopic(family))]),
        ),
      },
    ];
  });
}

/** Whether a topic has retries that come back to it here. */
export function isDispatched({ retries, read }: ResolvedFamily): boolean {
  return retries.length > 0 && read.length > 0;
}

/** The services of a system whose duty it is to dispatch a topic's retries, by their ids. */
export function dispatchersOf({ services }: SystemDeclaration, family: ResolvedFamily): string[] {
  return services.filter((service) => isDispatcherOf(service, family)).map(({ id }) => id);
}

function dispatches({ service, tenant }: ResolvedService, family: ResolvedFamily): boolean {
  return tenant === family.tenant && isDispatcherOf(service, family);
}

function fileText(topic: CarriedTopic): string {
  return `${JSON.stringify(topic)}\n`;
}
