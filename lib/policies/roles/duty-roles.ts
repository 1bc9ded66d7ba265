import type { Duty } from '../../model/terms/system.ts';
import type { Service } from '../../model/terms/system.ts';
import { canaryName, isTriedBy } from '../canary-settings.ts';
import type { Role } from '../rights.ts';
import type { ResolvedFamily } from '../resolved-topic.ts';
import { scopesOf } from './contract-roles.ts';
import type { Holder } from './holder.ts';
import { rolesFor } from './roles.ts';

/** What its duties make of a service; what a canary does is said by the environment too. */
export function dutyRoles(
  { duties = [] }: Service,
  holder: Holder,
  families: readonly ResolvedFamily[],
): Role[] {
  return duties.flatMap((duty) =>
    families
      .filter((family) => isAbout(duty, family))
      .flatMap((family) => ofDuty(duty, holder, family, families)),
  );
}

/** Whether it is the duty of a service to bring the retries of a topic back. */
export function isDispatcherOf({ duties = [] }: Service, family: ResolvedFamily): boolean {
  return duties.some((one) => one.duty === 'dispatcher' && isAbout(one, family));
}

/** Whether a duty is about the topics of a family. */
export function isAbout({ topics }: Duty, { contract }: Pick<ResolvedFamily, 'contract'>): boolean {
  return topics === 'all' || topics.includes(contract.address.topic);
}

function ofDuty(
  { duty, from = [] }: Duty,
  holder: Holder,
  family: ResolvedFamily,
  families: readonly ResolvedFamily[],
): Role[] {
  if (duty === 'canary') return [];
  if (duty !== 'replayer') return rolesFor({ as: duty }, holder, scopesOf(family));
  const history = families
    .filter(({ contract }) => from.includes(contract.address.topic))
    .flatMap((one) => scopesOf(one).read);
  return rolesFor({ as: duty, from: history }, holder, scopesOf(family));
}

/** One group a topic, that of the canary's own name: in a shared one each round would take the topics of the others. */
export function canaryRoles(service: Service, holder: Holder, families: readonly ResolvedFamily[]): Role[] {
  return families
    .filter(({ contract, written, source }) => isTriedBy(service, contract) && written.includes(source))
    .flatMap((family) => rolesFor({ as: 'canary', group: canaryName(family) }, holder, scopesOf(family)));
}
