import { existsSync } from 'node:fs';

/** Every process that Curfew is made of: one image or checkout, a role per process. */
const ROLES = {
  keys: { modules: ['apps/keys/src/main.js'], says: 'the HTTP API that issues, verifies and revokes keys' },
  scheduler: { modules: ['apps/scheduler/src/main.js'], says: 'plans and sends the reminders' },
  sandbox: { modules: ['apps/sandbox/src/main.js'], says: 'development only: a mailbox and a Slack that show what was sent' },
  migrate: {
    modules: ['apps/keys/src/migrate.js', 'apps/scheduler/src/migrate.js'],
    says: 'brings both schemas of the database up to date, and ends',
  },
  'admin-key': { modules: ['apps/keys/src/admin-key.js'], says: 'makes a new key for the administrator, prints it, and ends' },
  'import-keys': { modules: ['apps/keys/src/import-keys.js'], says: 'imports keys of another system by their hashes, and ends' },
  'rewrap-secrets': {
    modules: ['apps/keys/src/rewrap-secrets.js'],
    says: 'brings all secrets under the first of SECRET_ENCRYPTION_KEYS, and ends',
  },
  'verify-audit': {
    modules: ['apps/keys/src/verify-audit.js'],
    says: 'tells whether the audit log is as it was written, and ends; --help says how',
  },
  'dead-letters': {
    modules: ['apps/scheduler/src/dead-letters.js'],
    says: 'shows, replays or drops events that were put aside, and ends; --help says how',
  },
  restored: {
    modules: ['apps/scheduler/src/restored.js'],
    says: 'tells the scheduler that its database was restored from a backup, and ends; --help says how',
  },
};

const help = `Usage: node tools/curfew.mjs <role> [arguments of the role]

Runs one of Curfew's processes, as built by \`npm run build\`:

${Object.entries(ROLES)
  .map(([role, { says }]) => `  ${role.padEnd(14)} ${says}`)
  .join('\n')}

It is set up by the environment; .env.example says a sentence about each variable.`;

const [name = ''] = process.argv.slice(2);
if (name === '--help' || name === '-h') {
  console.log(help);
} else if (!Object.hasOwn(ROLES, name)) {
  console.error(name === '' ? help : `There is no role called ${JSON.stringify(name)}.\n\n${help}`);
  process.exitCode = 2;
} else {
  // A role finds its own arguments where a program finds them.
  process.argv.splice(2, 1);
  await run(ROLES[name].modules.map((module) => new URL(`../dist/${module}`, import.meta.url)));
}

/** One after the other, in this process: a signal to it is a signal to the role, and its exit code is the role's. */
async function run(modules) {
  const missing = modules.find((module) => !existsSync(module));
  if (missing) {
    console.error(`${missing.pathname} has not been built: run npm run build first.`);
    process.exitCode = 1;
    return;
  }
  for (const module of modules) await import(module.href);
}
