import { clientsOf } from '../../model/contract-clients.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import { type Contradiction, contradictionsOf } from '../../policies/client-contradictions.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedService } from '../../policies/resolved-service.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const clientSettingsCoherent: EnvironmentRule = {
  id: 'client-settings-coherent',
  on: 'environment',
  what: "No two settings of a service's clients contradict each other.",
  why: 'Some a client refuses when it starts, others lose, repeat or reorder messages without a word.',
  fix: 'Take one of the two settings back; the message says which value would do.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap((system) =>
      system.services.flatMap((service) =>
        contradictionsOf(service.clients).map((found) => told(system, service, found)),
      ),
    ),
};

/** The settings stand in the system's program; the contract that names the service is where a reader begins. */
function told(
  { declaration, families }: ResolvedSystem,
  { service }: ResolvedService,
  { client, what, fix }: Contradiction,
): Problem {
  const [contract, path] = firstNaming(
    service.id,
    families.map((family) => family.contract),
  );
  return inContract(
    clientSettingsCoherent,
    contract,
    path,
    `${client} of ${service.id} (lib/systems, ${declaration.id}): ${what}`,
    fix,
  );
}

function firstNaming(id: string, contracts: readonly Contract[]): [Contract, Path] {
  for (const contract of contracts) {
    const named = clientsOf(contract).find(({ service }) => service === id);
    if (named !== undefined) return [contract, named.path];
  }
  // A service of duties alone: any contract of its system.
  const [first] = contracts;
  if (first === undefined) throw new Error(`${id} has clients and no topic`);
  return [first, []];
}
