import fc from 'fast-check';

/**
 * The seed of everything random in the tests: 1, so that a commit is judged by what it changes. `SEED=…` takes another one,
 * `SEED=random` any; what fails prints it.
 */
export const seed =
  process.env['SEED'] === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env['SEED'] ?? 1);

fc.configureGlobal({ seed });

export { default as fc } from 'fast-check';
