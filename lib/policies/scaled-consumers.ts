import { certain } from '../naming/brand.ts';
import { joinObjectName, joinShortName, type ObjectName } from '../naming/object-name.ts';
import { type ConsumerGroup, parseConsumerGroup } from '../naming/principal.ts';
import { groupBy } from '../model/groups.ts';
import type { DeploymentTerms } from '../model/terms/deployment-terms.ts';
import type { Environment } from '../model/terms/environment.ts';
import { duration } from '../model/text/duration.ts';
import { compare } from '../model/text/problem.ts';
import type { Path } from '../model/text/yaml-source.ts';
import { principal } from './principals.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import type {
  DeploymentClaim,
  ResolvedScaledConsumer,
  ResolvedServiceScaler,
  ScaledTopic,
} from './resolved-scaler.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import { scopesOf, scopesToRead } from './roles/contract-roles.ts';
import type { Holder } from './roles/holder.ts';
import { rolesFor } from './roles/roles.ts';
import { byRule, fromFile, type Setting, setting } from './setting.ts';

/** KEDA calls its autoscaler `keda-hpa-<name>`, and its webhook takes 63 characters for that. */
const longestName = 63 - 'keda-hpa-'.length;

/**
 * What scales the Deployments that contracts name for consumers of these services. A Deployment has one scaler with a
 * trigger for each topic that it reads; what several contracts say of it, the first one decides (the rule
 * `scaled-deployment-consistent` refuses contradictions).
 * @returns none where the environment has no KEDA
 */
export function resolveScalers(
  environment: Environment,
  families: readonly ResolvedFamily[],
  services: readonly ResolvedService[],
): ResolvedServiceScaler[] {
  if (environment.workloads.keda === 'none') return [];
  const claims = families.flatMap((family) => claimsOf(family));
  if (claims.length === 0) return [];
  const byService = groupBy(claims, (claim) => key(claim.family.tenant, consumerOf(claim).service));
  return services.flatMap((service) => {
    const own = byService.get(key(service.tenant, service.service.id)) ?? [];
    return own.length === 0 ? [] : [scalerOf(environment, service, own)];
  });
}

/** The consumers of a contract that name a Deployment; a queue that jobs drain has none. */
function claimsOf(family: ResolvedFamily): DeploymentClaim[] {
  const { consumers, scaling } = family.contract.terms;
  if (scaling !== undefined) return [];
  return consumers.flatMap(({ deployment }, index) => (deployment === undefined ? [] : [{ family, index }]));
}

/** What the contract says of it. */
export function termsOf(claim: DeploymentClaim): DeploymentTerms {
  return consumerOf(claim).deployment ?? {};
}

function consumerOf({ family, index }: DeploymentClaim) {
  const consumer = family.contract.terms.consumers[index];
  if (consumer === undefined) throw new Error(`${family.address} has no consumer ${index}`);
  return consumer;
}

function key(tenant: string | undefined, service: string): string {
  return JSON.stringify([tenant ?? null, service]);
}

function scalerOf(
  environment: Environment,
  service: ResolvedService,
  claims: readonly DeploymentClaim[],
): ResolvedServiceScaler {
  const deployments = groupBy(claims, (claim) => termsOf(claim).name ?? service.name);
  const consumers = [...deployments]
    .sort(([a], [b]) => compare(a, b))
    .map(([deployment, own]) => consumerFor(environment, service, deployment, own));
  const name = joinObjectName(service.name, 'scaler');
  const scaled = consumers.flatMap(({ topics }) => topics);
  const holder: Holder = { name, transactionalId: undefined, application: undefined };
  const scales = scaled.flatMap(({ topic, group }) =>
    rolesFor({ as: 'scaler', group: group.value }, holder, scopesToRead([{ name: topic.name.value }])),
  );
  // It keeps its user when a migration leaves it nothing: one that is deleted comes back with another password.
  const resting = claims.flatMap(({ family }) => rolesFor({ as: 'resting' }, holder, scopesOf(family)));
  const roles = scales.length > 0 ? scales : resting;
  const loads = expectedLoads(claims.map(({ family }) => family));
  const quotas = quotasOf(environment, roles, loads);
  const [found] = principal(environment, name, 'keda', 'measures the lag', roles, quotas);
  return {
    service,
    environment,
    name,
    principal: found && service.tenant !== undefined ? { ...found, tenant: service.tenant } : found,
    consumers,
  };
}

function consumerFor(
  environment: Environment,
  service: ResolvedService,
  deployment: ObjectName,
  claims: readonly DeploymentClaim[],
): ResolvedScaledConsumer {
  const said = <K extends keyof DeploymentTerms>(term: K): Said<K> | undefined => {
    const claim = claims.find((one) => termsOf(one)[term] !== undefined);
    return claim && { claim, value: termsOf(claim)[term] as NonNullable<DeploymentTerms[K]> };
  };
  const written = <K extends 'name' | 'cooldown' | 'pollingInterval'>(
    term: K,
  ): Setting<NonNullable<DeploymentTerms[K]>> | undefined => {
    const found = said(term);
    return found && setting(found.value, from(found.claim, [term]));
  };
  const replicas = (term: 'minReplicas' | 'maxReplicas'): Setting<number> | undefined => {
    const found = said(term);
    return found && inEnvironment(found, term, environment);
  };
  const read = claims.flatMap((claim) => claim.family.read.map((topic) => ({ claim, topic })));
  const partitions = Math.max(
    1,
    ...(read.length > 0 ? read.map(({ topic }) => topic) : claims.map(({ family }) => family.source)).map(
      (topic) => topic.partitions.value,
    ),
  );
  const maxReplicas =
    replicas('maxReplicas') ??
    setting(partitions, byRule('derived', 'a replica a partition of the topic that has most'));
  return {
    name: joinShortName(longestName, deployment),
    deployment: written('name') ?? setting(deployment, byRule('naming', 'the name of the service')),
    topics: read
      .map(
        ({ claim, topic }): ScaledTopic => ({
          family: claim.family,
          topic,
          group: groupOf(claim, service),
          lagPerReplica: lagPerReplica(claim, maxReplicas.value),
        }),
      )
      .sort((a, b) => compare(a.topic.name.value, b.topic.name.value)),
    minReplicas:
      replicas('minReplicas') ??
      setting(1, byRule('default', 'a group with a member never loses its offsets')),
    maxReplicas,
    cooldown: written('cooldown') ?? setting(duration('5m'), byRule('default', "KEDA's and Kubernetes' own")),
    pollingInterval: written('pollingInterval') ?? setting(duration('30s'), byRule('default', "KEDA's own")),
    claims,
  };
}

interface Said<K extends keyof DeploymentTerms> {
  readonly claim: DeploymentClaim;
  readonly value: NonNullable<DeploymentTerms[K]>;
}

function from({ family, index }: DeploymentClaim, path: Path) {
  return fromFile('contract', family.contract.source, ['consumers', index, 'deployment', ...path]);
}

function inEnvironment(
  { claim, value }: Said<'minReplicas' | 'maxReplicas'>,
  term: string,
  { environment }: Environment,
): Setting<number> {
  if (typeof value === 'number') return setting(value, from(claim, [term]));
  const own = Object.hasOwn(value, environment) ? value[environment] : undefined;
  return own === undefined
    ? setting(value.default, from(claim, [term, 'default']))
    : setting(own, from(claim, [term, environment]));
}

function groupOf(claim: DeploymentClaim, service: ResolvedService): Setting<ConsumerGroup> {
  const { group } = consumerOf(claim);
  return group === undefined
    ? setting(certain(parseConsumerGroup(service.name)), byRule('naming', 'the name of the service'))
    : setting(group, fromFile('contract', claim.family.contract.source, ['consumers', claim.index, 'group']));
}

function lagPerReplica(claim: DeploymentClaim, most: number): Setting<number> {
  const { lagPerReplica: written } = termsOf(claim);
  if (written !== undefined) return setting(written, from(claim, ['lagPerReplica']));
  const { alertLag } = claim.family.contract.terms.serviceLevels;
  return setting(
    Math.max(1, Math.floor(alertLag / most)),
    byRule('derived', `the alert's ${alertLag} messages over ${most} replicas: all run before it fires`),
  );
}

/** Where a contract says a term of a Deployment; where none does, the first contract that names the Deployment. */
export function placeOf(
  { claims }: Pick<ResolvedScaledConsumer, 'claims'>,
  term: keyof DeploymentTerms,
): { readonly claim: DeploymentClaim; readonly path: Path } {
  const claim = claims.find((one) => termsOf(one)[term] !== undefined) ?? claims[0];
  if (claim === undefined) throw new Error('a Deployment that no contract names');
  return { claim, path: pathOf(claim, term) };
}

/** The path of a term in the contract of a claim, or of the Deployment where the claim does not say it. */
export function pathOf(claim: DeploymentClaim, term: keyof DeploymentTerms): Path {
  const deployment: Path = ['consumers', claim.index, 'deployment'];
  return termsOf(claim)[term] === undefined ? deployment : [...deployment, term];
}
