import { runTool } from './build.mjs';

const help = `Usage: npm run reset

Forgets everything the local stack keeps in .curfew/ (or CURFEW_HOME): keys, reminders, secrets, logs. Refuses while it runs.`;

await runTool(help, async () => (await import('../dist/tools/stack/reset.js')).reset());
