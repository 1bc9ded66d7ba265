import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { contract, type ContractProps } from '../../lib/model/terms/program-contract.ts';
import { environment, type EnvironmentProps } from '../../lib/model/terms/program-environment.ts';
import type { Service, SystemDeclaration } from '../../lib/model/terms/system.ts';
import { type Resolved, resolve } from '../../lib/policies/resolve.ts';
import { namings } from './namings.ts';
import { systemOf } from './system-of.ts';

/** What a test of the engine is about: a few contracts and services of its own. */
export interface SmallStack {
  readonly contracts: readonly Contract[];
  readonly systems: readonly SystemDeclaration[];
  readonly environment: Environment;
}

/** A contract of which the test says only what it is about. */
export function smallContract(address: string, props: Partial<ContractProps> = {}): Contract {
  return contract(address, {
    purpose: 'Something happens',
    owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
    key: { field: 'id', why: 'What happens to one thing stays in order' },
    ...props,
  });
}

/** Topics are named `<system>.<topic>`. */
export function plainSystem(id: string, services: readonly Service[]): SystemDeclaration {
  return systemOf(id, namings.dotted, services);
}

/** Topics are named `<env>.<tenant>.<context>.<class>.<topic>.v<N>`. */
export function tenantSystem(id: string, services: readonly Service[]): SystemDeclaration {
  return systemOf(id, namings.namespaced, services);
}

/** Queues that jobs drain. */
export function queueSystem(id: string, services: readonly Service[]): SystemDeclaration {
  return systemOf(id, namings.queues, services);
}

/** Kafka in the namespace `kafka`, three brokers, mutual TLS; `props` on top. */
export function smallEnvironment(props: Partial<EnvironmentProps> = {}): Environment {
  return environment({ environment: 'qa', topics: { env: 'test' }, ...props });
}

export function resolved({ contracts, systems, environment: where }: SmallStack): Resolved {
  return resolve(catalogOf(contracts, systems), where);
}

/** What one rule says of a stack: `key: what / fix`. */
export function saidBy(id: string, stack: SmallStack): string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const { contracts, systems, environment: where } = stack;
  const view = {
    catalog: catalogOf(contracts, systems),
    environments: [where],
    environmentNames: [where.environment],
    today: '2026-11-21',
  };
  const problems =
    rule.on === 'catalog' ? checkCatalog(view, [rule]) : checkResolved(resolved(stack), view, [rule]);
  return problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

/** The rights of a KafkaUser by its name, each on a line: `Read topic orders`, `Write topic app-*`. */
export function rightsIn(stack: SmallStack, user: string): string[] {
  const found = resolved(stack)
    .systems.flatMap(({ principals }) => principals)
    .find(({ name }) => name === user);
  if (found === undefined) throw new Error(`no user ${user}`);
  return found.acls.map(
    ({ resource, operations }) =>
      `${operations.join(', ')} ${resource.type} ${resource.name}${resource.patternType === 'prefix' ? '*' : ''}`,
  );
}
