import { z } from 'zod';
import type { SlackMessage, SlackMetadata } from '../../messages/index.js';
import { blockProblems } from '../block-rules.js';
import type { CallArguments } from '../call-arguments.js';
import { SlackRefusal } from '../slack-refusal.js';

/** What a call says about a message; undefined where it says nothing. */
export interface MessageContent {
  readonly text: string | undefined;
  readonly blocks: readonly unknown[] | undefined;
  readonly metadata: SlackMetadata | null | undefined;
}

const MOST_CHARACTERS = 40_000;

const metadataShape = z.strictObject({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

/** Reads text, blocks and metadata, and refuses what Slack would refuse. */
export function messageContent(args: CallArguments): MessageContent {
  const text = args.text('text');
  if (text && text.length > MOST_CHARACTERS) throw new SlackRefusal('msg_too_long');
  return { text, blocks: blocksOf(args), metadata: metadataOf(args) };
}

/** The message as the API answers with it. Metadata only where it was asked for. */
export function apiMessage(message: SlackMessage, { withMetadata }: { readonly withMetadata: boolean }): Record<string, unknown> {
  const { text, ts, blocks, metadata, editedAt } = message;
  return {
    type: 'message',
    subtype: 'bot_message',
    bot_id: 'B0SANDBOX00',
    app_id: 'A0SANDBOX00',
    text,
    ts,
    ...(blocks.length > 0 && { blocks }),
    ...(editedAt && { edited: { user: 'B0SANDBOX00', ts: `${Math.floor(Date.parse(editedAt) / 1000)}.000000` } }),
    ...(withMetadata && metadata && { metadata }),
  };
}

function blocksOf(args: CallArguments): readonly unknown[] | undefined {
  const given = args.json('blocks', 'invalid_blocks_format');
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw new SlackRefusal('invalid_blocks_format');
  const blocks: readonly unknown[] = given;
  const problems = blockProblems(blocks);
  if (problems.length > 0) throw new SlackRefusal('invalid_blocks', problems);
  return blocks;
}

function metadataOf(args: CallArguments): SlackMetadata | null | undefined {
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (metadata === undefined || metadata === null) return undefined;
  if (typeof metadata === 'object' && Object.keys(metadata).length === 0) return null;
  const parsed = metadataShape.safeParse(metadata);
  if (!parsed.success) throw new SlackRefusal('invalid_metadata_format');
  return parsed.data;
}
