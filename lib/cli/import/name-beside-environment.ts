import type { Environment } from '../../model/terms/environment.ts';

/**
 * A topic's name with a mark in the place of its environment: `dev.orders` and `prod.orders` are alike. Undefined where
 * the name does not have its environment as a segment.
 */
export function nameBesideEnvironment(
  name: string,
  { environment, topics }: Environment,
): string | undefined {
  for (const one of new Set([environment, topics.env])) {
    const segment = new RegExp(
      `(?<=^|[._-])${one.replaceAll(/[^a-z0-9]/gi, String.raw`\$&`)}(?=$|[._-])`,
      'g',
    );
    const marked = name.replaceAll(segment, '*');
    if (marked !== name && marked !== '*') return marked;
  }
  return undefined;
}
