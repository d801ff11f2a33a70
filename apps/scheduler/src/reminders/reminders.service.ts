import { Inject, Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { Log } from '#libs/observability';
import { AlarmsService } from '../alarms/index.js';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import { expiryOf } from './domain/expiry.js';
import { planReminders } from './domain/plan.js';
import { DueWatch } from './due-watch.service.js';
import { PlansRepository } from './plans.repository.js';
import { ReminderMetrics } from './reminder.metrics.js';
import type { PlanChange } from './reminder.js';

/** Plans reminders, and sets the alarms that wake them. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly plans: PlansRepository,
    private readonly alarms: AlarmsService,
    private readonly dueWatch: DueWatch,
    private readonly metrics: ReminderMetrics,
    private readonly log: Log,
    @Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings,
  ) {}

  /** Makes the plan true for a credential, within the transaction that stores it: the old one cancelled, the new one made. */
  async plan(tx: Transaction, snapshot: CredentialSnapshot): Promise<PlanChange> {
    const { cid, workspaceId, revokedAt } = snapshot;
    const expiration = revokedAt === null ? snapshot.expiration : null;
    const reminders = expiration ? planReminders(expiration, this.settings) : [];
    const plan = { cid, workspaceId, expiry: expiration && expiryOf(expiration), reminders };
    const reason = revokedAt === null ? 'the expiry has changed' : 'the credential was revoked';
    const cancelled = await this.plans.cancelOthers(tx, plan, reason);
    await this.plans.revive(tx, plan);
    return { cancelled, planned: await this.plans.write(tx, plan) };
  }

  /** Sets and takes down alarms after a plan was committed. Never rejects: the sweep does what could not be done here. */
  async arm({ planned, cancelled }: PlanChange): Promise<void> {
    this.metrics.planned.inc(planned.length);
    if (planned.length > 0) this.dueWatch.expect(Math.min(...planned.map(({ dueInMs }) => dueInMs)));
    try {
      await this.alarms.set(planned);
      await this.alarms.takeDown(cancelled);
    } catch (error) {
      this.log.warn('Alarms could not be set; the sweep will set them', { error: String(error), count: planned.length });
    }
  }
}
