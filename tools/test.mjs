import { prepare } from './build.mjs';

const help = `Usage: npm test [-- <Jest arguments>]

Installs packages if needed, builds, starts a Postgres for this run and finds a Redis, runs the tests, stops everything.

  npm test                          every test
  npm test -- apps/keys             the tests of one folder
  npm test -- apps/keys -t 'name'   the tests whose name matches

The last line is "N passed, N failed"; the exit code is 0 only if none failed.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
} else {
  const built = prepare();
  const { runTests } = await import('../dist/tools/testing/run-tests.js');
  process.exitCode = await runTests({ built, args });
}
