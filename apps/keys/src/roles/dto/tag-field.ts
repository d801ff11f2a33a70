import { text } from '../../credentials/index.js';

/** What a tag of a custom role looks like. */
export const ROLE_TAG = /^[A-Za-z0-9-]{1,64}$/;

/** By what credentials and users refer to a custom role. */
export const roleTagField = text
  .regex(ROLE_TAG, 'must be 1 to 64 letters, digits and hyphens')
  .meta({ description: 'Letters, digits and hyphens; fixed. Upper and lower case are told apart.', example: 'my-role' });
