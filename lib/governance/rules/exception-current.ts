import { suggestion } from '../../model/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** @param ruleIds ids that an exception may name */
export function exceptionCurrent(ruleIds: () => readonly string[]): CatalogRule {
  const rule: CatalogRule = {
    id: 'exception-current',
    on: 'catalog',
    what: 'Exceptions name a rule and have not expired.',
    why: 'An exception that nobody looks at again becomes the rule.',
    fix: 'Mend what the exception excuses and remove it, or give it a new reason and day.',
    level: 'error',
    check: ({ catalog, today }) =>
      catalog.contracts.flatMap((contract) =>
        contract.terms.exceptions.flatMap((exception, index) => {
          const known = ruleIds().filter((id) => id !== rule.id);
          if (!known.includes(exception.rule)) {
            return [
              inContract(
                rule,
                contract,
                ['exceptions', index, 'rule'],
                `there is no rule "${exception.rule}"`,
                suggestion(exception.rule, known),
              ),
            ];
          }
          return exception.until >= today
            ? []
            : [
                inContract(
                  rule,
                  contract,
                  ['exceptions', index, 'until'],
                  `the exception from ${exception.rule} expired on ${exception.until}; its owner is ${contract.terms.owner.team} (${contract.terms.owner.channel})`,
                  'mend what it excuses, or give it a new reason and day',
                ),
              ];
        }),
      ),
  };
  return rule;
}
