import type { Notice } from './notice.js';
import { shortened, untrusted } from './untrusted-text.js';

/** What a test message is made of. */
export interface TestParts {
  readonly workspaceName: string;
  /** The address of whoever asked for it. */
  readonly requestedBy: string;
  /** Where people manage their credentials: `CONSOLE_URL`. */
  readonly consoleUrl: string;
}

/** Leaves room for the words around it: a headline has at most 150 characters. */
const LONGEST_NAME = 80;

/** A message about nothing: whoever gets it sees that it is a test, whose, and that there is nothing to do. */
export function composeTest({ workspaceName, requestedBy, consoleUrl }: TestParts): Notice {
  const [workspace, by] = [untrusted(workspaceName, 255) || '(no name)', untrusted(requestedBy, 254)];
  return {
    headline: `Test message: reminders of '${shortened(workspace, LONGEST_NAME)}' arrive here`,
    rows: [],
    more: 0,
    allUrl: `${consoleUrl.replace(/\/+$/, '')}/inventory`,
    allWords: 'credentials',
    consequence: 'This is a test. No credential is about to expire because of it, and there is nothing to do.',
    reason: `You get this because ${by} tried the notification settings of the workspace ${shortened(workspace, LONGEST_NAME)} on Curfew.`,
  };
}
