import { renamedRule } from '../../model/renamed-rules.ts';
import { suggestion } from '../../model/text/nearest.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import { type CatalogRule, inContract, inEnvironment } from '../rule.ts';

/** @param ruleIds ids that an exception may name */
export function validException(ruleIds: () => readonly string[]): CatalogRule {
  const rule: CatalogRule = {
    id: 'valid-exception',
    on: 'catalog',
    what: 'Exceptions name a rule and have not expired; every key under `rules` is a known rule id.',
    why: 'An exception that no one looks at again becomes the rule.',
    fix: 'Fix what the exception excuses and remove it, or give it a new reason and day.',
    level: 'error',
    check: ({ catalog, environments, today }) => {
      const known = ruleIds().filter((id) => id !== rule.id);
      return [
        ...catalog.contracts.flatMap((contract) => {
          const { team, channel } = contract.terms.owner;
          const say: Say = (path, what, fix) => inContract(rule, contract, path, what, fix);
          return outdated(contract.terms.exceptions, `its owner is ${team} (${channel})`, known, today, say);
        }),
        ...environments.flatMap((environment) => {
          const owner = `its owner is who keeps ${environment.source.file}`;
          const say: Say = (path, what, fix) => inEnvironment(rule, environment, path, what, fix);
          return [
            ...outdated(environment.exceptions, owner, known, today, say),
            ...Object.keys(environment.rules)
              .filter((id) => !ruleIds().includes(id))
              .map((id) => say(['rules', id], `there is no rule "${id}"`, rightId(id, ruleIds()))),
          ];
        }),
      ];
    },
  };
  return rule;
}

/** The id that was meant: today's, where the rule had another one in an earlier format. */
function rightId(id: string, known: readonly string[]): string {
  const renamed = renamedRule(id);
  return renamed !== undefined && known.includes(renamed)
    ? `write "${renamed}": workstreams upgrade rewrites files of the earlier format`
    : suggestion(id, known);
}

type Say = (path: Path, what: string, fix: string) => Problem;

function outdated(
  exceptions: readonly { readonly rule: string; readonly until: string }[],
  owner: string,
  known: readonly string[],
  today: string,
  say: Say,
): Problem[] {
  return exceptions.flatMap(({ rule, until }, index) => {
    if (!known.includes(rule)) {
      return [say(['exceptions', index, 'rule'], `there is no rule "${rule}"`, rightId(rule, known))];
    }
    if (until >= today) return [];
    const what = `the exception from ${rule} expired on ${until}; ${owner}`;
    return [
      say(['exceptions', index, 'until'], what, 'fix what it excuses, or give it a new reason and day'),
    ];
  });
}
