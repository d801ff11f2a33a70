export { FixedClock, systemClock, type Clock } from './clock.js';
export { DomainError, InvalidField, type ErrorCode } from './domain-error.js';
export { randomId, type IdMaker } from './id.js';
export { WakefulLoop } from './wakeful-loop.js';
export { parseDays, parseDuration } from './calendar/duration.js';
export { expiryOfDay, lastValidDay, minusDays, timeOfDayBefore } from './calendar/instants.js';
export { parseLocalDate, type LocalDate } from './calendar/local-date.js';
export { daysUntil, localTimeAt } from './calendar/local-time.js';
export { parseTimeZone, UTC, zoneHere, type TimeZone } from './calendar/time-zone.js';
