import { InvalidField } from '#libs/kernel';
import { z } from 'zod';

const action = z.object({ action_id: z.string().max(255), value: z.string().max(2_000).optional() });

const interaction = z.object({
  type: z.string(),
  user: z.object({ id: z.string() }).optional(),
  response_url: z.string().max(2_000).optional(),
  actions: z.array(action).optional(),
});

/** A click on one of our buttons. */
export interface Click {
  readonly verb: 'acknowledge' | 'snooze';
  readonly slackUserId: string;
  readonly workspaceId: string;
  readonly cid: string;
  readonly responseUrl: string | undefined;
}

const SLACK_USER = /^[UW][A-Z0-9]{1,31}$/;
const VERB = /^(acknowledge|snooze)-\d{1,2}$/;
const VALUE = /^(ws[0-9a-f]{16}) ((?:ak|pt|se)[0-9a-f]{16})$/;

/**
 * The click that a form of Slack's tells of; `undefined` for what there is nothing to do about: a button that opens a page is told of
 * as well. Throws {@link InvalidField}, naming `payload`, for what makes no sense.
 */
export function clickIn(form: string): Click | undefined {
  const parsed = interaction.safeParse(json(new URLSearchParams(form).get('payload')));
  if (!parsed.success) throw new InvalidField('payload', 'must be an interaction of Slack as JSON');
  const { type, user, response_url: responseUrl, actions: [clicked] = [] } = parsed.data;
  const verb = VERB.exec(clicked?.action_id ?? '')?.[1] as Click['verb'] | undefined;
  if (type !== 'block_actions' || verb === undefined) return undefined;
  const [, workspaceId, cid] = VALUE.exec(clicked?.value ?? '') ?? [];
  if (workspaceId === undefined || cid === undefined || !SLACK_USER.test(user?.id ?? ''))
    throw new InvalidField('payload', 'must say who clicked, and about which credential');
  return { verb, slackUserId: user?.id ?? '', workspaceId, cid, responseUrl };
}

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
