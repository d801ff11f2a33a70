import { recordedProcess } from './process-record.js';
import { poll } from './poll.js';

/** A process that an earlier start may have left behind. */
export interface Leftover {
  /** Where it was noted when it was started. */
  readonly record: string;
  readonly stopSignal: NodeJS.Signals;
}

/** Ends it if it still runs: politely, after ten seconds by force. Answers whether there was anything to end. */
export async function endLeftover({ record, stopSignal }: Leftover): Promise<boolean> {
  const pid = recordedProcess(record);
  if (pid === undefined) return false;
  const gone = { what: `process ${pid} of an earlier start ends`, withinMs: 10_000 };
  const hasEnded = () => Promise.resolve(recordedProcess(record) === undefined);
  process.kill(pid, stopSignal);
  await poll(hasEnded, gone).catch(() => process.kill(pid, 'SIGKILL'));
  await poll(hasEnded, gone);
  return true;
}
