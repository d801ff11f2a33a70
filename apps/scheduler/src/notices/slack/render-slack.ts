import type { Notice, NoticeRow } from '../notice.js';
import { shortened } from '../untrusted-text.js';
import { button, escaped, plain, slackLimits, type Block, type Button } from './blocks.js';

/** The part of a Slack message that says something. */
export interface SlackContent {
  /** What notifications and screen readers say instead of the blocks; escaped. */
  readonly text: string;
  readonly blocks: Block[];
}

/**
 * Slack answers `msg_blocks_too_long` somewhere beyond 13,000 characters of blocks, written as JSON; its documents don't say
 * so (slackapi/bolt-js#2509). Rows that would pass this are counted among the "more".
 */
const MOST_CHARACTERS = 12_000;

/** In a list names are kept this short, so that twenty rows fit. */
const LONGEST_LISTED = { name: 100, owner: 80, response: 140 } as const;

/** What may be in a message besides its words. */
interface SlackOptions {
  /** Whether somebody listens to what people click: then the message of one credential has buttons that respond to it. */
  readonly takesClicks: boolean;
}

/** The notice in Block Kit. Everything a person chose stands in plain text, where nothing can mention or format. */
export function renderSlack(notice: Notice, { takesClicks }: SlackOptions = { takesClicks: false }): SlackContent {
  const [only] = notice.rows;
  const blocks = only && notice.rows.length === 1 ? blocksOfOne(notice, { row: only, takesClicks }) : blocksOfMany(notice);
  return { text: escaped(notice.headline), blocks };
}

function blocksOfOne(
  { headline, consequence, reason }: Notice,
  { row, takesClicks }: { readonly row: NoticeRow } & SlackOptions,
): Block[] {
  const facts = [
    `${row.name} (${row.last4 === undefined ? row.kind : `${row.kind} ending in ${row.last4}`})`,
    ...(row.reference === undefined ? [] : [`Referred to as: ${row.reference}`]),
    endOf(row),
    `Owner: ${row.owner}`,
    ...(row.roles === undefined ? [] : [`Roles: ${row.roles}`]),
    ...(row.description === undefined ? [] : [`For: ${row.description}`]),
    ...(row.response === undefined ? [] : [row.response]),
  ];
  const responses = takesClicks && !row.expired ? responsesTo(row) : [];
  return [
    { type: 'header', text: plain(headline, slackLimits.header) },
    { type: 'section', text: plain(facts.join('\n')) },
    { type: 'section', text: plain(consequence) },
    { type: 'actions', elements: [button(`${row.remedy} the ${row.short}`, { id: 'open-1', url: row.url }), ...responses] },
    { type: 'context', elements: [plain(reason)] },
  ];
}

/** Rotating is no button of these: a new key is shown once, and not in Slack. */
function responsesTo({ about }: NoticeRow): Button[] {
  return [
    button('Snooze for a day', { id: 'snooze-1', value: about }),
    button('Acknowledge', { id: 'acknowledge-1', value: about }),
  ];
}

function blocksOfMany({ headline, rows, more, allUrl, allWords, consequence, reason }: Notice): Block[] {
  const header: Block = { type: 'header', text: plain(headline, slackLimits.header) };
  const foot = (left: number): Block[] => [
    { type: 'section', text: plain(left > 0 ? `And ${left} more.\n${consequence}` : consequence) },
    { type: 'actions', elements: [button(`See all ${allWords}`, { id: 'open-all', url: allUrl })] },
    { type: 'context', elements: [plain(reason)] },
  ];
  const blocks: Block[] = [header];
  for (const [index, row] of rows.entries()) {
    const block = listed(row, index + 1);
    if (sizeOf([...blocks, block, ...foot(rows.length + more)]) > MOST_CHARACTERS) break;
    blocks.push(block);
  }
  return [...blocks, ...foot(rows.length + more - (blocks.length - 1))];
}

function listed(row: NoticeRow, position: number): Block {
  const mark = row.last4 === undefined ? row.reference : `…${row.last4}`;
  const name = `${shortened(row.name, LONGEST_LISTED.name)} (${row.kind}${mark === undefined ? '' : ` ${mark}`})`;
  const who = [shortened(row.owner, LONGEST_LISTED.owner), ...(row.roles === undefined ? [] : [row.roles])].join(', ');
  const response = row.response === undefined ? [] : [shortened(row.response, LONGEST_LISTED.response)];
  return {
    type: 'section',
    text: plain([name, endOf(row), who, ...response].join('\n')),
    accessory: button(row.remedy, { id: `open-${position}`, url: row.url }),
  };
}

function endOf({ expired, distance, end, expiresAt }: NoticeRow): string {
  return `${expired ? 'Has expired: was' : `Expires ${distance}:`} valid ${end}, ${expiresAt}`;
}

function sizeOf(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length;
}
