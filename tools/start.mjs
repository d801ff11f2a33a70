import { runTool } from './build.mjs';

const help = `Usage: npm start

Runs all of Curfew on this machine: the API, the scheduler, a sandbox that shows the emails and Slack messages it sends,
and a Postgres and a Redis of its own. Data stays in .curfew/ between starts; npm run reset forgets it.

.env.example says a sentence about each variable that changes something, the ports for instance.`;

await runTool(help, async () => (await import('../dist/tools/stack/start.js')).start());
