export { SlackInteractionsModule } from './slack-interactions.module.js';
