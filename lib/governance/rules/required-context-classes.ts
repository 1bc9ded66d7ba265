import { groupBy } from '../../model/groups.ts';
import { systemOf } from '../../model/catalog.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** A system may say what each bounded context begins with (OmniNode, Starter Provisioning Checklist, 2). */
export const requiredContextClasses: CatalogRule = {
  id: 'required-context-classes',
  on: 'catalog',
  asksAll: true,
  what: 'Each context has a topic of every class that its system names under `contextClasses`.',
  why: 'People look for facts, intents, control, audit and metrics of a context in the same places everywhere.',
  fix: 'Add a contract of the class that is missing, or an exception in the one that is named, with a reason.',
  level: 'error',
  check: ({ catalog }) => {
    const contexts = groupBy(catalog.contracts, ({ address }) => `${address.system}/${address.context}`);
    return [...contexts].flatMap(([context, contracts]) => {
      const [first] = contracts;
      const asked = systemOf(catalog, first?.address.system ?? '')?.contextClasses ?? [];
      const missing = asked.filter((cls) => !contracts.some(({ address }) => address.class === cls));
      return missing.length === 0 || first === undefined
        ? []
        : [
            inContract(
              requiredContextClasses,
              first,
              [],
              `the context ${context} has no topic of class ${missing.join(', ')}`,
              `add contracts/${context}/${missing[0]}/<topic>/v1`,
            ),
          ];
    });
  },
};
