/** Each takes most of a minute: `npm run long` runs these, `npm test` the others (CONTRIBUTING). */
const long = [
  'bad-input/compared-budget',
  'bad-input/manifest-budget',
  'bad-input/mutation',
  'bad-input/process',
  'broker/canary',
  'broker/canary-registry',
  'broker/console-consumer',
  'governance/json-inclusion',
  'governance/schema-limits',
  'governance/schema-suite',
  'page/many-topics',
  'registry/killed',
  'runtime/killed-dispatchers',
  'runtime/killed-executors',
  'runtime/redrive-killed',
  'stack/schema-registry',
].map((name) => `<rootDir>/test/${name}.test.ts`);
const isLong = (process.env['LONG'] ?? '') !== '';

/**
 * Tests run as native ES modules; @swc/jest strips the types, `npm run types` checks them.
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: isLong ? long : ['**/*.test.ts'],
  testPathIgnorePatterns: isLong ? [] : long,
  globalSetup: '<rootDir>/test/support/fresh-build.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  // Two cores are two workers: by itself jest leaves one idle.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
