import { derivedTopicName, type NameScope, topicNameAt } from '../../naming/address.ts';
import { namespaced } from '../../naming/grammar.ts';
import { formatDuration } from '../../model/text/duration.ts';
import { systemOf } from '../../model/catalog.ts';
import { type CatalogRule, type CatalogView, inContract } from '../rule.ts';

/** What a name is checked with where the grammar asks for an environment and a tenant: the longest of each. */
function longestScope({ environments }: CatalogView): NameScope {
  const longest = (names: readonly string[], otherwise: string) =>
    names.toSorted((a, b) => b.length - a.length)[0] ?? otherwise;
  return {
    environment: longest(
      environments.map(({ topics }) => topics.prefix),
      'prod',
    ),
    tenant: longest(
      environments.flatMap(({ tenants }) => tenants),
      'omnibase',
    ),
  };
}

export const topicNameGrammar: CatalogRule = {
  id: 'topic-name-grammar',
  on: 'catalog',
  what: "A contract's folder makes a topic name of its system's grammar, and so do its retry and dead letter topics.",
  why: 'Names that follow no grammar cannot be found, granted by prefix or told apart.',
  fix: 'Rename the folder.',
  level: 'error',
  check: (view) => {
    const { catalog } = view;
    const scope = longestScope(view);
    return catalog.contracts.flatMap((contract) => {
      const grammar = systemOf(catalog, contract.address.system)?.grammar;
      if (grammar === undefined) return [];
      if (contract.terms.found?.topic !== undefined && grammar !== 'as-found') {
        const what = `the system's names are ${grammar}, and follow from the folder`;
        return [inContract(topicNameGrammar, contract, ['found', 'topic'], what, 'take it out')];
      }
      const say = (what: string) => inContract(topicNameGrammar, contract, [], what, 'rename the folder');
      const name = topicNameAt(grammar, contract.address, scope);
      if (!name.ok) {
        const whole = grammar === 'namespaced' ? namespaced.parse(contract.address.topic) : undefined;
        if (whole?.ok !== true) return [say(name.error)];
        const what = `the folder ${JSON.stringify(contract.address.topic)} is a whole topic name`;
        const fix = `name it ${whole.value.topic}: environment, tenant, context and class stand elsewhere`;
        return [inContract(topicNameGrammar, contract, [], what, fix)];
      }
      const { retry, deadLetter } = contract.terms;
      const derived = [
        ...(retry?.tiers ?? []).map((tier) =>
          derivedTopicName(grammar, name.value, { kind: 'retry', tier: formatDuration(tier) }),
        ),
        ...(deadLetter ? [derivedTopicName(grammar, name.value, { kind: 'dead-letter' })] : []),
      ];
      return derived.flatMap((one) => (one.ok ? [] : [say(one.error)]));
    });
  },
};
