import type { Role, Scope } from '../rights.ts';
import type { Holder } from './holder.ts';

/** What a contract, a duty or the environment says of a principal at a topic. */
export type Says =
  /** Contracts: `producers`, `consumers`, `processors`. */
  | { readonly as: 'producer' }
  | { readonly as: 'consumer'; readonly group: string | undefined; readonly sole: boolean }
  | { readonly as: 'source' }
  | { readonly as: 'sink' }
  /** Duties of a service. */
  | { readonly as: 'dispatcher' }
  | { readonly as: 'dead letter operator' }
  /** `from`: topics that it reads history from. */
  | { readonly as: 'replayer'; readonly from?: readonly Scope[] }
  | { readonly as: 'canary'; readonly group: string }
  /** What an environment runs: KEDA for jobs, jobs that look up what is done, an operators' pod, MirrorMaker of another region. */
  | { readonly as: 'scaler'; readonly group: string }
  | { readonly as: 'outcome reader' }
  | { readonly as: 'observer'; readonly groups: string }
  | { readonly as: 'mirror'; readonly groups: readonly string[] }
  | {
      readonly as: 'mirror writer';
      /** What its copies, and its own topics, begin with. */
      readonly copies: readonly string[];
      readonly state: readonly string[];
      readonly groups: readonly string[];
    }
  /** Named by a contract whose move has taken all that it did. */
  | { readonly as: 'resting' };

/** A contract's topics as roles see them: by name, or by prefix for those who look at many. */
export interface TopicScopes {
  readonly source: Scope;
  /** What producers write now. */
  readonly written: readonly Scope[];
  /** What consumers read now. */
  readonly read: readonly Scope[];
  readonly retries: readonly Scope[];
  readonly deadLetter: Scope | undefined;
}

/**
 * The roles that follow from what is said of a holder at a contract's topics. No other code makes roles of them: all
 * who have principals ask here.
 */
export function rolesFor(says: Says, holder: Holder, topics: TopicScopes): Role[] {
  const { source, written, read, retries, deadLetter } = topics;
  const afterFailure = deadLetter === undefined ? retries : [...retries, deadLetter];
  const group = { name: holder.name };
  switch (says.as) {
    case 'producer':
      return written.map((topic) => writer(holder, topic));
    case 'consumer':
      // Who reads nothing has no failures to put away.
      return read.length === 0
        ? []
        : [
            ...read.map(
              (topic): Role => ({
                role: says.sole ? 'sole consumer' : 'consumer',
                topic,
                group: { name: says.group ?? holder.name },
              }),
            ),
            ...afterFailure.map((topic) => writer(holder, topic)),
          ];
    case 'source':
      return read.length === 0 ? [] : [processor(holder, read, afterFailure)];
    case 'sink':
      return written.length === 0 ? [] : [processor(holder, [], written)];
    case 'dispatcher':
      return read.length === 0
        ? []
        : retries.map(
            (retry): Role => ({
              ...{ role: 'dispatcher', retry, source, group },
              ...(deadLetter === undefined ? {} : { deadLetter }),
            }),
          );
    case 'dead letter operator':
      return read.length === 0 || deadLetter === undefined
        ? []
        : [{ role: 'dead letter operator', deadLetter, source, group }];
    case 'replayer':
      if (written.length === 0) return [];
      return says.from === undefined || says.from.length === 0
        ? [{ role: 'replayer', to: source }]
        : says.from.map((topic): Role => ({ role: 'replayer', to: source, from: { topic } }));
    case 'canary':
      return [{ role: 'canary', topic: source, group: { name: says.group } }];
    case 'scaler':
      return read.map((topic): Role => ({ role: 'scaler', topic, group: { name: says.group } }));
    case 'outcome reader':
      return read.map((topic): Role => ({ role: 'outcome reader', topic }));
    case 'observer':
      return read.map((topic): Role => ({ role: 'observer', topic, group: { prefix: says.groups } }));
    case 'mirror':
      return read.map(
        (topic): Role => ({ role: 'mirror', topic, groups: says.groups.map((name) => ({ name })) }),
      );
    case 'mirror writer':
      return [
        {
          role: 'mirror writer',
          copies: says.copies.map((prefix) => ({ prefix })),
          state: says.state.map((prefix) => ({ prefix })),
          group,
          groups: says.groups.map((one) => ({ name: one })),
        },
      ];
    case 'resting':
      return [{ role: 'resting', topic: source }];
  }
}

function writer({ transactionalId }: Holder, topic: Scope): Role {
  return transactionalId === undefined
    ? { role: 'producer', topic }
    : { role: 'transactional producer', topic, transactionalId: { prefix: `${transactionalId}-` } };
}

/** @throws Error where the service declares no application: the rule `processor-is-application` comes first */
function processor({ name, application }: Holder, sources: readonly Scope[], sinks: readonly Scope[]): Role {
  if (application === undefined) throw new Error(`${name} is a processor and declares no streams`);
  return { role: 'processor', sources, sinks, application };
}
