import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const answer = z.object({
  messages: z.array(
    z.object({
      id: z.string(),
      channel: z.enum(['email', 'slack']),
      receivedAt: z.iso.datetime(),
      to: z.string(),
      subject: z.string().nullable(),
      text: z.string(),
      raw: z.string(),
    }),
  ),
});

/** A message in the sandbox. */
export type InboxMessage = z.output<typeof answer>['messages'][number];

/** Whether the message speaks of the key. */
export function speaksOf(message: InboxMessage, key: { readonly name: string }): boolean {
  return message.raw.includes(key.name) || message.text.includes(key.name) || (message.subject ?? '').includes(key.name);
}

/** What is looked for in the inbox, how often at most (ms), and until when. */
export interface Watch {
  readonly inboxUrl: string;
  readonly until: Date;
  /** Called with each message once, as it arrives; answers true when it was the last one to wait for. */
  readonly hear: (message: InboxMessage) => boolean;
}

/** Watches the inbox. Answers whether everything that was waited for arrived in time. */
export async function watchInbox({ inboxUrl, until, hear }: Watch): Promise<boolean> {
  const known = new Set<string>();
  while (Date.now() < until.getTime()) {
    for (const message of await readInbox(inboxUrl)) {
      if (known.has(message.id)) continue;
      known.add(message.id);
      if (hear(message)) return true;
    }
    await pause(200);
  }
  return false;
}

/** Every message of the sandbox, oldest first. */
async function readInbox(inboxUrl: string): Promise<readonly InboxMessage[]> {
  const response = await fetch(`${inboxUrl}/api/messages`);
  const { messages } = answer.parse(await response.json());
  return messages.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
}
