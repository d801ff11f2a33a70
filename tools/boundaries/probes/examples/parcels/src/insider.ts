// Breaks examples-know-the-client-only
import { KEY_CREATED } from '#libs/contracts';

export const insider = KEY_CREATED;
