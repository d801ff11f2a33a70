import type { SlackMessage } from '../../messages/index.js';
import type { CallArguments } from '../call-arguments.js';
import { SlackRefusal } from '../slack-refusal.js';
import type { Workspace } from '../workspace.js';
import { apiMessage, messageContent } from './message-content.js';

/** `chat.postMessage`: accepts a message, by a conversation's id, a person's id or a channel's name. */
export function postMessage(args: CallArguments, workspace: Workspace): Record<string, unknown> {
  const conversation = workspace.directory.addressed(args.required('channel'));
  if (!conversation) throw new SlackRefusal('channel_not_found');
  const { text, blocks, metadata } = messageContent(args);
  if (!text && !blocks?.length && !args.has('attachments')) throw new SlackRefusal('no_text');
  const message: SlackMessage = {
    id: workspace.nextId(),
    channel: 'slack',
    receivedAt: workspace.clock.now().toISOString(),
    to: conversation.label,
    subject: null,
    text: text ?? '',
    html: null,
    headers: null,
    blocks: blocks ?? [],
    metadata: metadata ?? null,
    conversation: conversation.id,
    ts: workspace.timestamps.next(),
    editedAt: null,
    raw: JSON.stringify(args.shown(), null, 2),
  };
  workspace.messages.put(message);
  return { ok: true, channel: conversation.id, ts: message.ts, message: apiMessage(message, { withMetadata: true }) };
}

/** `chat.update`: changes what it names of a message and keeps the rest; an empty list or object removes. */
export function updateMessage(args: CallArguments, workspace: Workspace): Record<string, unknown> {
  const conversation = workspace.conversation(args.required('channel'));
  const ts = args.required('ts');
  const before = workspace.messagesOf(conversation).find((message) => message.ts === ts);
  if (!before) throw new SlackRefusal('message_not_found');
  const { text, blocks, metadata } = messageContent(args);
  const message: SlackMessage = {
    ...before,
    text: text ?? before.text,
    blocks: blocks ?? before.blocks,
    metadata: metadata === undefined ? before.metadata : metadata,
    editedAt: workspace.clock.now().toISOString(),
    raw: JSON.stringify(args.shown(), null, 2),
  };
  workspace.messages.put(message);
  return { ok: true, channel: conversation.id, ts, text: message.text, message: apiMessage(message, { withMetadata: true }) };
}
