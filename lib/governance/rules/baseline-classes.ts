import { groupBy } from '../../model/groups.ts';
import { systemOf } from '../../model/catalog.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** What every bounded context begins with (OmniNode, Starter Provisioning Checklist, 2). */
export const baseline: readonly TopicClass[] = ['evt', 'cmd', 'ctl', 'aud', 'met'];

export const baselineClasses: CatalogRule = {
  id: 'baseline-classes',
  on: 'catalog',
  what: `Each context of a system with namespaces has topics of the classes ${baseline.join(', ')}.`,
  why: 'Facts, intents, control, audit and metrics of a context are looked for in the same places everywhere.',
  fix: 'Add a contract of the class that is missing, or an exception in the one that is named, with a reason.',
  level: 'error',
  check: ({ catalog }) => {
    const contexts = groupBy(catalog.contracts, ({ address: { system, context } }) =>
      systemOf(catalog, system)?.naming.hasTenants === true ? `${system}/${context}` : undefined,
    );
    return [...contexts].flatMap(([context, contracts]) => {
      const missing = baseline.filter((cls) => !contracts.some(({ address }) => address.class === cls));
      const [first] = contracts;
      return missing.length === 0 || first === undefined
        ? []
        : [
            inContract(
              baselineClasses,
              first,
              [],
              `the context ${context} has no topic of class ${missing.join(', ')}`,
              `add contracts/${context}/${missing[0]}/<topic>/v1`,
            ),
          ];
    });
  },
};
