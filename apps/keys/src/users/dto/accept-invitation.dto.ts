import { z } from 'zod';
import { nameField, optional, text, unknownFields } from '../../credentials/index.js';
import { issuedTokenAnswer, showIssuedToken } from '../../personal-tokens/index.js';
import type { Joined } from '../joined.js';
import { showUser, userAnswer } from './user.dto.js';

/** The body of `POST /api/v1/invitations/accept`. */
export const acceptInvitationBody = z
  .strictObject(
    {
      token: text.max(512, 'must be at most 512 characters').meta({
        description: 'The last part of the link in the invitation.',
        example: `cfwi_9f5082b1d374e6ca${'0'.repeat(64)}`,
      }),
      name: optional(
        nameField.meta({ description: 'What people call you; what the invitation said unless given.', example: 'Ada' }),
      ),
    },
    { error: unknownFields },
  )
  .meta({ id: 'AcceptInvitation' });

/** What is said when an invitation is accepted. */
export type AcceptInvitation = Readonly<z.output<typeof acceptInvitationBody>>;

/** The answer to whoever accepts an invitation. */
export const joinedAnswer = z
  .object({
    user: userAnswer,
    token: issuedTokenAnswer.meta({ description: 'A personal access token to begin with. It is shown here and never again.' }),
  })
  .meta({ id: 'Joined' });

/** The answer to whoever accepts an invitation. */
export type JoinedAnswer = Readonly<z.infer<typeof joinedAnswer>>;

/** The one answer that shows the first token. */
export function showJoined({ user, issued }: Joined): JoinedAnswer {
  return { user: showUser(user), token: showIssuedToken(issued) };
}
