import { spawnSync } from 'node:child_process';

/** The scripts of package.json that make up `npm run check`, fastest answers first. None needs a build or a service. */
const STEPS = [
  { script: 'format', says: 'formatted by Prettier' },
  { script: 'types', says: 'types hold, tests included' },
  { script: 'boundaries', says: 'imports only what it may' },
  { script: 'dead', says: 'no export, file or package without a user' },
  { script: 'lint', says: 'written in the house style' },
  { script: 'unit', says: 'tests without I/O pass' },
];

const help = `Usage: npm run check

Runs every check and says how each went; what a failed one printed stands below it.
Each can be run alone:

${STEPS.map(({ script, says }) => `  npm run ${script.padEnd(12)}${says}`).join('\n')}

\`npm run fix\` puts right what can be put right by a machine.`;

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(help);
} else {
  const failed = STEPS.filter((step) => !passes(step)).map(({ script }) => script);
  console.log(failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${failed.join(', ')}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Runs one step to its end, however it ends: the ones after it have something to say too. */
function passes({ script, says }) {
  process.stdout.write(`${script.padEnd(12)}${says.padEnd(44)}`);
  const started = performance.now();
  const run = spawnSync('npm', ['run', '--silent', script], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env,
  });
  const passed = run.status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds} s  ${passed ? 'ok' : 'FAILED'}`);
  if (!passed) console.log(`\n${[run.stdout, run.stderr, run.error?.message].filter(Boolean).join('\n')}`);
  return passed;
}
