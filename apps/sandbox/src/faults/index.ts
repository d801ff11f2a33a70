export type { EmailFault, EmailStage } from './email-fault.js';
export { Faults } from './faults.js';
export { faultsBody } from './faults-body.js';
export type { SlackFault } from './slack-fault.js';
