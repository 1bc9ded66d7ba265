import type { Problem } from '../../model/problem.ts';
import { type AccessRow, accessMatrix } from '../../policies/access-matrix.ts';
import type { ResolvedFamily } from '../../policies/topic-settings.ts';
import type { ResolvedQueue } from '../../policies/queue-settings.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const accessAsContracted: EnvironmentRule = {
  id: 'access-as-contracted',
  on: 'environment',
  what: 'Whoever a contract names can do what it says, and no one else; a work topic has one consumer.',
  why: 'The access matrix is what the brokers enforce: a right too few stops a service, one too many is found by an attacker.',
  check: ({ systems }) =>
    systems.filter(({ principals }) => principals.length > 0).flatMap((system) => checkSystem(system)),
};

function checkSystem(system: ResolvedSystem): Problem[] {
  const topics = system.families.flatMap(({ topics: all }) => all.map(({ name }) => name.value as string));
  const byTopic = new Map<string, AccessRow[]>();
  for (const row of accessMatrix(system.principals, topics)) {
    byTopic.set(row.topic, [...(byTopic.get(row.topic) ?? []), row]);
  }
  return [
    ...system.families.flatMap((family) => checkFamily(family, byTopic)),
    ...system.queues.flatMap((queue) => missing(queue, byTopic)),
  ];
}

function checkFamily(family: ResolvedFamily, byTopic: ReadonlyMap<string, AccessRow[]>): Problem[] {
  const { contract } = family;
  const writers = new Set(contract.terms.producers.map(({ service }) => service));
  const readers = new Set(contract.terms.consumers.map(({ service }) => service));
  const live = family.topics.filter(({ role }) => role === 'source' || role === 'former');
  return live.flatMap((topic) => {
    const rows = byTopic.get(topic.name.value) ?? [];
    const extra = rows.flatMap((row) => [
      ...(row.operations.includes('Write') && !writers.has(row.service)
        ? [
            `${row.principal} may write ${topic.name.value}, and the contract does not name ${row.service} as a producer`,
          ]
        : []),
      ...(row.operations.includes('Read') && !readers.has(row.service) && !row.roles.includes('observer')
        ? [
            `${row.principal} may read ${topic.name.value}, and the contract does not name ${row.service} as a consumer`,
          ]
        : []),
    ]);
    const sole = rows.filter(({ roles }) => roles.includes('sole consumer'));
    const soleBroken =
      sole.length > 1
        ? [
            `${sole.map(({ principal }) => principal).join(' and ')} are both the sole consumer of ${topic.name.value}`,
          ]
        : [];
    return [...extra, ...soleBroken].map((what) =>
      inContract(
        accessAsContracted,
        contract,
        ['consumers'],
        what,
        'name it in the contract, or take the role away',
      ),
    );
  });
}

function missing(queue: ResolvedQueue, byTopic: ReadonlyMap<string, AccessRow[]>): Problem[] {
  const able = (
    service: string,
    operation: 'Read' | 'Write',
    topics: readonly { name: { value: string } }[],
  ) =>
    topics.every(({ name }) =>
      byTopic.get(name.value)?.some((row) => row.service === service && row.operations.includes(operation)),
    );
  const { contract } = queue.family;
  return [
    ...contract.terms.producers.flatMap(({ service }, index) =>
      able(service, 'Write', queue.written)
        ? []
        : [{ path: ['producers', index], what: `${service} cannot write` }],
    ),
    ...contract.terms.consumers.flatMap(({ service }, index) =>
      able(
        service,
        'Read',
        queue.readers.map(({ topic }) => topic),
      )
        ? []
        : [{ path: ['consumers', index], what: `${service} cannot read` }],
    ),
  ].map(({ path, what }) =>
    inContract(
      accessAsContracted,
      contract,
      path,
      what,
      'this is a defect of workstreams: report it with the input',
    ),
  );
}
