import type { CallArguments } from '../call-arguments.js';
import type { Workspace } from '../workspace.js';
import { postMessage, updateMessage } from './chat.js';
import { history, list, open } from './conversations.js';
import { authTest, lookupByEmail, userInfo } from './people.js';

/** One method of the Web API: reads its arguments, acts on the workspace and answers, or throws a `SlackRefusal`. */
export type SlackMethod = (args: CallArguments, workspace: Workspace) => Record<string, unknown>;

/** The methods the sandbox knows, by the name they are called by. */
export const METHODS: ReadonlyMap<string, SlackMethod> = new Map<string, SlackMethod>([
  ['auth.test', authTest],
  ['chat.postMessage', postMessage],
  ['chat.update', updateMessage],
  ['conversations.history', history],
  ['conversations.list', list],
  ['conversations.open', open],
  ['users.info', userInfo],
  ['users.lookupByEmail', lookupByEmail],
]);
