import { z } from 'zod';
import { activityFields, showActivity, type Activity } from '../../activity/index.js';
import {
  showExpiration,
  shownFields,
  shownNotifications,
  shownResponse,
  showNotifications,
  showResponse,
  statusAt,
} from '../../credentials/index.js';
import { pageEnvelope } from '../../http/index.js';
import type { IssuedToken, PersonalToken } from '../personal-token.js';

const id = z.string().meta({ description: 'The id of the token.', example: 'pt90b1c2d3e4f56a78' });

/** A personal access token as the API shows it: everything but the token. */
export const personalTokenAnswer = z
  .object({
    id,
    name: shownFields.name,
    description: shownFields.description.optional(),
    createdDate: shownFields.createdDate,
    expirationDate: shownFields.expirationDate.optional(),
    timeZone: shownFields.timeZone.optional(),
    last4: shownFields.last4,
    status: shownFields.status,
    ...activityFields,
    notifications: shownNotifications.optional(),
    reminderResponse: shownResponse.optional(),
  })
  .meta({ id: 'PersonalToken' });

/** The answer to a token's creation, which alone holds the token itself. */
export const issuedTokenAnswer = z
  .object({
    token: z.string().meta({ description: 'The token. It is shown here and never again.', example: `cfwp_${'0'.repeat(49)}` }),
    id,
    name: shownFields.name,
    description: shownFields.description.optional(),
    expirationDate: shownFields.expirationDate.optional(),
  })
  .meta({ id: 'IssuedPersonalToken' });

/** One page of tokens, newest first. */
export const personalTokenPage = z
  .object({ ...pageEnvelope, tokens: z.array(personalTokenAnswer) })
  .meta({ id: 'PersonalTokenPage' });

/** A personal access token as the API shows it. */
export type PersonalTokenAnswer = Readonly<z.infer<typeof personalTokenAnswer>>;

/** The answer to a token's creation. */
export type IssuedTokenAnswer = Readonly<z.infer<typeof issuedTokenAnswer>>;

/** One page of tokens. */
export type PersonalTokenPage = Readonly<z.infer<typeof personalTokenPage>>;

/** When a token is shown, and what is known of its use. */
interface Sight {
  readonly now: Date;
  readonly activity?: Activity | undefined;
}

/** Shows a token as it stands at `now`; what it doesn't have is left out. */
export function showToken(token: PersonalToken, { now, activity }: Sight): PersonalTokenAnswer {
  const { id: itsId, name, description, createdAt, expiration, last4 } = token;
  return {
    id: itsId,
    name,
    ...(description === null ? {} : { description }),
    createdDate: createdAt.toISOString(),
    ...showExpiration(expiration),
    last4,
    status: statusAt(token, now),
    ...showActivity(activity),
    ...showNotifications(token.notifications),
    ...showResponse(token.response),
  };
}

/** The one answer that shows the token itself. */
export function showIssuedToken({ token, plain }: IssuedToken): IssuedTokenAnswer {
  const { id: itsId, name, description, expiration } = token;
  return {
    token: plain.reveal(),
    id: itsId,
    name,
    ...(description === null ? {} : { description }),
    ...(expiration === null ? {} : { expirationDate: expiration.expiresAt.toISOString() }),
  };
}
