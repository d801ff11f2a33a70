/** The name of the BullMQ queue of alarms, for its metrics and for `redis-cli`. */
export const ALARM_QUEUE = 'reminders';

/** The braces keep all its keys in one slot of a Redis Cluster: `{curfew}:reminders:delayed` and so on. */
export const ALARM_PREFIX = '{curfew}';

/** What an alarm carries: an id, to be looked up. */
export interface AlarmData {
  readonly reminderId: string;
}

/** Names the alarm of one generation of a reminder: a job id is used once, since BullMQ ignores one it has seen. */
export function alarmId({ id, generation }: { readonly id: string; readonly generation: number }): string {
  return `reminder-${id}-g${String(generation)}`;
}
