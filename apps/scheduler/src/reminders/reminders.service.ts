import { Inject, Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { AlarmSetter } from '../alarms/index.js';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import { expiryOf, owedExpiration, whyCancelled } from './domain/expiry.js';
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
    private readonly alarms: AlarmSetter,
    private readonly dueWatch: DueWatch,
    private readonly metrics: ReminderMetrics,
    @Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings,
  ) {}

  /**
   * Makes the plan true for a credential, within the transaction that stores it: the old one cancelled, the new one made. Of a
   * credential that is new there is no old one to look for.
   */
  async plan(tx: Transaction, snapshot: CredentialSnapshot, { isNew }: { readonly isNew: boolean }): Promise<PlanChange> {
    const { cid, workspaceId } = snapshot;
    const expiration = owedExpiration(snapshot);
    const reminders = expiration ? planReminders(expiration, this.settings) : [];
    const plan = { cid, workspaceId, expiry: expiration && expiryOf(expiration), reminders };
    if (isNew) return { cancelled: [], planned: await this.plans.write(tx, plan) };
    const cancelled = await this.plans.cancelOthers(tx, plan, whyCancelled(snapshot));
    await this.plans.revive(tx, plan);
    return { cancelled, planned: await this.plans.write(tx, plan) };
  }

  /** Follows up on a plan that was committed: the watch expects it, and its alarms are set soon. */
  arm({ planned, cancelled }: PlanChange): void {
    this.metrics.planned.inc(planned.length);
    if (planned.length > 0) this.dueWatch.expect(Math.min(...planned.map(({ dueInMs }) => dueInMs)));
    this.alarms.later({ set: planned, takeDown: cancelled });
  }
}
