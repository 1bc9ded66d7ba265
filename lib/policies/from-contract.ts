import type { Naming } from '../naming/naming.ts';
import type { NamingTerms } from '../naming/naming-terms.ts';
import type { Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import { InvalidTerms } from '../model/terms/from-program.ts';
import { namingOf } from '../model/terms/naming-terms.ts';
import { suggestion } from '../model/text/nearest.ts';
import { type Problem, problem } from '../model/text/problem.ts';
import { nameScope } from './name-scope.ts';
import { principal, type ResolvedPrincipal } from './principals.ts';
import { executorOf } from './executor.ts';
import { type ResolvedQueue, resolveQueue } from './queue-settings.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import type { Role } from './rights.ts';
import { scopesOf } from './roles/contract-roles.ts';
import type { Holder } from './roles/holder.ts';
import { rolesFor } from './roles/roles.ts';
import { resolveFamily } from './topic-settings.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

export interface FamilyOptions {
  /**
   * How its system names topics: `namingOf(system, terms)`.
   * @default `{env}.{tenant}.{context}.{class}.{topic}.v{version}`; where the contract has `scaling`
   * `{context}.{executorClass}.{executorKind}.v{version}`
   */
  readonly naming?: Naming;
  /** `{tenant}` in its names. @default the first tenant of the environment */
  readonly tenant?: string;
}

const plainNames: NamingTerms = {
  topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
  retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
  deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
};

const queueNames: NamingTerms = {
  topic: '{context}.{topic}.v{version}',
  retry: '{context}.{topic}.rty-{tier}.v{version}',
  deadLetter: '{context}.{topic}.dlt.v{version}',
  parts: { topic: '{executorClass}.{executorKind}' },
};

/**
 * A single contract's topics in one environment, without a catalogue around it.
 * @throws InvalidTerms where the address makes no name
 */
export function familyOf(
  contract: Contract,
  environment: Environment,
  {
    naming = namingOf(
      contract.address.system,
      contract.terms.scaling === undefined ? plainNames : queueNames,
    ),
    tenant = environment.tenants[0],
  }: FamilyOptions = {},
): ResolvedFamily {
  const own = naming.hasTenants ? tenant : undefined;
  const name = naming.topic(contract.address, nameScope(environment, own));
  if (!name.ok) {
    const fix = `names are ${naming.text}; familyOf takes another naming as an option`;
    throw new InvalidTerms(contract.source.file, [problem(contract.source.place([]), '', name.error, fix)]);
  }
  return resolveFamily(contract, naming, environment, own);
}

/**
 * A single queue that jobs drain. Where the naming has no parts of these names, the contract says
 * `scaling.executorClass` and `scaling.executorKind`.
 * @throws InvalidTerms where the contract is not a whole queue, or the environment lacks its executor class
 */
export function queueOf(
  contract: Contract,
  environment: Environment,
  options: FamilyOptions = {},
): ResolvedQueue {
  const { terms, address, source } = contract;
  const problems: Problem[] = [];
  const say = (key: string, what: string, fix: string) =>
    problems.push(problem(source.place([]), key, what, fix));
  if (address.class !== 'work')
    say('', `jobs drain topics of class work, and this is ${address.class}`, 'write work');
  if (terms.scaling === undefined) say('scaling', 'is missing', "add it, for example { deadline: '10m' }");
  if (terms.deadLetter === undefined) say('deadLetter', 'is missing', 'add it with triage');
  if (terms.producers.length === 0) say('producers', 'nobody writes this queue', 'name a producer');
  if (terms.consumers.length !== 1)
    say('consumers', `${terms.consumers.length} consumers`, 'name exactly one');
  const naming = options.naming ?? namingOf(address.system, queueNames);
  const folder = naming.folder('topic', address.topic);
  const { executorClasses } = environment.queues;
  const name = executorOf(contract, naming).executorClass ?? '';
  if (!folder.ok) say('', folder.error, 'rename the topic');
  else if (!Object.hasOwn(executorClasses, name)) {
    const where = 'executor classes are queues.executorClasses of the environment';
    say('', `no executor class "${name}"`, `${suggestion(name, Object.keys(executorClasses))}; ${where}`);
  }
  if (folder.ok && terms.scaling !== undefined && executorOf(contract, naming).executorKind === undefined)
    say('scaling.executorKind', 'is missing', 'name the executor');
  if (problems.length > 0) throw new InvalidTerms(source.file, problems);
  return resolveQueue(familyOf(contract, environment, { ...options, naming }), environment);
}

/** A principal without a declared service. */
const undeclared = (name: string): Holder => ({ name, transactionalId: undefined, application: undefined });

/** The right to write a family's topic. */
export function writes(family: ResolvedFamily): Role[] {
  const source = { name: family.source.name.value };
  return rolesFor({ as: 'producer' }, undeclared(''), { ...scopesOf(family), written: [source] });
}

/** The rights to read a family's topic in a consumer group, and to put what fails into its retries and dead letters. */
export function reads(family: ResolvedFamily, group: string): Role[] {
  const says = { as: 'consumer', group, sole: false } as const;
  return rolesFor(says, undeclared(group), scopesOf(family, [family.source]));
}

export interface PrincipalProps {
  /** Of the KafkaUser: a DNS-1123 label of at most 63. */
  readonly name: string;
  /** One sentence, kept as an annotation. */
  readonly purpose: string;
  /** From `writes` and `reads`, or of your own. */
  readonly roles: readonly Role[];
  /** The service that it belongs to. @default its name */
  readonly service?: string;
  /** What quotas are reckoned from. @default none: the least that the environment gives everyone */
  readonly families?: readonly ResolvedFamily[];
}

/**
 * A principal with the fewest rights of its roles; none where the environment has no authentication.
 * @throws Error on a name that is no KafkaUser's
 */
export function principalFor(
  environment: Environment,
  { name, purpose, roles, service = name, families = [] }: PrincipalProps,
): ResolvedPrincipal[] {
  return principal(
    environment,
    name,
    service,
    purpose,
    roles,
    quotasOf(environment, roles, expectedLoads(families)),
  );
}
