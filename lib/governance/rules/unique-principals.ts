import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const uniquePrincipals: EnvironmentRule = {
  id: 'unique-principals',
  on: 'environment',
  what: 'No two services, queues or tenants of an environment have a principal of one name.',
  why: 'They would be one KafkaUser: each could do what the other may, and removing one takes the credentials of both.',
  fix: 'Rename the service or the queue, or name a producer once.',
  level: 'error',
  check: ({ systems, environment }) => {
    const seen = new Map<string, string>();
    return systems.flatMap(({ declaration, principals }) =>
      principals.flatMap(({ name, service }) => {
        const owner = `${service} of ${declaration.id}`;
        const other = seen.get(name);
        seen.set(name, owner);
        return other === undefined
          ? []
          : [
              inEnvironment(
                uniquePrincipals,
                environment,
                ['kafka', 'authorization'],
                `the principal ${name} is that of ${other} and of ${owner}`,
                'rename one of the two',
                name,
              ),
            ];
      }),
    );
  },
};
