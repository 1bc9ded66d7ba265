import type { Environment } from './terms/environment.ts';
import { suggestion } from './text/nearest.ts';
import { type Problem, problem } from './text/problem.ts';

/** The environment that this one is promoted from, or undefined where a change begins. */
export function promotedFrom({ promotion }: Pick<Environment, 'promotion'>): string | undefined {
  return promotion === 'none' ? undefined : promotion.from;
}

/** What is wrong with the order in which all environments are promoted. */
export function promotionProblems(environments: readonly Environment[]): Problem[] {
  const names = environments.map(({ environment }) => environment);
  return environments.flatMap((environment) => {
    const { source, environment: name } = environment;
    const from = promotedFrom(environment);
    if (from === undefined) return [];
    const say = (what: string, fix: string) => [
      problem(source.place(['promotion', 'from']), 'promotion.from', what, fix),
    ];
    if (!names.includes(from)) {
      const others = names.filter((one) => one !== name);
      return say(`there is no environment "${from}"`, suggestion(from, others));
    }
    const circle = circleOf(name, environments);
    // Whoever is named first in a circle tells of it.
    return circle === undefined || [...circle].sort()[0] !== name
      ? []
      : say(
          `"${from}" goes round in a circle: ${[...circle, name].join(' from ')}`,
          'write promotion: none where a change begins',
        );
  });
}

/** The environments from one back to itself, or undefined where it does not come back. */
function circleOf(name: string, environments: readonly Environment[]): string[] | undefined {
  const path = [name];
  for (;;) {
    const last = environments.find(({ environment }) => environment === path.at(-1));
    const from = last === undefined ? undefined : promotedFrom(last);
    if (from === name) return path;
    if (from === undefined || path.includes(from)) return undefined;
    path.push(from);
  }
}
