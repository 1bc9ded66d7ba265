import type { z } from 'zod';
import { check } from './check.ts';
import { printable, type Problem } from '../text/problem.ts';
import type { Path, YamlSource } from '../text/yaml-source.ts';

/** Terms that a program gave and that cannot be: all that is wrong with them, each with its key. */
export class InvalidTerms extends Error {
  readonly problems: readonly Problem[];

  /** @param subject `contract shop/orders/evt/order-placed/v1` */
  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const lines = problems.flatMap(({ key, what, fix }) => [
      `  ${printable(key === '' ? what : `${key}: ${what}`)}`,
      ...(fix === '' ? [] : [`    ${printable(fix)}`]),
    ]);
    super([`${printable(subject)}: ${count}`, ...lines].join('\n'));
    this.name = 'InvalidTerms';
    this.problems = problems;
  }
}

/** What a program said, where code asks for the file that it is in: the call itself is the place. */
export function programSource(subject: string, value: unknown): YamlSource {
  const place = (_path: Path) => ({ file: subject, line: 1, column: 1 });
  return { file: subject, text: '', value, place, keyPlace: place };
}

/**
 * Terms of a program, checked by the schema that files are checked by.
 * @param before what was found wrong already; told together with the rest
 * @throws InvalidTerms
 */
export function checkTerms<S extends z.ZodType>(
  schema: S,
  source: YamlSource,
  before: readonly Problem[] = [],
): z.output<S> {
  const terms = check(schema, source);
  const problems = [...before, ...(terms.ok ? [] : terms.problems)];
  if (problems.length > 0 || !terms.ok) throw new InvalidTerms(source.file, problems);
  return terms.value;
}
