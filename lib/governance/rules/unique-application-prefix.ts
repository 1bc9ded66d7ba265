import { readersOf, writersOf } from '../../model/contract-clients.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import type { Resolved } from '../../policies/resolve.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';
import { SortedNames } from '../sorted-names.ts';

export const uniqueApplicationPrefix: EnvironmentRule = {
  id: 'unique-application-prefix',
  on: 'environment',
  what: 'No topic of a contract, and no group, application or transactional id of another service, begins with a Kafka Streams application and a dash.',
  why: 'The application owns every topic and transactional id that begins so: it may write, delete and fence what its neighbour believes to be its own.',
  fix: 'Rename the application, or what begins like it.',
  level: 'error',
  check: (resolved) => {
    const names = new SortedNames(namesIn(resolved));
    return applicationsIn(resolved).flatMap(({ application, owner, contract, path }) =>
      names
        .startingWith(`${application}-`)
        .filter(({ of }) => of.owner !== owner)
        .map(({ name, of }): Problem => {
          const what = `the application ${application} of ${owner} owns what begins with ${application}-: ${of.kind} ${name} of ${of.owner} begins so`;
          const fix = 'choose another application id for the service, or another name there';
          return inContract(uniqueApplicationPrefix, contract, path, what, fix);
        }),
    );
  },
};

interface Application {
  readonly application: string;
  readonly owner: string;
  readonly contract: Contract;
  readonly path: Path;
}

const ownerOf = (system: string, service: string, tenant: string | undefined): string =>
  `${service} of ${system}${tenant === undefined ? '' : `, tenant ${tenant}`}`;

function applicationsIn({ systems }: Resolved): Application[] {
  return systems.flatMap(({ declaration, families, services }) =>
    services.flatMap(({ service, tenant, clients }): Application[] => {
      if (clients.streams === undefined) return [];
      // The contract that names it first is where a reader begins.
      for (const { contract } of families) {
        const client = [...readersOf(contract), ...writersOf(contract)].find(
          (one) => one.service === service.id && (one.as === 'source' || one.as === 'sink'),
        );
        if (client === undefined) continue;
        const owner = ownerOf(declaration.id, service.id, tenant);
        return [{ application: clients.streams.application, owner, contract, path: client.path }];
      }
      return [];
    }),
  );
}

interface Claim {
  readonly kind: string;
  readonly owner: string;
}

/** What contracts and services name: topics, groups, applications and transactional ids. */
function namesIn({ systems }: Resolved): { readonly name: string; readonly of: Claim }[] {
  return systems.flatMap(({ declaration, families, services, queues, principals }) => {
    return [
      ...families.flatMap(({ topics, address }) =>
        topics.map(({ name }) => ({ name: name.value, of: { kind: 'the topic', owner: address } })),
      ),
      ...queues.map(({ group, family }) => ({
        name: group.value,
        of: { kind: 'the group', owner: family.address },
      })),
      ...services.flatMap(({ service, tenant, clients }) => {
        const owner = ownerOf(declaration.id, service.id, tenant);
        const groups = clients.consumers.map(({ group }) => ({
          name: group,
          of: { kind: 'the group', owner },
        }));
        return clients.streams === undefined
          ? groups
          : [...groups, { name: clients.streams.application, of: { kind: 'the application', owner } }];
      }),
      ...principals.flatMap(({ service, tenant, acls }) =>
        acls
          .filter(({ resource }) => resource.type === 'transactionalId')
          .map(({ resource }) => ({
            name: resource.name,
            of: { kind: 'the transactional id', owner: ownerOf(declaration.id, service, tenant) },
          })),
      ),
    ];
  });
}
