import { setTimeout as pause } from 'node:timers/promises';
import type { BusAnswer, BusRequest } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import { InvalidField, type IdMaker } from '#libs/kernel';
import { BusSilent, type Bus } from '#libs/messaging';
import type { Principal } from '../authorization/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import type { TestNotifications } from './dto/notification-test.dto.js';
import type { NotificationSettingsService } from './notification-settings.service.js';

type Test = BusRequest<'notifications.test'>;
type Outcome = BusAnswer<'notifications.test'>;

/** For how long providers are waited for, in milliseconds. */
const PATIENCE_MS = 4_000;

/** How soon it is asked again what has become of a test. */
const ASK_AGAIN_MS = 150;

const UNAVAILABLE = 'The scheduler, which sends the test, did not answer. Try again soon.';

interface NotificationTestsParts {
  readonly transactions: Transactions;
  readonly settings: NotificationSettingsService;
  readonly workspaces: WorkspacesService;
  readonly rateLimits: Pick<RateLimits, 'count'>;
  readonly bus: Pick<Bus, 'ask'>;
  readonly makeId: IdMaker;
}

/** Has the scheduler send test messages to whom a workspace named. */
export class NotificationTestsService {
  constructor(private readonly parts: NotificationTestsParts) {}

  /**
   * Sends a test and answers what has become of it within a few seconds, whatever a provider does: who has not answered by then
   * is PENDING. Throws {@link InvalidField} for whom the workspace did not name, TooManyRequests beyond what it may send a
   * minute, and UNAVAILABLE if the scheduler does not answer.
   */
  async send(principal: Principal, asked: TestNotifications): Promise<Outcome> {
    const recipients = chosenFrom((await this.parts.settings.of(principal)).settings, asked);
    if (recipients.emails.length + recipients.slackChannels.length === 0) return { recipients: [] };
    return this.start(principal, recipients);
  }

  /** As {@link send}, to a webhook of the principal's workspace: whoever calls has made sure that it is one. */
  post(principal: Principal, webhookId: string): Promise<Outcome> {
    return this.start(principal, { emails: [], slackChannels: [], webhooks: [webhookId] });
  }

  private async start(
    { workspaceId, userEmail: requestedBy }: Principal,
    recipients: Pick<Test, TestRecipients>,
  ): Promise<Outcome> {
    const { transactions, workspaces, rateLimits, makeId } = this.parts;
    rateLimits.count('testMessages', workspaceId);
    const { name: workspaceName } = await workspaces.workspace(transactions.reading, workspaceId);
    return this.follow({ testId: makeId('nt'), workspaceId, workspaceName, requestedBy, ...recipients });
  }

  private async follow(test: Test): Promise<Outcome> {
    const startedAt = performance.now();
    let known: Outcome | undefined;
    for (;;) {
      known = await this.ask(test, known);
      const isOver = known.recipients.every(({ status }) => status !== 'PENDING');
      if (isOver || performance.now() - startedAt > PATIENCE_MS) return known;
      await pause(ASK_AGAIN_MS);
    }
  }

  /** Once it is known that the test is under way, silence is no reason to fail: it would be sent again. */
  private async ask(test: Test, known: Outcome | undefined): Promise<Outcome> {
    try {
      return await this.parts.bus.ask('notifications.test', test);
    } catch (error) {
      if (!(error instanceof BusSilent)) throw error;
      if (known) return known;
      throw error.saying(UNAVAILABLE);
    }
  }
}

type TestRecipients = 'emails' | 'slackChannels' | 'webhooks';

interface Recipients {
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
}

/** Nobody but those the workspace named: Curfew is not there to write to strangers. */
function chosenFrom(
  { emails, slackChannels }: Recipients,
  { email, slackChannel }: TestNotifications,
): Pick<Test, keyof Recipients> {
  if (email === undefined && slackChannel === undefined) return { emails: [...emails], slackChannels: [...slackChannels] };
  const address = emails.find((one) => one.toLowerCase() === email?.toLowerCase());
  if (email !== undefined && address === undefined)
    throw new InvalidField('email', 'is none of the addresses in the notification settings');
  if (slackChannel !== undefined && !slackChannels.includes(slackChannel))
    throw new InvalidField('slackChannel', 'is none of the channels in the notification settings');
  return { emails: address === undefined ? [] : [address], slackChannels: slackChannel === undefined ? [] : [slackChannel] };
}
