import { addressText } from '../../model/terms/contract.ts';
import type { FoundTopic } from '../../model/terms/found-terms.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { Resolved } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract, inEnvironment } from '../rule.ts';

export const keptAsFound: EnvironmentRule = {
  id: 'kept-as-found',
  on: 'environment',
  what: 'What contract, class and environment decide is not kept otherwise because it was found so.',
  why: 'A topic or user that differs from its neighbours for no reason surprises whoever operates it.',
  fix: 'Take a line of `found` out and look at the plan: it tells what that changes; what must stay becomes a term of the contract.',
  level: 'warning',
  check: (resolved) => [
    ...resolved.systems.flatMap(({ families }) => families.flatMap((one) => ofFamily(one, resolved))),
    ...resolved.systems.flatMap(({ principals }) => principals.flatMap((one) => ofUser(one, resolved))),
  ],
};

const remove = 'take the line out and look at the plan: it tells what that changes';

function ofFamily(family: ResolvedFamily, { environment }: Resolved): Problem[] {
  const { contract, topics } = family;
  const name = environment.environment;
  const pinned = contract.terms.found?.in[name]?.topics ?? {};
  const own = new Set(topics.map((topic) => topic.name.value as string));
  // Of several tenants each has topics of its own here.
  const others = family.tenant === undefined ? Object.keys(pinned).filter((one) => !own.has(one)) : [];
  const at = (topic: string) => ['found', 'in', name, 'topics', topic];
  return [
    ...topics.flatMap(({ name: topic, found }) =>
      found === undefined
        ? []
        : [
            inContract(
              keptAsFound,
              contract,
              at(topic.value),
              `${topic.value} is kept as it was found: ${pinsText(found)}`,
              remove,
            ),
          ],
    ),
    ...others.map((topic) =>
      inContract(
        keptAsFound,
        contract,
        at(topic),
        `${topic} is no topic of ${addressText(contract.address)} in ${name}: this has no effect`,
        'take it out',
      ),
    ),
  ];
}

function pinsText({ config = {}, without = [], ...rest }: FoundTopic): string {
  return [
    ...Object.keys(rest),
    ...Object.keys(config),
    ...without.map((one) => `${one} left to the broker`),
  ].join(', ');
}

function ofUser({ name, service, found }: ResolvedPrincipal, { environment }: Resolved): Problem[] {
  if (found === undefined) return [];
  const { user: _, ...rest } = found;
  const kept = Object.keys(rest);
  if (kept.length === 0) return [];
  const what = `the user ${name} of ${service} is kept as it was found: ${kept.join(', ')}`;
  const fix =
    "take the line out of the service's found in lib/systems and look at the plan: it tells what that changes";
  return [inEnvironment(keptAsFound, environment, ['kafka', 'authorization'], what, fix, name)];
}
