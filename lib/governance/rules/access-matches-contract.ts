import { groupBy } from '../../model/groups.ts';
import { readersOf, writersOf } from '../../model/contract-clients.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type AccessRow, accessMatrix } from '../../policies/access-matrix.ts';
import { isElsewhere } from '../../policies/imported-principals.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { RoleName, SingleOperation } from '../../policies/rights.ts';
import type { ResolvedFamily, ResolvedTopic } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const accessMatchesContract: EnvironmentRule = {
  id: 'access-matches-contract',
  on: 'environment',
  what: 'Whoever a contract names can do what it says, and no one else; a work topic has one consumer.',
  why: 'The access matrix is what the brokers enforce: a right too few stops a service, one too many is found by an attacker.',
  fix: 'Name the service in the contract as a producer or consumer, or take the role away from it.',
  level: 'error',
  // Where brokers check no rights, imported users alone are principals.
  check: ({ environment, systems }) =>
    environment.kafka.authorization === 'none' ? [] : systems.flatMap((system) => checkSystem(system)),
};

function checkSystem(system: ResolvedSystem): Problem[] {
  const topics = system.families.flatMap(({ topics: all }) => all.map(({ name }) => name.value as string));
  const byTopic = groupBy(accessMatrix(system.principals, topics), ({ topic }) => topic);
  const { declaration, environment } = system;
  const elsewhere = new Set(
    declaration.services.filter((one) => isElsewhere(one, environment)).map(({ id }) => id),
  );
  return [
    ...system.families.flatMap((family) => checkFamily(family, byTopic)),
    ...system.queues.flatMap(({ family, readers }) =>
      missing(
        family,
        { written: family.written, read: readers.map(({ topic }) => topic) },
        byTopic,
        elsewhere,
      ),
    ),
    ...system.families
      .filter(({ contract }) => contract.terms.scaling === undefined)
      .flatMap((family) => missing(family, family, byTopic, elsewhere)),
  ];
}

/** Roles that a system gives for a duty, or a queue to its jobs, which the topic's contract does not name. */
const writingDuties: readonly RoleName[] = [
  'dispatcher',
  'dead letter operator',
  'replayer',
  'journal keeper',
];
const readingDuties: readonly RoleName[] = [
  'observer',
  'canary',
  'mirror',
  'replayer',
  'outcome reader',
  'journal keeper',
];

function hasDuty({ roles }: AccessRow, duties: readonly RoleName[]): boolean {
  return roles.some((role) => duties.includes(role));
}

function checkFamily(family: ResolvedFamily, byTopic: ReadonlyMap<string, AccessRow[]>): Problem[] {
  const { contract } = family;
  const writers = new Set(writersOf(contract).map(({ service }) => service));
  const readers = new Set(readersOf(contract).map(({ service }) => service));
  const live = family.topics.filter(({ role }) => role === 'source' || role === 'former');
  return live.flatMap((topic) => {
    const rows = byTopic.get(topic.name.value) ?? [];
    // What a migration has taken from producers or consumers, the contract no longer gives.
    const lists = [
      {
        operation: 'Write',
        may: 'write',
        as: 'a producer',
        named: writers,
        inUse: family.written.includes(topic),
        duties: writingDuties,
      },
      {
        operation: 'Read',
        may: 'read',
        as: 'a consumer',
        named: readers,
        inUse: family.read.includes(topic),
        duties: readingDuties,
      },
    ] as const;
    const extra = rows.flatMap((row) =>
      lists
        .filter(({ operation, duties }) => row.operations.includes(operation) && !hasDuty(row, duties))
        .filter(({ inUse, named }) => !inUse || !named.has(row.service))
        .map(({ may, as, inUse }) => {
          const why = inUse
            ? `the contract does not name ${row.service} as ${as}`
            : 'in this phase of its migration no one does';
          return `${row.principal} may ${may} ${topic.name.value}, and ${why}`;
        }),
    );
    const sole = rows.filter(({ roles }) => roles.includes('sole consumer'));
    const soleBroken =
      sole.length > 1
        ? [
            `${sole.map(({ principal }) => principal).join(' and ')} are both the sole consumer of ${topic.name.value}`,
          ]
        : [];
    return [...extra, ...soleBroken].map((what) =>
      inContract(
        accessMatchesContract,
        contract,
        ['consumers'],
        what,
        'name it in the contract, or take the role away',
      ),
    );
  });
}

interface Used {
  readonly written: readonly ResolvedTopic[];
  readonly read: readonly ResolvedTopic[];
}

function missing(
  { contract }: ResolvedFamily,
  { written, read }: Used,
  byTopic: ReadonlyMap<string, AccessRow[]>,
  elsewhere: ReadonlySet<string>,
): Problem[] {
  const able = (service: string, operation: SingleOperation, topics: readonly ResolvedTopic[]) =>
    elsewhere.has(service) ||
    topics.every(({ name }) =>
      byTopic.get(name.value)?.some((row) => row.service === service && row.operations.includes(operation)),
    );
  return [
    ...writersOf(contract)
      .filter(({ service }) => !able(service, 'Write', written))
      .map(({ service, path }) => ({ path, what: `${service} cannot write` })),
    ...readersOf(contract)
      .filter(({ service }) => !able(service, 'Read', read))
      .map(({ service, path }) => ({ path, what: `${service} cannot read` })),
  ].map(({ path, what }) =>
    inContract(
      accessMatchesContract,
      contract,
      path,
      what,
      'this is a defect of workstreams: report it with the input',
    ),
  );
}
