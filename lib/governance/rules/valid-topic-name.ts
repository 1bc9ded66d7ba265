import { nameThere } from '../../policies/imported-topic.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import type { NameScope } from '../../naming/address.ts';
import type { Naming } from '../../naming/naming.ts';
import { nameScope, tenantsOf } from '../../policies/name-scope.ts';
import { type CatalogRule, inContract, inEnvironment } from '../rule.ts';

export const validTopicName: CatalogRule = {
  id: 'valid-topic-name',
  on: 'catalog',
  what: "A contract's folder makes a topic name by its system's naming, and so do its retry and dead letter topics.",
  why: 'Names that follow no naming cannot be found, granted by prefix or told apart.',
  fix: 'Rename the folder.',
  level: 'error',
  check: ({ catalog, environments }) =>
    catalog.systems.flatMap(({ id, naming }) => {
      const contracts = catalog.contracts.filter(({ address }) => address.system === id);
      if (contracts.length === 0) return [];
      const foreign = environments.flatMap((environment) => ofEnvironment(id, naming, environment));
      // Environments that the naming does not take would be told once a contract.
      const scopes = foreign.length > 0 ? [] : environments.flatMap((one) => longestScope(naming, one) ?? []);
      return [...foreign, ...contracts.flatMap((contract) => ofContract(contract, naming, scopes))];
    }),
};

/** What an environment gives to names and the naming does not take. */
function ofEnvironment(system: string, naming: Naming, environment: Environment): Problem[] {
  return tenantsOf(naming, environment).flatMap((tenant, index) => {
    const wrong = naming.scopeProblem(nameScope(environment, tenant));
    if (wrong === undefined) return [];
    const { segment, what } = wrong;
    const given = segment === 'tenant' ? environment.tenants[index] : environment.topics.segments?.[segment];
    const path: Path =
      segment === 'tenant'
        ? ['tenants', index]
        : segment === 'env'
          ? ['topics', 'env']
          : ['topics', 'segments', ...(given === undefined ? [] : [segment])];
    const fix =
      segment !== 'env' && given === undefined
        ? `add it: names of ${system} are ${naming.text}`
        : `change it, or what the naming of ${system} allows`;
    return [inEnvironment(validTopicName, environment, path, what, fix)];
  });
}

/** The tenant whose names are the longest; undefined where the environment has none of the system's topics. */
function longestScope(naming: Naming, environment: Environment): NameScope | undefined {
  const [longest] = tenantsOf(naming, environment).toSorted((a, b) => (b ?? '').length - (a ?? '').length);
  return naming.hasTenants && longest === undefined ? undefined : nameScope(environment, longest);
}

function ofContract(contract: Contract, naming: Naming, scopes: readonly NameScope[]): Problem[] {
  const { address, terms } = contract;
  const there = [undefined, ...Object.keys(terms.imported?.in ?? {})].map((name) =>
    nameThere(contract, name ?? ''),
  );
  const [said] = there.flatMap(({ path }) => (path === undefined ? [] : [path]));
  if (said !== undefined && !naming.imported) {
    const what = `the system's names are ${naming.text}, and follow from the folder`;
    return [inContract(validTopicName, contract, said, what, 'remove it')];
  }
  const say = (what: string) => inContract(validTopicName, contract, [], what, 'rename the folder');
  const topics = [...new Set(there.map(({ topic }) => topic))];
  const folder =
    topics.map((one) => naming.folder('topic', one)).find(({ ok }) => !ok) ??
    naming.folder('topic', topics[0] ?? address.topic);
  if (!folder.ok) {
    const whole = naming.parse(address.topic);
    const topic = whole.ok ? whole.value.segments['topic'] : undefined;
    if (topic === undefined) return [say(folder.error)];
    const what = `the folder ${JSON.stringify(address.topic)} is a whole topic name`;
    const fix = `rename it to ${topic}: the other segments follow from other folders and the environment`;
    return [inContract(validTopicName, contract, [], what, fix)];
  }
  const names = topics
    .map((topic) => ({ ...address, topic }))
    .flatMap((at) =>
      scopes.flatMap((scope) => [
        naming.topic(at, scope),
        ...(terms.retry?.tiers ?? []).map((tier) => naming.retry(at, scope, formatDuration(tier))),
        ...(terms.deadLetter ? [naming.deadLetter(at, scope)] : []),
      ]),
    );
  // Of several environments and tiers with one problem, one is enough.
  const [wrong] = names.flatMap((one) => (one.ok ? [] : [one.error]));
  return wrong === undefined ? [] : [say(wrong)];
}
