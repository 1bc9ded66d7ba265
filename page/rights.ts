import type { AccessEntry, EnvironmentPart, PrincipalRow, Right } from '../lib/reports/catalog/model.ts';

/** The name of each topic of an environment, as rights count them. */
export function namesIn({ families }: EnvironmentPart): string[] {
  return families.flatMap(({ topics }) => topics.map(({ name }) => name));
}

export function rightOf(
  part: EnvironmentPart,
  names: readonly string[],
  [topic, principal, operations, roles]: AccessEntry,
): Right[] {
  const row = part.principals[principal];
  if (row === undefined) return [];
  return [
    {
      topic: names[topic] ?? '',
      principal: row,
      operations: part.operations[operations] ?? '',
      roles: part.roles[roles] ?? '',
    },
  ];
}

/** By which principals a person looks: those that are there to look first, the topic's consumers last. */
const lookers = ['observer', 'dead letter operator', 'dispatcher', 'consumer', 'sole consumer'];

/** The principal that a person borrows to read a topic; undefined where no one may. */
export function readerOf(rights: readonly Right[], topic: string): PrincipalRow | undefined {
  const rank = ({ roles }: Right) => {
    const places = roles
      .split(', ')
      .map((role) => lookers.indexOf(role))
      .filter((place) => place >= 0);
    return Math.min(lookers.length, ...places);
  };
  return rights
    .filter((right) => right.topic === topic && right.operations.split(', ').includes('Read'))
    .sort((a, b) => rank(a) - rank(b))[0]?.principal;
}
