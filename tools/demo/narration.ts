import { type InboxMessage } from './inbox.js';
import { type DemoKey } from './keys-api.js';

/** A line about a key that was created. */
export function keyText({ name, last4, dueAt }: DemoKey): string {
  return `  created  ${name.padEnd(22)} …${last4}   reminder due at ${timeOfDay(dueAt)}`;
}

/** A line about a message that arrived: what it is, how long after due, and that several keys share it. */
export function arrivalText(message: InboxMessage, keys: readonly DemoKey[]): string {
  const received = new Date(message.receivedAt);
  const due = Math.max(...keys.map((key) => key.dueAt.getTime()));
  const late = ((received.getTime() - due) / 1000).toFixed(1);
  const what = message.channel === 'email' ? 'email' : 'Slack';
  const subject = message.subject ?? message.text.split('\n')[0] ?? '';
  const together = keys.length > 1 ? `\n           one message for the ${keys.length} keys that fell due together` : '';
  return `  ${timeOfDay(received)} ${what.padEnd(5)} to ${message.to}, ${late} s after due: ${subject}${together}`;
}

function timeOfDay(instant: Date): string {
  return `${instant.toISOString().slice(11, 19)} UTC`;
}
