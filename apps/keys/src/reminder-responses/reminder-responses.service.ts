import type { BusAnswer } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import { BusSilent, type Bus } from '#libs/messaging';
import type { Responder } from '../authorization/index.js';
import type { RemindedCredentials, ReminderResponse, Respondable } from '../credentials/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import { assertEndsInTime, isSaidBy, reminderToRespondTo, type Wish } from './domain/wish.js';
import type { Acknowledge, Snooze } from './dto/respond.dto.js';

/** Who responds to the reminders of which credential. */
export interface Respondent {
  readonly by: Responder;
  readonly cid: string;
}

const UNAVAILABLE = 'The scheduler, which knows of what people were reminded, did not answer. Try again soon.';

interface ReminderResponsesParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly workspaces: WorkspacesService;
  readonly bus: Pick<Bus, 'ask'>;
  /** By how the ids of their credentials begin. */
  readonly credentials: ReadonlyMap<string, RemindedCredentials>;
}

/**
 * What people do about reminders. It is noted on the credential and travels with it; what it means for messages is the
 * scheduler's matter (docs/adr/0024).
 */
export class ReminderResponsesService {
  constructor(private readonly parts: ReminderResponsesParts) {}

  /**
   * Acknowledges the reminder that fell due last. NOT_FOUND or FORBIDDEN for whoever may not, CONFLICT if none has fallen due, and
   * UNAVAILABLE if the scheduler can't be asked. The same once more changes nothing.
   */
  acknowledge(respondent: Respondent, { reason }: Acknowledge): Promise<ReminderResponse> {
    return this.respond(respondent, { kind: 'ACKNOWLEDGED', reason: reason ?? null });
  }

  /** As {@link acknowledge}, and it is due once more; throws {@link InvalidField} for an end that is over, or after the expiry. */
  snooze(respondent: Respondent, { until, for: span = 0, reason }: Snooze): Promise<ReminderResponse> {
    const end = until
      ? { at: until, field: 'until' as const }
      : { at: new Date(this.parts.clock.now().getTime() + span), field: 'for' as const };
    return this.respond(respondent, { kind: 'SNOOZED', until: end, reason: reason ?? null });
  }

  /** The scheduler is asked before anything is locked, and of nobody's credential but theirs. */
  private async respond(respondent: Respondent, wish: Wish): Promise<ReminderResponse> {
    const { transactions, clock } = this.parts;
    await this.find(transactions.reading, respondent, { lock: false });
    const due = await this.lastDue(respondent);
    return transactions.run(async (tx) => {
      const credential = await this.find(tx, respondent, { lock: true });
      const reminder = reminderToRespondTo(credential, due);
      if (credential.response && isSaidBy(credential.response, wish, reminder.leadDays)) return credential.response;
      const now = clock.now();
      assertEndsInTime(wish, { now, expiresAt: new Date(reminder.expiresAt) });
      const response = await this.responseOf(tx, respondent, { wish, reminder, now });
      await credential.respond(response, now);
      return response;
    });
  }

  private async responseOf(
    tx: Transaction,
    { by: { userId } }: Respondent,
    { wish: { kind, until, reason }, reminder: { leadDays, expiresAt }, now }: Decided,
  ): Promise<ReminderResponse> {
    const { id, email, name } = await this.parts.workspaces.user(tx, userId);
    const [at, end] = [now.toISOString(), until?.at.toISOString() ?? null];
    return { kind, by: { id, email, name }, at, until: end, reason, expiresAt, leadDays };
  }

  private find(tx: Transaction, { by, cid }: Respondent, { lock }: { readonly lock: boolean }): Promise<Respondable> {
    const [, kind = ''] = CID.exec(cid) ?? [];
    const credentials = this.parts.credentials.get(kind);
    if (!credentials) throw new DomainError('NOT_FOUND', 'There is no credential with this id.');
    return credentials.find(tx, { by, cid, lock });
  }

  private async lastDue({ by: { workspaceId }, cid }: Respondent): Promise<BusAnswer<'reminders.due'>> {
    try {
      return await this.parts.bus.ask('reminders.due', { workspaceId, cid });
    } catch (error) {
      throw error instanceof BusSilent ? error.saying(UNAVAILABLE) : error;
    }
  }
}

/** What is wished, of which reminder, and when. */
interface Decided {
  readonly wish: Wish;
  readonly reminder: NonNullable<BusAnswer<'reminders.due'>>;
  readonly now: Date;
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const CID = /^(ak|pt|se)[0-9a-f]{16}$/;
