import { type Catalog, messagesOf } from '../model/catalog.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { SystemDeclaration } from '../model/terms/service.ts';
import { type ResolvedCanary, resolveCanaries } from './canary-settings.ts';
import type { KnownTopic } from './client-settings.ts';
import { type ResolvedMirror, resolveMirror } from './mirror.ts';
import type { ResolvedPrincipal } from './principals.ts';
import { queuePrincipals, workbenchPrincipals } from './queue-principals.ts';
import { tenantsOf } from './name-scope.ts';
import { foundPrincipals, isThere } from './found-principals.ts';
import { expectedLoads } from './quotas.ts';
import { executorOf, type ResolvedQueue, resolveQueue } from './queue-settings.ts';
import { resolveService } from './service-settings.ts';
import type { ResolvedServiceScaler } from './resolved-scaler.ts';
import type { ResolvedService } from './resolved-service.ts';
import { resolveScalers } from './scaled-consumers.ts';
import { resolveFamily } from './topic-settings.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { inFullUse, versionUses } from './version-moves.ts';

/** Everything of one system in one environment; all that ends in its manifests is decided here. */
export interface ResolvedSystem {
  readonly declaration: SystemDeclaration;
  readonly environment: Environment;
  /** Namespace of its workloads. */
  readonly namespace: string;
  readonly families: readonly ResolvedFamily[];
  readonly queues: readonly QueueWithPrincipals[];
  /** Its services, one a tenant where topics are named by tenant. Queues that jobs drain have principals of their own. */
  readonly services: readonly ResolvedService[];
  /** What scales the Deployments of services; none where no contract names one, or the environment has no KEDA. */
  readonly scalers: readonly ResolvedServiceScaler[];
  /** None where the environment has them off. */
  readonly canaries: readonly ResolvedCanary[];
  /** Those that belong to no queue and no service. */
  readonly otherPrincipals: readonly ResolvedPrincipal[];
  /** All of them. */
  readonly principals: readonly ResolvedPrincipal[];
}

interface QueueWithPrincipals extends ResolvedQueue {
  /** Writer, reader, scaler. */
  readonly principals: readonly ResolvedPrincipal[];
}

/** One environment, whole. */
export interface Resolved {
  readonly environment: Environment;
  readonly systems: readonly ResolvedSystem[];
  /** What is copied from other regions; undefined where nothing is. */
  readonly mirror: ResolvedMirror | undefined;
}

/** Every principal of an environment, those that belong to no system last. */
export function principalsOf({ systems, mirror }: Resolved): ResolvedPrincipal[] {
  return [
    ...systems.flatMap(({ principals }) => principals),
    ...(mirror?.writer === undefined ? [] : [mirror.writer]),
    ...(mirror?.readers ?? []),
  ];
}

/**
 * Every number and name of an environment, from the catalogue and the environment alone: no clock, no file,
 * no environment variable. Rules on the catalogue come first; what they refuse may throw here.
 */
export function resolve(catalog: Catalog, environment: Environment): Resolved {
  const systems = catalog.systems.map((declaration) => resolveSystem(catalog, declaration, environment));
  return { environment, systems, mirror: resolveMirror(environment, systems) };
}

function resolveSystem(
  catalog: Catalog,
  declaration: SystemDeclaration,
  environment: Environment,
): ResolvedSystem {
  const on = declaration.id !== 'workrequests' || environment.workrequests.topics;
  const { naming } = declaration;
  const found = naming.imported;
  const all = on ? catalog.contracts.filter(({ address }) => address.system === declaration.id) : [];
  const uses = versionUses(all, environment);
  const useOf = ({ address }: Contract) => uses.get(addressText(address)) ?? inFullUse;
  const contracts = all.filter(
    (contract) => useOf(contract).exists && (!found || isThere(contract, environment)),
  );
  const families = contracts.flatMap((contract) =>
    tenantsOf(naming, environment).map((tenant) =>
      resolveFamily(contract, naming, environment, tenant, useOf(contract)),
    ),
  );
  const queues = families
    .filter(
      ({ contract }) => contract.terms.scaling !== undefined && executorOf(contract, naming) !== undefined,
    )
    .map((family): QueueWithPrincipals => {
      const queue = resolveQueue(family, environment);
      return Object.assign(queue, { principals: queuePrincipals(queue, environment, declaration.services) });
    });
  // What was there before us runs elsewhere: its users are kept, and nothing is made for its workloads.
  const otherPrincipals = found
    ? foundPrincipals(declaration, environment, families)
    : workbenchPrincipals(queues, environment);
  const services = found ? [] : resolveServices(declaration, environment, families);
  const scalers = resolveScalers(environment, families, services);
  const namespace = environment.workloads.namespaces[declaration.id];
  return {
    declaration,
    environment,
    namespace: namespace ?? environment.kafka.namespace,
    families,
    queues,
    services,
    scalers,
    canaries: resolveCanaries(environment, families, services, messagesOf(catalog, declaration.id)),
    otherPrincipals,
    principals: [
      ...services.flatMap((service) => service.principal ?? []),
      ...queues.flatMap(({ principals }) => principals),
      ...scalers.flatMap((scaler) => scaler.principal ?? []),
      ...otherPrincipals,
    ],
  };
}

function resolveServices(
  { id, naming, services }: SystemDeclaration,
  environment: Environment,
  families: readonly ResolvedFamily[],
): ResolvedService[] {
  // A queue that jobs drain brings its own principals.
  const served = families.filter(({ contract }) => contract.terms.scaling === undefined);
  if (served.length === 0) return [];
  return tenantsOf(naming, environment).flatMap((tenant) => {
    const own = tenant === undefined ? served : served.filter((family) => family.tenant === tenant);
    const loads = expectedLoads(own);
    const clients = { topics: topicsByName(own), services };
    return services.flatMap((service) =>
      resolveService(service, { system: id, environment, tenant, families: own, loads, clients }),
    );
  });
}

function topicsByName(families: readonly ResolvedFamily[]): Map<string, KnownTopic> {
  return new Map(
    families.flatMap((family) =>
      family.topics.map((topic): [string, KnownTopic] => [topic.name.value, { topic, family }]),
    ),
  );
}
