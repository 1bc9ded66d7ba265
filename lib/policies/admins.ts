import { type CarriedContract, operationsFile } from '../model/carried-contract.ts';
import type { SharedSchema } from '../model/catalog.ts';
import type { Environment } from '../model/terms/environment.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { type CarriedParts, carriedSystem } from './carried-contract.ts';
import { isReplayed } from './carried-replay.ts';
import { keepsJournal } from './operations.ts';
import { imageReference } from './queue-settings.ts';
import type { ResolvedService } from './resolved-service.ts';

/** The program that serves dead letters and replays over HTTP, in one environment, as one service. */
export interface ResolvedAdmin {
  /** Of its Deployment and what belongs to that: `shop-desk-admin`. */
  readonly name: ObjectName;
  /** Whose principal it has. */
  readonly service: ResolvedService;
  readonly replicas: number;
  /** With registry, and tag or digest. */
  readonly image: string;
  /** The Secret with the tokens, in the namespace of the service. */
  readonly tokens: string;
  /** The files that it reads, by their names. Made when asked for: they have schemas in them. */
  readonly files: () => Readonly<Record<string, string>>;
}

/**
 * One a service with the duty `dead letter operator` or `replayer`, for its tenant; none where the environment has them off, or the
 * system's off.
 */
export function resolveAdmins(
  parts: CarriedParts,
  environment: Environment,
  shared: readonly SharedSchema[],
): ResolvedAdmin[] {
  const { admin } = environment.runtime;
  const image = environment.images.runtime;
  if (admin === undefined || image === undefined) return [];
  const { declaration, families, services } = parts;
  if (admin.systems?.includes(declaration.id) === false) return [];
  return services
    .filter(({ service }) => keepsJournal(service))
    .map((service) => ({
      name: joinObjectName(service.name, 'admin'),
      ...{
        service,
        replicas: admin.replicas,
        image: imageReference(environment, image),
        tokens: admin.tokens,
      },
      files: () => {
        const own = families.filter(({ tenant }) => tenant === service.tenant);
        return filesOf({ ...parts, families: own }, service, environment, shared);
      },
    }));
}

function filesOf(
  parts: CarriedParts,
  { service }: ResolvedService,
  environment: Environment,
  shared: readonly SharedSchema[],
): Record<string, string> {
  const { id } = service;
  const { topics, operations } = carriedSystem(parts, environment, shared);
  const units = new Map(
    parts.families.map(({ source, unit }): [string, string] => [source.name.value, unit]),
  );
  const mine = operations.map((one) => ({
    ...one,
    operators: one.operators.filter((operator) => operator.service === id),
  }));
  const operated = new Set(mine.flatMap(({ operators }) => operators.flatMap((one) => one.deadLettersOf)));
  const replayed = new Set<string>(
    parts.families
      .filter(({ contract }) => isReplayed(service, contract))
      .map(({ source }) => source.name.value),
  );
  const files = topics.flatMap((topic): [string, string][] => {
    const { deadLetter, replay, ...rest } = topic;
    const replayers = replay?.replayers.filter((one) => one === id) ?? [];
    const isInReplay = replay !== undefined && (replayers.length > 0 || replayed.has(topic.topic));
    const known: CarriedContract = {
      ...rest,
      ...(deadLetter === undefined || !operated.has(topic.topic) ? {} : { deadLetter }),
      ...(isInReplay ? { replay: { ...replay, replayers } } : {}),
    };
    const isAbout = known.deadLetter !== undefined || isInReplay;
    return isAbout ? [[`${units.get(topic.topic) ?? topic.topic}.json`, fileText(known)]] : [];
  });
  return { ...Object.fromEntries(files), [operationsFile]: fileText(mine) };
}

function fileText(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
