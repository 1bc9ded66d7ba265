import { readersOf, writersOf } from '../model/contract-clients.ts';
import { type Catalog, messagesOf } from '../model/catalog.ts';
import { dayAfter } from '../model/text/day.ts';
import { addressText, type Contract } from '../model/terms/contract.ts';
import type { Duration } from '../model/text/duration.ts';
import type { Environment } from '../model/terms/environment.ts';
import { compare } from '../model/text/problem.ts';
import { contractFields } from '../model/schemas/contract-fields.ts';
import type { Path } from '../model/text/yaml-source.ts';
import { type ReviewOutput, reviewTopics } from './outputs/review.ts';

export type ReviewTopic = (typeof reviewTopics)[number];

/** One thing that somebody must look at, as `review --format json` lists it. */
export type ReviewFinding = ReviewOutput['findings'][number];

export interface ReviewProps {
  readonly catalog: Catalog;
  readonly environments: readonly Environment[];
  /** `2026-12-31` */
  readonly today: string;
  /** How far ahead of a last day it is told. */
  readonly within: Duration;
}

/**
 * The list for the quarterly review: what is to be pruned, and what is about to end. It judges by days alone and
 * refuses nothing: rules do that, and some of what stands here they will refuse tomorrow.
 */
export function reviewFindings({ catalog, environments, today, within }: ReviewProps): ReviewFinding[] {
  const horizon = dayAfter(today, within);
  const found = [
    ...catalog.contracts.flatMap((contract) => [
      ...endOfLife(contract, today),
      ...unused(contract),
      ...endingIn(contract),
    ]),
    ...environments.flatMap((environment) => [...endingHere(environment), ...keysOf(environment, catalog)]),
  ];
  return found
    .filter(({ due }) => due === null || due <= horizon)
    .sort(
      (a, b) =>
        reviewTopics.indexOf(a.topic) - reviewTopics.indexOf(b.topic) ||
        compare(a.due ?? '', b.due ?? '') ||
        compare(a.about, b.about) ||
        compare(a.place.file, b.place.file),
    );
}

function inContract(contract: Contract, path: Path): Pick<ReviewFinding, 'about' | 'owner' | 'place'> {
  return {
    about: addressText(contract.address),
    owner: contract.terms.owner.team,
    place: contract.source.place(path),
  };
}

function endOfLife(contract: Contract, today: string): ReviewFinding[] {
  const { lifecycle } = contract.terms;
  const at = inContract(contract, ['lifecycle']);
  switch (lifecycle.state) {
    case 'active':
      return [];
    case 'deprecated':
      return lifecycle.until >= today
        ? []
        : [
            {
              topic: 'deprecated',
              due: lifecycle.until,
              ...at,
              what: `its time is over: retire it (successor ${lifecycle.successor}), or give it a later day`,
            },
          ];
    case 'retired':
      return [
        {
          topic: 'deprecated',
          due: null,
          ...at,
          what: `retired since ${lifecycle.since}, and its contract still stands: remove it when no one needs its messages`,
        },
      ];
  }
}

/** Commands and questions that no one sends, or no one obeys or answers (OmniNode, Governance). */
function unused(contract: Contract): ReviewFinding[] {
  const { class: cls } = contract.address;
  const { lifecycle } = contract.terms;
  const [writers, readers] = [writersOf(contract), readersOf(contract)];
  if ((cls !== 'cmd' && cls !== 'qrs') || lifecycle.state !== 'active') return [];
  const lacking = [
    ...(writers.length === 0 ? ['producer'] : []),
    ...(readers.length === 0 ? ['consumer'] : []),
  ];
  return lacking.length === 0
    ? []
    : [
        {
          topic: 'unused',
          due: null,
          ...inContract(contract, [writers.length === 0 ? 'producers' : 'consumers']),
          what: `no ${lacking.join(' and no ')}: name one, or deprecate it`,
        },
      ];
}

function endingIn(contract: Contract): ReviewFinding[] {
  return contract.terms.exceptions.map(({ rule, reason, until }, index) => {
    const at = inContract(contract, ['exceptions', index]);
    return { topic: 'exceptions', due: until, ...at, about: `${rule} of ${at.about}`, what: reason };
  });
}

/** Something that an environment lets pass until a day. */
interface EndingTerm {
  readonly topic: ReviewTopic;
  readonly about: string;
  readonly reason: string;
  readonly until: string;
  readonly path: Path;
}

/** All of an environment's terms that end, as one list: a key of the file with entries that do adds its own. */
function endingTerms({ exceptions, approvals }: Environment): EndingTerm[] {
  return [
    ...exceptions.map(
      ({ rule, subject, reason, until }, index): EndingTerm => ({
        topic: 'exceptions',
        about: `${rule} of ${subject}`,
        reason,
        until,
        path: ['exceptions', index],
      }),
    ),
    ...approvals.map(
      ({ object, change, who, reason, until }, index): EndingTerm => ({
        topic: 'approvals',
        about: `${change} of ${object}`,
        reason: `${reason} (${who})`,
        until,
        path: ['approvals', index],
      }),
    ),
  ];
}

function endingHere(environment: Environment): ReviewFinding[] {
  return endingTerms(environment).map(({ topic, about, reason, until, path }) => ({
    topic,
    due: until,
    about,
    owner: keeperOf(environment),
    what: reason,
    place: environment.source.place(path),
  }));
}

function keeperOf({ environment }: Environment): string {
  return `who keeps ${environment}`;
}

/** Keys that are due, that seal nothing, and sealed fields of which no one knows a key. */
function keysOf(environment: Environment, catalog: Catalog): ReviewFinding[] {
  const { keys, source } = environment;
  if (keys === 'none') return [];
  const sealing = new Set(catalog.systems.map(({ id }) => id).filter((id) => hasSealedFields(catalog, id)));
  const owner = keeperOf(environment);
  const named = Object.entries(keys).map(([name, { system, rotated, every }]): ReviewFinding => {
    const at = { topic: 'keys', owner, place: source.place(['keys', name]) } as const;
    return sealing.has(system)
      ? {
          ...at,
          due: dayAfter(rotated, every),
          about: `${name} of ${system} in ${environment.environment}`,
          what: `last rotated on ${rotated}: rotate it, and write the day here`,
        }
      : {
          ...at,
          due: null,
          about: `${name} in ${environment.environment}`,
          what: `no schema of a system ${system} has sealed fields: remove the key`,
        };
  });
  const known = new Set(Object.values(keys).map(({ system }) => system));
  const missing = [...sealing]
    .filter((system) => !known.has(system))
    .map(
      (system): ReviewFinding => ({
        topic: 'keys',
        due: null,
        about: `${system} in ${environment.environment}`,
        owner,
        what: 'its fields are sealed by a key that is not under `keys`: name it there, with the day of its rotation',
        place: source.place(['keys']),
      }),
    );
  return [...named, ...missing];
}

function hasSealedFields(catalog: Catalog, system: string): boolean {
  const shared = messagesOf(catalog, system);
  return catalog.contracts.some(
    (contract) =>
      contract.address.system === system &&
      contractFields(contract, shared).value.some(({ encryption }) => encryption !== undefined),
  );
}
