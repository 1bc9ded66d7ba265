import { createHash } from 'node:crypto';
import type { SharedSchema } from '../model/catalog.ts';
import { type CarriedContract, operationsFile } from '../model/carried-contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { SystemDeclaration } from '../model/terms/system.ts';
import { duration, type Duration } from '../model/text/duration.ts';
import { joinShortName, type ObjectName } from '../naming/object-name.ts';
import { type CarriedParts, carriedSystem } from './carried-contract.ts';
import { resolveOperations } from './operations.ts';
import { imageReference } from './queue-settings.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { isAbout } from './roles/duty-roles.ts';

/** The program that counts dead letters at set times and reports what it finds, in one environment, as one service. */
export interface ResolvedAnalysis {
  /** Of its CronJob and what belongs to that: `shop-desk-analysis`. */
  readonly name: ObjectName;
  /** Whose principal it has. */
  readonly service: ResolvedService;
  readonly every: Duration;
  /** The same as a CronJob has it. */
  readonly schedule: string;
  /** With registry, and tag or digest. */
  readonly image: string;
  /** Of the topics whose dead letters it counts. */
  readonly families: readonly ResolvedFamily[];
  /** The topics that it reports to: audit, metrics or both. */
  readonly reports: readonly ResolvedFamily[];
  /** The files that it reads, by their names. Made when asked for: they have schemas in them. */
  readonly files: () => Readonly<Record<string, string>>;
}

/** A CronJob's name takes 52 characters: its Jobs have 11 more. */
const longestCronJob = 52;

/**
 * One a service with the duty `dead letter operator`, for its tenant; none where the environment has them off, or the system names
 * neither audit nor metrics. A topic that several services have the duty for is counted by the first of them.
 */
export function resolveAnalyses(
  parts: CarriedParts,
  environment: Environment,
  shared: readonly SharedSchema[],
): ResolvedAnalysis[] {
  const { analysis } = environment.runtime;
  const image = environment.images.runtime;
  if (analysis === undefined || image === undefined) return [];
  const { declaration, families, services } = parts;
  return services.flatMap((service): ResolvedAnalysis[] => {
    const inTenant = families.filter(({ tenant }) => tenant === service.tenant);
    const operations = resolveOperations(declaration.operations, inTenant);
    const reports = [operations?.audit, operations?.metrics].filter((one) => one !== undefined);
    const own = inTenant.filter((family) => analystOf(declaration, family) === service.service.id);
    if (reports.length === 0 || own.length === 0) return [];
    const name = joinShortName(longestCronJob, service.name, 'analysis');
    return [
      {
        name,
        service,
        every: analysis.every,
        schedule: scheduleOf(name, analysis.every),
        image: imageReference(environment, image),
        families: own,
        reports,
        files: () =>
          filesOf({ ...parts, families: inTenant }, { service, families: own }, environment, shared),
      },
    ];
  });
}

/** The service that counts the dead letters of a topic; undefined where no service has the duty, or there are none. */
function analystOf(
  { services }: SystemDeclaration,
  family: Pick<ResolvedFamily, 'contract' | 'deadLetter' | 'read'>,
): string | undefined {
  if (family.deadLetter === undefined || family.read.length === 0) return undefined;
  return services.find(({ duties = [] }) =>
    duties.some((one) => one.duty === 'dead letter operator' && isAbout(one, family)),
  )?.id;
}

function filesOf(
  parts: CarriedParts,
  { service, families }: Pick<ResolvedAnalysis, 'service' | 'families'>,
  environment: Environment,
  shared: readonly SharedSchema[],
): Record<string, string> {
  const { topics, operations } = carriedSystem(parts, environment, shared);
  const units = new Map(families.map(({ source, unit }): [string, string] => [source.name.value, unit]));
  const mine = operations.map((one) => ({
    ...one,
    operators: one.operators.filter((operator) => operator.service === service.service.id),
  }));
  return {
    ...Object.fromEntries(
      topics.flatMap((topic): [string, string][] => {
        const unit = units.get(topic.topic);
        return unit === undefined ? [] : [[`${unit}.json`, fileText(counted(topic))]];
      }),
    ),
    [operationsFile]: fileText(mine),
  };
}

/** What who counts needs of a topic: it reads headers and no value, so no schema. */
function counted(topic: CarriedContract): Omit<CarriedContract, 'schema'> {
  const { schema: _, ...rest } = topic;
  return { ...rest, subjects: [] };
}

function fileText(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** At a minute of its own: all at once would ask the brokers for much at once. */
function scheduleOf(name: ObjectName, every: Duration): string {
  const spread = createHash('sha256').update(name).digest();
  const hour = duration('1h');
  const minutes = Math.min(every, hour) / duration('1m');
  const minute = spread.readUInt32BE(0) % minutes;
  if (every < hour) return `${minute}-59/${minutes} * * * *`;
  const hours = every / hour;
  const first = spread.readUInt32BE(4) % hours;
  const inDay = hours === 1 ? '*' : hours === 24 ? String(first) : `${first}-23/${hours}`;
  return `${minute} ${inDay} * * *`;
}
