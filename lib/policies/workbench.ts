import type { Environment } from '../model/terms/environment.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { principal, type ResolvedPrincipal } from './principals.ts';
import { nameScope } from './name-scope.ts';
import type { ResolvedQueue } from './queue-settings.ts';
import { quotasOf } from './quotas.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import type { Scope } from './rights.ts';
import { scopesToRead } from './roles/contract-roles.ts';
import type { Holder } from './roles/holder.ts';
import { rolesFor } from './roles/roles.ts';
import { beginningWith } from './sorted-names.ts';

/** A system's pod with Kafka's tools for operators, who look at its queues. */
export interface ResolvedWorkbench {
  /** `<system>-workbench` */
  readonly name: ObjectName;
  /** Consumer groups of its operators begin so: looking never moves a queue's offsets. */
  readonly groupPrefix: string;
  /** The read-only principal; none where the environment has no authentication. */
  readonly principals: readonly ResolvedPrincipal[];
}

/** What a workbench's groups begin with where it is the only one of its environment. */
export const workbenchGroupPrefix = 'workbench-';

/** Every topic of an environment, for asking what else begins like a name. */
export interface AllTopics {
  readonly sorted: readonly string[];
  readonly familyOf: ReadonlyMap<string, ResolvedFamily>;
}

/**
 * Reads every queue of a system with its retries and dead letters, in groups of its own. Its rights are prefixes where
 * a prefix holds topics of one context of these queues and nothing else: one ACL a topic would outgrow what etcd takes.
 * @param alone no other system of the environment has a workbench
 */
export function resolveWorkbench(
  system: string,
  queues: readonly ResolvedQueue[],
  environment: Environment,
  all: AllTopics,
  alone: boolean,
): ResolvedWorkbench {
  // A dot ends it: the groups of system `a-b` must not begin with those of `a`.
  const groupPrefix = alone ? workbenchGroupPrefix : `${workbenchGroupPrefix}${system}.`;
  const name = joinObjectName(system, 'workbench');
  const holder: Holder = { name, transactionalId: undefined, application: undefined };
  const scopes = scopesToRead(scopesOf(queues, environment, all));
  const roles = rolesFor({ as: 'observer', groups: groupPrefix }, holder, scopes);
  return {
    name,
    groupPrefix,
    principals: principal(
      environment,
      name,
      'workbench',
      'looks at messages, lag and dead letters; writes nothing',
      roles,
      quotasOf(environment, roles, new Map()),
    ),
  };
}

function scopesOf(queues: readonly ResolvedQueue[], environment: Environment, all: AllTopics): Scope[] {
  const own = new Set(queues.map(({ family }) => family));
  const prefixes = new Set<string>();
  for (const { family } of queues) {
    const prefix = prefixOf(family, environment);
    if (prefix === undefined) continue;
    const { context } = family.contract.address;
    const covered = beginningWith(prefix, all.sorted).map((name) => all.familyOf.get(name));
    if (covered.every((one) => one && own.has(one) && one.contract.address.context === context))
      prefixes.add(prefix);
  }
  const literal = queues
    .flatMap(({ family }) => family.topics.map((topic) => topic.name.value as string))
    .filter((name) => ![...prefixes].some((prefix) => name.startsWith(prefix)));
  return [...[...prefixes].map((prefix) => ({ prefix })), ...literal.map((name) => ({ name }))];
}

/** The topic's name up to the last part of its folder, where that begins after a separator. */
function prefixOf(
  { contract: { address }, naming, tenant }: ResolvedFamily,
  environment: Environment,
): string | undefined {
  const parts = naming.folder('topic', address.topic);
  const last = (parts.ok ? Object.keys(parts.value).at(-1) : undefined) ?? 'topic';
  return naming.beginningOf(address, nameScope(environment, tenant), [last]);
}
