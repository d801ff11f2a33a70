export { CalendarFeedsModule } from './calendar-feeds.module.js';
export type { CalendarFeedPage, MadeFeedAnswer } from './dto/calendar-feed.dto.js';
