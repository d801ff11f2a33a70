export { slackServer } from './slack-server.js';
export { Workspace } from './workspace.js';
