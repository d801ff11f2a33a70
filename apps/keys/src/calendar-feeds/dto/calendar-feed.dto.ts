import { z } from 'zod';
import { shownFields } from '../../credentials/index.js';
import { pageEnvelope } from '../../http/index.js';
import type { CalendarFeed, MadeFeed } from '../calendar-feed.js';

const shared = {
  id: z.string().meta({ description: 'The id of the feed.', example: 'fd90b1c2d3e4f56a78' }),
  name: shownFields.name.meta({ example: 'Calendar at work' }),
};

/** A calendar feed as the API shows it: everything but its address. */
export const calendarFeedAnswer = z.object({ ...shared, createdDate: shownFields.createdDate }).meta({ id: 'CalendarFeed' });

/** The answer to a feed's making, which alone holds its address. */
export const madeFeedAnswer = z
  .object({
    ...shared,
    url: z.string().meta({
      description: 'Where calendars find it. Whoever has this sees what its owner sees; it is shown here and never again.',
      example: `https://curfew.example.com/calendar/cfwf_${'0'.repeat(49)}.ics`,
    }),
    createdDate: shownFields.createdDate,
  })
  .meta({ id: 'MadeCalendarFeed' });

/** One page of feeds, newest first. */
export const calendarFeedPage = z
  .object({ ...pageEnvelope, feeds: z.array(calendarFeedAnswer) })
  .meta({ id: 'CalendarFeedPage' });

/** A calendar feed as the API shows it. */
export type CalendarFeedAnswer = Readonly<z.infer<typeof calendarFeedAnswer>>;

/** The answer to a feed's making. */
export type MadeFeedAnswer = Readonly<z.infer<typeof madeFeedAnswer>>;

/** One page of feeds. */
export type CalendarFeedPage = Readonly<z.infer<typeof calendarFeedPage>>;

/** Shows a feed, but not where it is. */
export function showFeed({ id, name, createdAt }: CalendarFeed): CalendarFeedAnswer {
  return { id, name, createdDate: createdAt.toISOString() };
}

/** The one answer that shows where a feed is: below `baseUrl`. */
export function showMadeFeed({ feed, token }: MadeFeed, baseUrl: string): MadeFeedAnswer {
  const { id, name, createdDate } = showFeed(feed);
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/calendar/${token.reveal()}.ics`;
  url.search = url.hash = '';
  return { id, name, url: url.href, createdDate };
}
