export { Clicks, type Interactivity } from './clicks.js';
export { slackServer } from './slack-server.js';
export { Workspace } from './workspace.js';
