import { runTool } from './build.mjs';

const help = `Usage: npm run demo

On the running stack (npm start), creates a handful of keys whose reminders fall due within seconds, and tells what happens
until the email and the Slack message have arrived. Takes about half a minute.`;

await runTool(help, async () => (await import('../dist/tools/demo/demo.js')).demo());
