import { runTool } from './build.mjs';

const help = `Usage: npm run example

Beside the running stack (npm start), runs a small service that guards its routes with Curfew's API keys and hears what becomes
of them: examples/parcels. Says what to try. PARCELS_PORT is its port, 3100 unless set; Ctrl-C stops it.`;

await runTool(help, async () => (await import('../dist/tools/example/example.js')).example());
