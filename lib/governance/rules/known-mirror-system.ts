import { suggestion } from '../../model/text/nearest.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const knownMirrorSystem: EnvironmentRule = {
  id: 'known-mirror-system',
  on: 'environment',
  what: 'What an environment mirrors are systems and classes that have topics.',
  why: 'A misspelt system is not mirrored, and no one notices before the disaster.',
  fix: 'Spell the system as its folder in contracts/, and name classes that it has.',
  level: 'error',
  check: ({ environment, systems }) => {
    if (environment.mirror === 'none') return [];
    const ids = systems.map(({ declaration }) => declaration.id);
    return Object.entries(environment.mirror.systems).flatMap(([id, classes]) => {
      const path = ['mirror', 'systems', id];
      const system = systems.find(({ declaration }) => declaration.id === id);
      if (system === undefined) {
        return [
          inEnvironment(knownMirrorSystem, environment, path, `no system "${id}"`, suggestion(id, ids)),
        ];
      }
      // A repository may carry fewer systems than the program.
      if (system.families.length === 0) return [];
      const has = new Set<string>(
        system.families.flatMap(({ topics }) => topics.map((topic) => topic.class)),
      );
      return classes.flatMap((cls, index) =>
        has.has(cls)
          ? []
          : [
              inEnvironment(
                knownMirrorSystem,
                environment,
                [...path, index],
                `${id} has no topic of class ${cls}`,
                `it has ${[...has].sort().join(', ')}`,
              ),
            ],
      );
    });
  },
};
