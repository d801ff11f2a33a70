import type { CallArguments } from '../call-arguments.js';
import { SlackRefusal } from '../slack-refusal.js';
import { microsecondsOf } from '../timestamps.js';
import type { Workspace } from '../workspace.js';
import { apiMessage } from './message-content.js';

/** `conversations.history`: newest first, between `oldest` and `latest` (exclusive unless `inclusive`), page by page. */
export function history(args: CallArguments, workspace: Workspace): Record<string, unknown> {
  const conversation = workspace.conversation(args.required('channel'));
  const limit = args.count('limit', { usually: 100, most: 999 });
  const isAsked = timeRange(args);
  const before = pageStart(args, 'next_ts') ?? Infinity;
  const newestFirst = workspace.messagesOf(conversation).reverse();
  const left = newestFirst.filter(({ ts }) => isAsked(instantOf(ts)) && instantOf(ts) <= before);
  const page = left.slice(0, limit);
  const next = left[limit];
  return {
    ok: true,
    messages: page.map((message) => apiMessage(message, { withMetadata: args.flag('include_all_metadata') })),
    has_more: next !== undefined,
    pin_count: 0,
    ...(next && { response_metadata: { next_cursor: cursor('next_ts', instantOf(next.ts)) } }),
  };
}

/** `conversations.list`: every channel, so that a name can be resolved to its id. */
export function list(args: CallArguments, { directory }: Workspace): Record<string, unknown> {
  const limit = args.count('limit', { usually: 100, most: 1000 });
  const start = pageStart(args, 'offset') ?? 0;
  const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
  const channels = types.includes('public_channel') ? directory.channels() : [];
  const next = start + limit < channels.length ? cursor('offset', start + limit) : '';
  return {
    ok: true,
    channels: channels.slice(start, start + limit).map(({ id, label }) => ({
      id,
      name: label.slice(1),
      name_normalized: label.slice(1),
      is_channel: true,
      is_private: false,
      is_archived: false,
      is_member: true,
      is_general: label === '#general',
    })),
    response_metadata: { next_cursor: next },
  };
}

/** `conversations.open`: the direct messages of one person. */
export function open(args: CallArguments, { directory }: Workspace): Record<string, unknown> {
  const conversation = directory.addressed(args.required('users'));
  if (!conversation?.id.startsWith('D')) throw new SlackRefusal('user_not_found');
  return { ok: true, channel: { id: conversation.id } };
}

function timeRange(args: CallArguments): (micros: number) => boolean {
  const bound = (name: 'oldest' | 'latest', usually: number) => {
    const given = args.scalar(name);
    if (given === '') return usually;
    const micros = microsecondsOf(given);
    if (micros === undefined) throw new SlackRefusal(`invalid_ts_${name}`);
    return micros;
  };
  const oldest = bound('oldest', -1);
  const latest = bound('latest', Infinity);
  if (args.flag('inclusive')) return (micros) => micros >= oldest && micros <= latest;
  return (micros) => micros > oldest && micros < latest;
}

/** A message's own timestamp is always well-formed. */
function instantOf(ts: string): number {
  return microsecondsOf(ts) ?? 0;
}

/** Cursors look as Slack's do: base64 of what comes next. */
function cursor(kind: 'next_ts' | 'offset', value: number): string {
  return Buffer.from(`${kind}:${value}`).toString('base64');
}

function pageStart(args: CallArguments, kind: 'next_ts' | 'offset'): number | undefined {
  const given = args.text('cursor');
  if (given === undefined) return undefined;
  const [, name, value] = /^(next_ts|offset):(\d+)$/.exec(Buffer.from(given, 'base64').toString()) ?? [];
  if (name !== kind) throw new SlackRefusal('invalid_cursor');
  return Number(value);
}
