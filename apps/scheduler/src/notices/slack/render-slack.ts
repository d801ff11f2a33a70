import type { Notice, NoticeRow } from '../notice.js';
import { shortened } from '../untrusted-text.js';
import { button, escaped, plain, slackLimits, type Block } from './blocks.js';

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

/** The notice in Block Kit. Everything a person chose stands in plain text, where nothing can mention or format. */
export function renderSlack(notice: Notice): SlackContent {
  const [only] = notice.rows;
  const blocks = only && notice.rows.length === 1 ? blocksOfOne(notice, only) : blocksOfMany(notice);
  return { text: escaped(notice.headline), blocks };
}

function blocksOfOne({ headline, consequence, reason }: Notice, row: NoticeRow): Block[] {
  const facts = [
    `${row.name} (${row.last4 === undefined ? row.kind : `${row.kind} ending in ${row.last4}`})`,
    ...(row.reference === undefined ? [] : [`Referred to as: ${row.reference}`]),
    endOf(row),
    `Owner: ${row.owner}`,
    ...(row.roles === undefined ? [] : [`Roles: ${row.roles}`]),
    ...(row.description === undefined ? [] : [`For: ${row.description}`]),
    ...(row.response === undefined ? [] : [row.response]),
  ];
  return [
    { type: 'header', text: plain(headline, slackLimits.header) },
    { type: 'section', text: plain(facts.join('\n')) },
    { type: 'section', text: plain(consequence) },
    { type: 'actions', elements: [button(`${row.remedy} the ${row.short}`, { id: 'open-1', url: row.url })] },
    { type: 'context', elements: [plain(reason)] },
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
