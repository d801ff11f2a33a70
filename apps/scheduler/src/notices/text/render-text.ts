import type { Notice, NoticeRow } from '../notice.js';

/** The notice as plain text: complete without the HTML, one fact a line. */
export function renderText({ headline, rows, more, allUrl, consequence, reason }: Notice): string {
  const numbered = rows.length > 1;
  const parts = [
    headline,
    ...rows.map((row, index) => [titleOf(row, numbered ? index + 1 : undefined), ...factsOf(row)].join('\n')),
    ...(more > 0 ? [`And ${more} more: ${allUrl}`] : []),
    consequence,
    `-- \n${reason}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function titleOf({ kind, name, last4 }: NoticeRow, position: number | undefined): string {
  const what = last4 === undefined ? kind : `${kind} ending in ${last4}`;
  return `${position === undefined ? '' : `${position}. `}${name} (${what})`;
}

function factsOf({ expired, distance, end, expiresAt, owner, roles, ...row }: NoticeRow): string[] {
  const { reference, description, response, remedy, url } = row;
  return [
    ...(reference === undefined ? [] : [`   Referred to as: ${reference}`]),
    `   ${expired ? 'Has expired: was' : `Expires ${distance}:`} valid ${end}`,
    `   Exact end (UTC): ${expiresAt}`,
    `   Owner: ${owner}`,
    ...(roles === undefined ? [] : [`   Roles: ${roles}`]),
    ...(description === undefined ? [] : [`   For: ${description}`]),
    ...(response === undefined ? [] : [`   ${response}`]),
    `   ${remedy}: ${url}`,
  ];
}
