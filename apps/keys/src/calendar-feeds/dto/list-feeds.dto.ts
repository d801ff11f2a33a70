import { z } from 'zod';
import { pagingFields } from '../../http/index.js';

/** The query of `GET /api/v1/calendar-feeds`. Parameters nobody knows are ignored. */
export const listFeedsQuery = z.object(pagingFields);

/** Which page of the feeds is asked for. */
export type ListFeeds = Readonly<z.output<typeof listFeedsQuery>>;
