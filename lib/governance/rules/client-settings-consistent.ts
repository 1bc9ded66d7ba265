import { contradictionsOf } from '../../policies/client-contradictions.ts';
import { type EnvironmentRule, inSystem } from '../rule.ts';

export const clientSettingsConsistent: EnvironmentRule = {
  id: 'client-settings-consistent',
  on: 'environment',
  what: "No two settings of a service's clients contradict each other.",
  why: 'Some a client refuses when it starts, others lose, repeat or reorder messages without a word.',
  fix: 'Change one of the two settings; the message says which value is possible.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ declaration, services }) =>
      services.flatMap(({ service, clients }) =>
        contradictionsOf(clients).map(({ client, what, fix }) =>
          inSystem(
            clientSettingsConsistent,
            declaration,
            ['services', service.id, 'client'],
            `${client} of ${service.id}: ${what}`,
            fix,
            `${declaration.id}/${service.id}`,
          ),
        ),
      ),
    ),
};
