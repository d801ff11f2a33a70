/** The consumer group that the scheduler hears events with. */
export const EVENT_GROUP = 'scheduler';
