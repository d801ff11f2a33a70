/** The Redis stream that carries every credential event, in order per credential. */
export const KEYS_STREAM = 'curfew:keys';

/** Where an event goes that a consumer group can't make sense of, with the reason; nothing reads it but people. */
export const DEAD_LETTER_STREAM = 'curfew:keys:dead';
