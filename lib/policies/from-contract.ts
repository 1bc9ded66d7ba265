import type { Naming } from '../naming/naming.ts';
import type { NamingTerms } from '../naming/naming-terms.ts';
import type { Contract } from '../model/terms/contract.ts';
import type { Environment } from '../model/terms/environment.ts';
import { InvalidTerms } from '../model/terms/from-program.ts';
import { namingOf } from '../model/terms/naming-terms.ts';
import { suggestion } from '../model/text/nearest.ts';
import { type Problem, problem, received } from '../model/text/problem.ts';
import { nameScope } from './name-scope.ts';
import { executorOf } from './executor.ts';
import { type ResolvedQueue, resolveQueue } from './queue-settings.ts';
import { resolveFamily } from './topic-settings.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

export interface NamingOptions {
  /**
   * How its system names topics: `namingOf(system, terms)`.
   * @default `{env}.{tenant}.{context}.{class}.{topic}.v{version}`; where the contract has `scaling`
   * `{context}.{executorClass}.{executorKind}.v{version}`
   */
  readonly naming?: Naming;
  /** `{tenant}` in topic names; ignored where the naming has none. @default the first tenant of the environment */
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
  }: NamingOptions = {},
): ResolvedFamily {
  const own = naming.hasTenants ? tenant : undefined;
  if (own !== undefined && !environment.tenants.includes(own)) {
    const what = `${environment.environment} has no tenant ${received(own)}`;
    const fix = suggestion(own, environment.tenants);
    throw new InvalidTerms(contract.source.file, [problem(contract.source.place([]), 'tenant', what, fix)]);
  }
  const name = naming.topic(contract.address, nameScope(environment, own));
  if (!name.ok) {
    const fix = `names are ${naming.text}; give another naming`;
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
  { naming = namingOf(contract.address.system, queueNames), tenant }: NamingOptions = {},
): ResolvedQueue {
  const { terms, address, source } = contract;
  const problems: Problem[] = [];
  const say = (key: string, what: string, fix: string) =>
    problems.push(problem(source.place([]), key, what, fix));
  if (address.class !== 'work')
    say('', `jobs drain topics of class work, and this is ${address.class}`, 'write work');
  if (terms.scaling === undefined) say('scaling', 'is missing', "add it, for example { deadline: '10m' }");
  if (terms.deadLetter === undefined) say('deadLetter', 'is missing', 'add it with triage');
  if (terms.consumers.length !== 1)
    say('consumers', `${terms.consumers.length} consumers`, 'name exactly one');
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
  return resolveQueue(
    familyOf(contract, environment, { naming, ...(tenant === undefined ? {} : { tenant }) }),
    environment,
    undefined,
  );
}
