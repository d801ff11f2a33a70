import { z } from 'zod';
import { nameField, optional, unknownFields } from '../../credentials/index.js';

/** The body of `POST /api/v1/calendar-feeds`. */
export const makeFeedBody = z
  .strictObject(
    { name: optional(nameField.meta({ description: 'Where it is used, say.', example: 'Calendar at work' })) },
    { error: unknownFields },
  )
  .meta({ id: 'MakeCalendarFeed' });

/** What is asked for when a feed is made. */
export type MakeFeed = Readonly<z.output<typeof makeFeedBody>>;
