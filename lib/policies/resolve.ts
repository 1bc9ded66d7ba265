import { familiesByClient } from './roles/contract-roles.ts';
import { compare } from '../model/text/problem.ts';
import { type Catalog, messagesOf } from '../model/catalog.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { SystemDeclaration } from '../model/terms/system.ts';
import { type ResolvedAdmin, resolveAdmins } from './admins.ts';
import { type ResolvedAnalysis, resolveAnalyses } from './analyses.ts';
import { type ResolvedDispatcher, resolveDispatchers } from './dispatchers.ts';
import { type ResolvedCanary, resolveCanaries } from './canary-settings.ts';
import type { KnownTopic } from './client-settings.ts';
import { type ResolvedMirror, resolveMirror } from './mirror.ts';
import { type OwnNamespace, ownNamespaces } from './namespaces.ts';
import type { ResolvedPrincipal } from './principals.ts';
import { queuePrincipals } from './queue-principals.ts';
import { queueClients, type QueueWithPrincipals } from './queue-writers.ts';
import { tenantsOf } from './name-scope.ts';
import { importedPrincipals, isThere } from './imported-principals.ts';
import { resolveOperations } from './operations.ts';
import { expectedLoads } from './quotas.ts';
import { resolveQueue } from './queue-settings.ts';
import { resolveService, seenBy } from './service-settings.ts';
import { serviceName } from './service-name.ts';
import type { ResolvedServiceScaler } from './resolved-scaler.ts';
import type { QueueWriter, ResolvedService } from './resolved-service.ts';
import { resolveScalers } from './scaled-consumers.ts';
import { resolveFamily } from './topic-settings.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { type SystemSchemas, systemSchemas } from './system-schemas.ts';
import { type AllTopics, type ResolvedWorkbench, resolveWorkbench } from './workbench.ts';
import { type UsedExecutorClass, usedExecutorClasses } from './executor-classes.ts';
import { inFullUse, versionUses } from './version-migrations.ts';

/** Everything of one system in one environment; all that ends in its manifests is decided here. */
export interface ResolvedSystem {
  readonly declaration: SystemDeclaration;
  readonly environment: Environment;
  /** Its topics and users were there before their contracts: nothing is made for its workloads. */
  readonly imported: boolean;
  /** Namespace of its workloads. */
  readonly namespace: string;
  readonly families: readonly ResolvedFamily[];
  readonly queues: readonly QueueWithPrincipals[];
  /** Its services, one a tenant where topics are named by tenant. */
  readonly services: readonly ResolvedService[];
  /** Its other services that write to queues that jobs drain. */
  readonly queueWriters: readonly QueueWriter[];
  /** What scales the Deployments of services; none where no contract names one, or the environment has no KEDA. */
  readonly scalers: readonly ResolvedServiceScaler[];
  /** None where the environment has them off. */
  readonly canaries: readonly ResolvedCanary[];
  /** None where the environment has them off, or no service has the duty. */
  readonly dispatchers: readonly ResolvedDispatcher[];
  /** None where the environment has them off, or no service has a duty that they are for. */
  readonly admins: readonly ResolvedAdmin[];
  /** None where the environment has them off, or the system names no topic that they write to. */
  readonly analyses: readonly ResolvedAnalysis[];
  /** The executor classes that its jobs run in here. */
  readonly executorClasses: readonly UsedExecutorClass[];
  /** For operators, where the environment has it and the system has queues. */
  readonly workbench: ResolvedWorkbench | undefined;
  /** Users that were there before their contracts; of systems whose names are imported. */
  readonly importedPrincipals: readonly ResolvedPrincipal[];
  /** All of them. */
  readonly principals: readonly ResolvedPrincipal[];
  /** What its contracts have in the schema registry; undefined where the environment has no registry. */
  readonly schemas: SystemSchemas | undefined;
}

/** One environment, whole. */
export interface Resolved {
  readonly environment: Environment;
  readonly systems: readonly ResolvedSystem[];
  /** The namespaces that are rendered, by name. */
  readonly namespaces: readonly OwnNamespace[];
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
  const declared = catalog.systems.map((declaration) => resolveTopics(catalog, declaration, environment));
  const topics = allTopics(declared);
  const classes = usedExecutorClasses(declared, environment);
  const schemas = systemSchemas(catalog, { environment, systems: declared });
  const withQueues = declared.filter(({ queues }) => queues.length > 0);
  const systems = declared.map((one): ResolvedSystem => {
    const { declaration, queues, services, scalers } = one;
    const workbench =
      environment.queues.workbench && queues.length > 0
        ? resolveWorkbench(declaration.id, queues, environment, topics, withQueues.length === 1)
        : undefined;
    return {
      ...one,
      executorClasses: classes.get(declaration.id) ?? [],
      workbench,
      schemas: schemas?.get(declaration.id),
      principals: [
        ...services.flatMap((service) => service.principal ?? []),
        ...queues.flatMap(({ principals }) => principals),
        ...scalers.flatMap((scaler) => scaler.principal ?? []),
        ...(workbench?.principals ?? []),
        ...one.importedPrincipals,
      ],
    };
  });
  return {
    environment,
    systems,
    namespaces: ownNamespaces(environment, systems),
    mirror: resolveMirror(environment, systems),
  };
}

function allTopics(systems: readonly Pick<ResolvedSystem, 'families'>[]): AllTopics {
  const familyOf = new Map(
    systems.flatMap(({ families }) =>
      families.flatMap((family) =>
        family.topics.map(({ name }): [string, ResolvedFamily] => [name.value, family]),
      ),
    ),
  );
  return { familyOf, sorted: [...familyOf.keys()].sort(compare) };
}

/** What of a system follows from itself and the environment alone. */
type OwnParts = Omit<ResolvedSystem, 'executorClasses' | 'workbench' | 'principals' | 'schemas'>;

function resolveTopics(catalog: Catalog, declaration: SystemDeclaration, environment: Environment): OwnParts {
  const { topics } = environment.queues;
  const { naming } = declaration;
  const { imported } = naming;
  const all = catalog.contracts.filter(
    ({ address, terms }) => address.system === declaration.id && (topics || terms.scaling === undefined),
  );
  const uses = versionUses(all, environment);
  const useOf = ({ address }: Contract) => uses.get(addressText(address)) ?? inFullUse;
  const contracts = all.filter(
    (contract) => useOf(contract).exists && (!imported || isThere(contract, environment)),
  );
  const families = contracts.flatMap((contract) =>
    tenantsOf(naming, environment).map((tenant) =>
      resolveFamily(contract, naming, environment, tenant, useOf(contract)),
    ),
  );
  // What was there before us runs elsewhere: its users are kept, and nothing is made for its workloads.
  const queues = families
    .filter(({ contract }) => contract.terms.scaling !== undefined && !imported)
    .map((family): QueueWithPrincipals => {
      const records = families.filter(({ tenant }) => tenant === family.tenant);
      const queue = resolveQueue(family, environment, messagesOf(catalog, declaration.id), records);
      return Object.assign(queue, { principals: queuePrincipals(queue, environment, declaration.services) });
    });
  const { services, queueWriters } = imported
    ? { services: [], queueWriters: [] }
    : resolveServices(declaration, environment, families, queues);
  const scalers = resolveScalers(environment, families, services);
  const namespace = environment.workloads.namespaces[declaration.id];
  return {
    declaration,
    environment,
    imported,
    namespace: namespace ?? environment.kafka.namespace,
    families,
    queues,
    services,
    queueWriters,
    scalers,
    canaries: resolveCanaries(environment, families, services, messagesOf(catalog, declaration.id)),
    dispatchers: resolveDispatchers(environment, families, services),
    admins: resolveAdmins(
      { declaration, families, services },
      environment,
      messagesOf(catalog, declaration.id),
    ),
    analyses: resolveAnalyses(
      { declaration, families, services },
      environment,
      messagesOf(catalog, declaration.id),
    ),
    importedPrincipals: imported ? importedPrincipals(declaration, environment, families) : [],
  };
}

function resolveServices(
  { id, naming, services: declared, operations: terms }: SystemDeclaration,
  environment: Environment,
  families: readonly ResolvedFamily[],
  queues: readonly QueueWithPrincipals[],
): Pick<ResolvedSystem, 'services' | 'queueWriters'> {
  const services: ResolvedService[] = [];
  const queueWriters: QueueWriter[] = [];
  for (const tenant of tenantsOf(naming, environment)) {
    const inDuty = tenant === undefined ? families : families.filter((family) => family.tenant === tenant);
    // A queue that jobs drain brings principals of its own for its producers and its consumer.
    const own = inDuty.filter(({ contract }) => contract.terms.scaling === undefined);
    const ownQueues = queues.filter(({ family }) => family.tenant === tenant);
    const loads = expectedLoads(inDuty);
    const clients = { topics: topicsByName(inDuty), services: declared };
    const byClient = familiesByClient(own);
    const operations = resolveOperations(terms, inDuty);
    const context = {
      ...{ system: id, environment, tenant, families: own, inDuty },
      ...{ loads, clients, byClient, operations },
    };
    for (const service of declared) {
      const written = queueClients(service, ownQueues, clients);
      const [found] = resolveService(service, context);
      if (found !== undefined) services.push({ ...found, queues: written });
      else if (written.length > 0) {
        const name = serviceName(id, tenant, service.id);
        queueWriters.push({
          service,
          name,
          tenant,
          environment: seenBy(service, environment),
          queues: written,
        });
      }
    }
  }
  return { services, queueWriters };
}

function topicsByName(families: readonly ResolvedFamily[]): Map<string, KnownTopic> {
  return new Map(
    families.flatMap((family) =>
      family.topics.map((topic): [string, KnownTopic] => [topic.name.value, { topic, family }]),
    ),
  );
}
