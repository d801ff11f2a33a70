import { randomBytes } from 'node:crypto';

/**
 * The two letters that tell what an id names: `ak` an API key, `pt` a personal access token, `se` a secret, `us` a user, `in` an
 * invitation, `fd` a calendar feed, `wh` a webhook, `ws` a workspace, `dl` a message on its way, `ev` an event, `rq` a request, `nt` a
 * test of notifications.
 */
export type IdPrefix = 'ak' | 'pt' | 'se' | 'us' | 'in' | 'fd' | 'wh' | 'ws' | 'dl' | 'ev' | 'rq' | 'nt';

/** Makes a fresh id: the prefix and 16 lowercase hexadecimal digits (64 random bits). */
export type IdMaker = (prefix: IdPrefix) => string;

/** Ids from the operating system's randomness. */
export const randomId: IdMaker = (prefix) => prefix + randomBytes(8).toString('hex');
