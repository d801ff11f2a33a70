import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Log } from '#libs/observability';
import type { Letter, Postman } from '../channels/index.js';
import { settleOutcome, settleTrace, type MessageHistory, type SendOutcome } from '../delivery-core/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { composeInvitation } from '../notices/index.js';
import type { ClaimedInvitation } from './claimed-invitation.js';
import { ClaimsRepository, NO_LONGER_OPEN } from './claims.repository.js';
import { fieldsOf } from './invitation-fields.js';
import type { InvitationSettlement } from './invitation-settlement.js';
import { OutcomesRepository } from './outcomes.repository.js';

/**
 * Sends claimed invitations, as reminders are sent: what comes of an answer, or of its loss, is decided by the same rules. The
 * link is asked for each time and kept nowhere.
 */
@Injectable()
export class SendingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly bus: Bus,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** Sees an invitation through, and answers what is to be written of it: one that may have gone out already is looked for first. */
  async see(invitation: ClaimedInvitation, postman: Postman): Promise<InvitationSettlement> {
    if (!invitation.lost) return this.send(invitation, postman);
    const settlement = settleTrace(await postman.look(invitation), historyOf(invitation));
    return settlement.to === 'resend' ? this.resend(invitation, postman) : settlement;
  }

  private async send(invitation: ClaimedInvitation, postman: Postman): Promise<InvitationSettlement> {
    const link = await this.linkOf(invitation);
    if (link === null) return invitation.resent ? { to: 'giveUp', reason: NO_LONGER_OPEN } : { to: 'cancel' };
    const outcome = 'kind' in link ? link : await this.post(invitation, link.url, postman);
    const settlement = settleOutcome(outcome, historyOf(invitation));
    // An outcome asks for no resend: only a look does.
    return settlement.to === 'resend' ? { to: 'giveUp', reason: 'its answer was lost' } : settlement;
  }

  /** The same email once more, under the same Message-ID. */
  private async resend(invitation: ClaimedInvitation, postman: Postman): Promise<InvitationSettlement> {
    const held = await this.outcomes.resending(this.transactions.reading, invitation, this.env.LEASE_SECONDS);
    if (!held) return { to: 'giveUp', reason: 'another process has taken this invitation over' };
    this.log.warn('The answer to an invitation was lost; it is sent once more under the same id', fieldsOf(invitation));
    return this.send({ ...invitation, resent: true }, postman);
  }

  /** `null`: the invitation is not open any more. While nobody can tell, it is tried again later. */
  private async linkOf({ id }: ClaimedInvitation): Promise<{ readonly url: string } | SendOutcome | null> {
    try {
      const { url } = await this.bus.ask('invitations.link', { invitationId: id });
      return url === null ? null : { url };
    } catch {
      return { kind: 'later', reason: 'the keys service did not say where the invitation is accepted' };
    }
  }

  private async post(invitation: ClaimedInvitation, url: string, postman: Postman): Promise<SendOutcome> {
    const body = { begun: false };
    try {
      return await postman.post(letterOf(invitation, url), async () => {
        await this.bodyBegins(invitation);
        body.begun = true;
      });
    } catch (error) {
      this.log.error('An invitation could not be made or sent', error, fieldsOf(invitation));
      return { kind: body.begun ? 'unknown' : 'refused', reason: 'the email could not be made' };
    }
  }

  /** The last moment to stop: whoever has taken the invitation over meanwhile sends it instead. */
  private async bodyBegins(invitation: ClaimedInvitation): Promise<void> {
    const { LEASE_SECONDS } = this.env;
    const askedAt = performance.now();
    const held = await this.claims.bodyBegins(this.transactions.reading, invitation, LEASE_SECONDS);
    if (!held) throw new Error('another process has taken this invitation over');
    if (performance.now() - askedAt > LEASE_SECONDS * 500) throw new Error('the process was held up and may have lost its lease');
  }
}

function letterOf({ id, email: recipient, ...invitation }: ClaimedInvitation, url: string): Letter {
  return { id, recipient, ...composeInvitation({ ...invitation, url }) };
}

function historyOf({ attempts, resent, ageSeconds }: ClaimedInvitation): MessageHistory {
  return { attempts, resent, ageSeconds, canBeAsked: false, dropsRepeats: false, random: Math.random() };
}
