import { addressText } from '../../model/terms/contract.ts';
import type { PinnedTopic } from '../../model/terms/imported-terms.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { Resolved } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract, inSystem } from '../rule.ts';

export const noPinnedValues: EnvironmentRule = {
  id: 'no-pinned-values',
  on: 'environment',
  what: 'Imported overrides are temporary: values come from contract, class and environment.',
  why: 'A topic or user that differs from its neighbours for no reason surprises whoever operates it.',
  fix: 'Remove a line of `imported` and read the plan: it says what that changes. What must stay becomes a term of the contract.',
  level: 'warning',
  check: (resolved) => [
    ...resolved.systems.flatMap(({ families }) => families.flatMap((one) => ofFamily(one, resolved))),
    ...resolved.systems.flatMap(({ declaration, principals }) =>
      principals.flatMap((one) => ofUser(one, declaration, resolved)),
    ),
  ],
};

const remove = 'remove the line and read the plan: it says what that changes';

function ofFamily(family: ResolvedFamily, { environment }: Resolved): Problem[] {
  const { contract, topics } = family;
  const name = environment.environment;
  const pinned = contract.terms.imported?.in[name]?.pinned ?? {};
  const own = new Set(topics.map((topic) => topic.name.value as string));
  // Of several tenants each has topics of its own here.
  const others = family.tenant === undefined ? Object.keys(pinned).filter((one) => !own.has(one)) : [];
  const at = (topic: string) => ['imported', 'in', name, 'pinned', topic];
  return [
    ...topics.flatMap(({ name: topic, pinned: pins }) =>
      pins === undefined
        ? []
        : [
            inContract(
              noPinnedValues,
              contract,
              at(topic.value),
              `${topic.value} is pinned to what was imported: ${pinsText(pins)}`,
              remove,
            ),
          ],
    ),
    ...others.map((topic) =>
      inContract(
        noPinnedValues,
        contract,
        at(topic),
        `${topic} is not a topic of ${addressText(contract.address)} in ${name}: this has no effect`,
        'remove it',
      ),
    ),
  ];
}

function pinsText({ config = {}, without = [], ...rest }: PinnedTopic): string {
  return [
    ...Object.keys(rest),
    ...Object.keys(config),
    ...without.map((one) => `${one} left to the broker`),
  ].join(', ');
}

function ofUser(
  { name, service, imported }: ResolvedPrincipal,
  declaration: SystemDeclaration,
  { environment }: Resolved,
): Problem[] {
  if (imported === undefined) return [];
  const { user: _, ...rest } = imported;
  const kept = Object.keys(rest);
  if (kept.length === 0) return [];
  const what = `the user ${name} of ${service} is pinned to what was imported: ${kept.join(', ')}`;
  const path = ['services', service, 'imported', environment.environment];
  return [inSystem(noPinnedValues, declaration, path, what, remove, name)];
}
