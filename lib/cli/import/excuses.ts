import type { ContractException, EnvironmentException } from '../../model/terms/exception.ts';
import { daysAfter } from '../../model/text/day.ts';
import type { Problem } from '../../model/text/problem.ts';
import { contractFileOf, type Draft, type ImportContext } from './draft.ts';

/** Rules that judge how something is used or set: what was imported may break them for a while. The others may not be broken. */
const excusable: ReadonlySet<string> = new Set([
  'access-matches-contract',
  'required-context-classes',
  'canary-per-event',
  'one-consumer-per-command',
  'compaction-matches-class',
  'no-secret-template',
  'headers-complete',
  'jobs-within-partitions',
  'no-wide-kafka-rights',
  'valid-kafka-topic',
  'within-partition-budget',
  'prefix-rights-contained',
  'queries-in-pairs',
  'retention-in-range',
  'within-storage-budget',
  'no-tiering-with-compaction',
  'work-queue-complete',
]);

/** Whether an exception may excuse a problem for a while. */
export function isExcusable({ rule }: Problem): boolean {
  return rule !== undefined && excusable.has(rule);
}

/** Half a year: long enough to talk to every team, and no longer. */
const days = 180;

/** The exceptions that what was imported needs. */
export class Excuses {
  readonly #byFile: Map<string, Map<string, ContractException>>;
  readonly #inEnvironment = new Map<string, EnvironmentException>();
  readonly #reason: string;
  readonly until: string;

  constructor(drafts: readonly Draft[], { today }: ImportContext) {
    this.#byFile = new Map(drafts.map((draft) => [contractFileOf(draft), new Map()]));
    this.#reason = `imported on ${today}`;
    this.until = daysAfter(today, days);
  }

  /** Excuses problems from now on; those that stay are returned, and those whose exception has not helped. */
  takeAll(problems: readonly Problem[]): Problem[] {
    const before = new Set(this.#keys());
    return problems.filter((one) => {
      const key = this.#keyOf(one);
      if (key === undefined || before.has(key)) return true;
      this.#take(one);
      return false;
    });
  }

  of(draft: Draft): ContractException[] {
    return [...(this.#byFile.get(contractFileOf(draft))?.values() ?? [])];
  }

  ofEnvironment(): EnvironmentException[] {
    return [...this.#inEnvironment.values()];
  }

  /** Each with what it is of: a contract's file, or a subject in the environment. */
  all(): { readonly of: string; readonly rule: string }[] {
    return [
      ...[...this.#byFile].flatMap(([of, rules]) => [...rules.keys()].map((rule) => ({ of, rule }))),
      ...this.ofEnvironment().map(({ subject, rule }) => ({ of: subject, rule })),
    ];
  }

  #keys(): string[] {
    return this.all().map(({ of, rule }) => JSON.stringify([rule, of]));
  }

  #keyOf(found: Problem): string | undefined {
    const { rule, place, subject } = found;
    if (!isExcusable(found)) return undefined;
    const of = this.#byFile.has(place.file) ? place.file : subject;
    return of === undefined ? undefined : JSON.stringify([rule, of]);
  }

  #take({ rule = '', place, subject = '' }: Problem): void {
    const exception = { rule, reason: this.#reason, until: this.until };
    const own = this.#byFile.get(place.file);
    if (own === undefined)
      this.#inEnvironment.set(JSON.stringify([rule, subject]), { ...exception, subject });
    else own.set(rule, exception);
  }
}
