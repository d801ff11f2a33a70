/** Tests by their names: `*.spec.ts` has no I/O, `*.int-spec.ts` uses a real Postgres and Redis, `*.e2e-spec.ts` whole processes. */
export default {
  roots: ['<rootDir>/apps', '<rootDir>/examples', '<rootDir>/libs', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/probes/'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  maxWorkers: 2,
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
