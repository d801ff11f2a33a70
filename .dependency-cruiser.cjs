const { join } = require('node:path');

/** Where tests and what only tests use live; they may look behind the scenes where a rule says so. */
const TESTS = ['\\.(spec|int-spec|e2e-spec)\\.ts$', '^(apps|examples|libs)/[^/]+/test/', '^libs/testing/'];

const npm = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;

/**
 * Who may import whom: the rules of ARCHITECTURE.md. Each has a probe in tools/boundaries/probes that breaks it, and a test
 * that says it is caught; a rule without a probe fails that test.
 */
const rules = [
  {
    name: 'apps-never-import-apps',
    comment: 'Services know each other by their events only (libs/contracts).',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'libs-never-import-apps',
    comment: 'A library serves its users; it does not know them.',
    from: { path: '^libs/' },
    to: { path: '^apps/' },
  },
  {
    name: 'tools-never-import-apps',
    comment: 'Tools start what was built, as anybody else would.',
    from: { path: '^tools/' },
    to: { path: '^apps/' },
  },
  {
    name: 'examples-know-the-client-only',
    comment: 'An example shows what somebody else can do, so it gets what they get: #libs/client, and packages.',
    from: { path: '^examples/([^/]+)/', pathNot: TESTS },
    to: { path: '^(apps|examples|libs|tools)/', pathNot: ['^examples/$1/', '^libs/client/src/index\\.ts$'] },
  },
  {
    name: 'nobody-needs-an-example',
    comment: 'Examples are in no image.',
    from: { pathNot: '^examples/' },
    to: { path: '^examples/' },
  },
  {
    name: 'features-are-entered-by-their-index',
    comment: 'What a feature does not export from its index.ts is its own business. Migrations are a list, not a feature.',
    from: { path: '^apps/([^/]+)/(src/[^/]+|test)' },
    to: { path: '^apps/$1/src/[^/]+/', pathNot: ['^apps/$1/$2/', '^apps/$1/src/([^/]+/index\\.ts$|migrations/)'] },
  },
  {
    name: 'libs-are-entered-by-their-index',
    comment: 'Import `#libs/<name>`, and export from its index.ts what is missing there.',
    from: { path: '^(apps|examples|libs|tools)/([^/]+)' },
    to: { path: '^libs/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'domain-is-pure',
    comment: 'Domain code imports itself and the kernel only, so that it can be read and tested alone.',
    from: { path: '^(.+/domain)/', pathNot: TESTS },
    to: { pathNot: ['^$1/', '^libs/kernel/src/index\\.ts$'] },
  },
  {
    name: 'kernel-imports-nothing',
    comment: 'Everything stands on the kernel. It stands on the language, Temporal (docs/adr/0001) and randomness.',
    from: { path: '^libs/kernel/', pathNot: TESTS },
    to: { pathNot: ['^libs/kernel/', npm('temporal-polyfill'), '^(node:)?crypto$'] },
  },
  {
    name: 'only-the-kernel-computes-dates',
    comment: 'One place turns a date into an instant (docs/adr/0001).',
    from: { pathNot: '^libs/kernel/' },
    to: { path: npm('temporal-polyfill', '@js-temporal/polyfill') },
  },
  {
    name: 'edges-ask-services',
    comment: 'Controllers, consumers and jobs (BullMQ calls theirs workers) ask a service: it holds transactions and rules.',
    from: { path: '\\.(controller|consumer|job|worker)\\.ts$' },
    to: { path: '\\.(repository|entity)\\.ts$' },
  },
  {
    name: 'features-hide-their-repositories',
    comment: 'Another feature asks the service; an index.ts that exports a repository would let it ask the table.',
    from: { path: '^apps/.+/index\\.ts$' },
    to: { path: '\\.repository\\.ts$' },
  },
  {
    name: 'only-persistence-knows-typeorm',
    comment: 'A service opens a transaction with `Transactions` of #libs/database and hands it to repositories.',
    from: {
      path: '^(apps|libs)/',
      pathNot: ['\\.(repository|entity|module)\\.ts$', '/migrations/', '^libs/(database|outbox)/', ...TESTS],
    },
    to: { path: npm('typeorm', '@nestjs/typeorm', 'pg') },
  },
  {
    name: 'only-alarms-know-bullmq',
    comment: 'BullMQ is an alarm clock (docs/adr/0003); whoever wants to be woken asks alarms/.',
    from: { pathNot: '^apps/scheduler/src/alarms/' },
    to: { path: npm('bullmq', '@nestjs/bullmq') },
  },
  {
    name: 'only-channels-know-providers',
    comment: 'How an email or a Slack message leaves is known to its channel; the sandbox is tested with the real clients.',
    from: { pathNot: ['^apps/scheduler/src/channels/', '^apps/sandbox/(test/|.+spec\\.ts$)'] },
    to: { path: npm('nodemailer', '@slack/web-api') },
  },
  {
    name: 'only-tracing-knows-opentelemetry',
    comment: 'Whoever has work to trace asks `inSpan` of #libs/observability; the SDK is loaded only where a collector is named.',
    from: { pathNot: '^libs/observability/src/tracing/(tracer|audible-exporter(\\.spec)?)\\.ts$' },
    to: { path: npm('@opentelemetry') },
  },
  {
    name: 'test-helpers-stay-in-tests',
    from: { pathNot: TESTS },
    to: { path: TESTS },
  },
  {
    name: 'shipped-code-has-no-dev-dependency',
    comment: 'An image holds `dependencies` only: this import would fail there.',
    from: { path: '^(apps|libs)/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'packages-are-declared',
    comment: 'What is imported stands in package.json, not only somewhere in node_modules.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-circles',
    comment: 'Two files that need each other are one idea, or three. Types count.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-unresolvable',
    comment: 'An import that leads nowhere would pass every rule above in silence. Only what the build writes may be absent.',
    from: {},
    to: { couldNotResolve: true, pathNot: '^(\\.\\./)+dist/' },
  },
];

module.exports = {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    exclude: { path: '^tools/boundaries/probes/' },
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    // Maps `#libs/*` to sources; package.json maps it to dist/, which need not exist.
    tsConfig: { fileName: join(__dirname, 'tools/boundaries/tsconfig.sources.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
