import { createHmac } from 'node:crypto';
import type { Transactions } from '#libs/database';
import { areSameBytes, DomainError, type Clock } from '#libs/kernel';
import type { SlackUser } from '../authorization/index.js';
import { networkOf } from '../addresses/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { ReminderResponsesService } from '../reminder-responses/index.js';
import type { RolesService } from '../roles/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import { isTimely } from './domain/signature.js';
import { clickIn, type Click } from './dto/interaction.dto.js';
import type { SlackAnswers } from './slack-answers.js';
import type { SlackUsers } from './slack-users.js';

/** A request as it arrived. */
export interface Signed {
  readonly body: Buffer;
  readonly timestamp: string;
  readonly signature: string;
  /** Where it came from. */
  readonly address: string;
}

interface SlackInteractionsParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
  readonly responses: ReminderResponsesService;
  readonly people: SlackUsers;
  readonly answers: SlackAnswers;
  readonly rateLimits: Pick<RateLimits, 'count'>;
  /** What Slack signs with; `undefined`: there is no interactivity. */
  readonly signingSecret: string | undefined;
}

const DAY_MS = 86_400_000;

const STRANGER = 'Your address in Slack is none of an active user of this Curfew workspace. Nothing was changed.';

/** Does what people click in Slack: what they may do by the API, and nothing else. */
export class SlackInteractionsService {
  constructor(private readonly parts: SlackInteractionsParts) {}

  /**
   * Takes an interaction that Slack has signed within the last five minutes; any number of times, since clicks that come again change
   * nothing. NOT_FOUND where there is no interactivity, UNAUTHENTICATED without a word of why, {@link InvalidField} for a payload
   * that makes no sense. What else goes wrong is told to whoever clicked.
   */
  async take(request: Signed): Promise<void> {
    this.assertSigned(request);
    const click = clickIn(request.body.toString('utf8'));
    if (!click) return;
    const text = await this.act(click, request).catch((error: unknown) => {
      if (error instanceof DomainError) return `${error.message} Nothing was changed.`;
      throw error;
    });
    this.parts.answers.tell(click.responseUrl, text);
  }

  private assertSigned({ body, timestamp, signature, address }: Signed): void {
    const { signingSecret, clock, rateLimits } = this.parts;
    if (signingSecret === undefined) throw new DomainError('NOT_FOUND', 'There is no interactivity with Slack here.');
    const expected = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
    if (isTimely(timestamp, clock.now()) && areSameBytes(Buffer.from(signature), Buffer.from(expected))) return;
    rateLimits.count('address', networkOf(address));
    throw new DomainError('UNAUTHENTICATED', 'Unauthorized');
  }

  /** A day is counted from when Slack signed the click: sent again, it means the same day. */
  private async act(click: Click, { timestamp, address }: Signed): Promise<string> {
    const by = await this.userWho(click, address);
    if (!by) return STRANGER;
    const { responses, clock } = this.parts;
    if (click.verb === 'acknowledge') {
      await responses.acknowledge({ by, cid: click.cid }, { reason: undefined });
      return 'Acknowledged. The next reminder still comes.';
    }
    const span = Number(timestamp) * 1_000 + DAY_MS - clock.now().getTime();
    const { until } = await responses.snooze({ by, cid: click.cid }, { until: undefined, for: span, reason: undefined });
    return `Snoozed until ${until ?? 'tomorrow'}.`;
  }

  private async userWho({ slackUserId, workspaceId }: Click, address: string): Promise<SlackUser | undefined> {
    const { people, workspaces, roles, transactions } = this.parts;
    const email = await people.emailOf(slackUserId);
    const user = email === undefined ? undefined : await workspaces.userByEmail(transactions.reading, { workspaceId, email });
    if (user?.status !== 'ACTIVE') return undefined;
    const permissions = await roles.grantOf(transactions.reading, user);
    return { kind: 'slackUser', workspaceId, userId: user.id, userEmail: user.email, permissions, address };
  }
}
