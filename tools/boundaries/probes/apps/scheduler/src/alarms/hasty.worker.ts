// Breaks edges-ask-services
import { find } from './alarms.repository.js';

export const decide = find;
