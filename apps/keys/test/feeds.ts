import type { CalendarFeedPage, MadeFeedAnswer } from '../src/calendar-feeds/index.js';
import type { Caller } from './caller.js';

/** Where a user's own calendar feeds are. */
export const FEEDS = '/api/v1/calendar-feeds';

/** A feed that was made, where its calendar is, and the token in that address. */
export interface MadeFeed extends MadeFeedAnswer {
  readonly path: string;
  readonly token: string;
}

/** Makes a feed; fails unless it was made. */
export async function make(by: Caller, body: object = {}): Promise<MadeFeed> {
  const answer = await by.send<MadeFeedAnswer>(FEEDS, { method: 'POST', body });
  if (answer.status !== 200) throw new Error(`No feed was made: ${answer.text}`);
  const { pathname } = new URL(answer.body.url);
  return { ...answer.body, path: pathname, token: pathname.slice('/calendar/'.length, -'.ics'.length) };
}

/** The caller's own feeds. */
export const list = (by: Caller, query = '') => by.send<CalendarFeedPage>(FEEDS + query);

/** Revokes a feed. */
export const revoke = (by: Caller, id: string) => by.send(`${FEEDS}/${id}`, { method: 'DELETE' });
