import { readersOf } from '../../model/contract-clients.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const oneConsumerPerCommand: CatalogRule = {
  id: 'one-consumer-per-command',
  on: 'catalog',
  what: 'A command topic (cmd) that is active has exactly one consuming service.',
  why: 'A command changes state: with two who obey it happens twice, with none it never happens.',
  fix: 'Leave the one service that decides; others follow the events that it publishes.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts
      .filter(({ address, terms }) => address.class === 'cmd' && terms.lifecycle.state === 'active')
      .flatMap((contract) => {
        const services = [...new Set(readersOf(contract).map(({ service }) => service))];
        return services.length === 1
          ? []
          : [
              inContract(
                oneConsumerPerCommand,
                contract,
                ['consumers'],
                services.length === 0
                  ? 'no one obeys these commands'
                  : `${services.join(' and ')} all obey these commands`,
                'name the one service that decides',
              ),
            ];
      }),
};
