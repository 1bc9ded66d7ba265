import type { Environment } from '../model/terms/environment.ts';
import type { ContractException, EnvironmentException } from '../model/terms/exception.ts';
import type { Problem } from '../model/text/problem.ts';
import { type CatalogView, exceptionKey, type Findings } from './rule.ts';

/** Notes what was found and what was excused, for the rules on exceptions. */
export class FindingsRecord implements Findings {
  readonly used = new Set<string>();
  readonly subjects = new Map<string, Set<string>>();

  note({ rule, subject }: Problem): void {
    if (rule === undefined || subject === undefined) return;
    const known = this.subjects.get(rule);
    if (known === undefined) this.subjects.set(rule, new Set([subject]));
    else known.add(subject);
  }
}

/**
 * Tells which problems are excused, and notes it. A contract's exception silences its rule on that contract, an
 * environment's on one subject there, both until their last day (`valid-exception` watches it).
 * @param environment the one that is judged, where an exception of it holds wherever the problem is told.
 * Default: the catalogue is judged, where it holds for what is told in its own file
 */
export function excusedIn(
  { catalog, environments, today }: CatalogView,
  record: FindingsRecord,
  environment?: Environment,
): (found: Problem) => boolean {
  const inContracts = new Map<string, string>();
  for (const { source, terms, valueSchema, keySchema } of catalog.contracts) {
    for (const [key, { rule }] of inForce(terms.exceptions, today, source.file)) {
      for (const one of [source, valueSchema, keySchema]) {
        if (one !== undefined) inContracts.set(JSON.stringify([rule, one.file]), key);
      }
    }
  }
  const placed = (file: string) => (environment === undefined ? file : '');
  const inEnvironments = new Map<string, string>();
  for (const { source, exceptions } of environment === undefined ? environments : [environment]) {
    for (const [key, { rule, subject }] of inForce(exceptions, today, source.file)) {
      inEnvironments.set(JSON.stringify([rule, subject, placed(source.file)]), key);
    }
  }
  return (found) => {
    record.note(found);
    const { rule, place, subject } = found;
    if (rule === undefined) return false;
    const key =
      inContracts.get(JSON.stringify([rule, place.file])) ??
      inEnvironments.get(JSON.stringify([rule, subject, placed(place.file)]));
    if (key !== undefined) record.used.add(key);
    return key !== undefined;
  };
}

function inForce<T extends ContractException | EnvironmentException>(
  exceptions: readonly T[],
  today: string,
  file: string,
): [string, T][] {
  return exceptions.flatMap((one, index): [string, T][] =>
    one.until >= today ? [[exceptionKey(file, index), one]] : [],
  );
}
