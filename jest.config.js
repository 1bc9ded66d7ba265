/**
 * Tests run as native ES modules; @swc/jest strips the types, `npm run types` checks them.
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
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
