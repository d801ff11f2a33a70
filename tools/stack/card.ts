import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { recordedProcess } from '../processes/process-record.js';
import { type Home } from './home.js';

const card = z.object({
  apiUrl: z.string(),
  inboxUrl: z.string().optional(),
  adminKeyFile: z.string(),
  /** Absent when the stack uses a Redis of somebody's own. */
  redisUrl: z.string().optional(),
});

/** Where a running stack is, for other programs. */
export type Card = Readonly<z.output<typeof card>>;

/** The record that the running stack of a home holds. */
export const HOLDER = 'stack';

/** Says where the stack of this home is, once it is ready. */
export function leaveCard(home: Home, content: Card): void {
  home.write('run/stack.json', JSON.stringify(content));
}

/** Where the stack of this home is, or `undefined` when none runs, or none is ready yet. */
export function readCard(home: Home): Card | undefined {
  const file = home.path('run', 'stack.json');
  if (recordedProcess(home.record(HOLDER)) === undefined || !existsSync(file)) return undefined;
  return card.parse(JSON.parse(readFileSync(file, 'utf8')));
}
