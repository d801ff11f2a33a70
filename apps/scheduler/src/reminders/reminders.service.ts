import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { Transactions, type Transaction } from '#libs/database';
import { AlarmSetter } from '../alarms/index.js';
import type { NotificationSettings } from '../settings/index.js';
import { expiryOf, owedExpiration, whyCancelled } from './domain/expiry.js';
import { planReminders } from './domain/plan.js';
import { snoozeOf } from './domain/snooze.js';
import { DueWatch } from './due-watch.service.js';
import { PlansRepository } from './plans.repository.js';
import { ReminderMetrics } from './reminder.metrics.js';
import type { PlanChange } from './reminder.js';
import { ResponsesRepository, type LastDue } from './responses.repository.js';

/** Plans reminders, and sets the alarms that wake them. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
    private readonly responses: ResponsesRepository,
    private readonly alarms: AlarmSetter,
    private readonly dueWatch: DueWatch,
    private readonly metrics: ReminderMetrics,
  ) {}

  /**
   * Makes the plan true for a credential, within the transaction that stores it: the old one cancelled, the new one made. Of a
   * credential that is new there is no old one to look for.
   */
  async plan(tx: Transaction, snapshot: CredentialSnapshot, { isNew, settings }: PlanningOccasion): Promise<PlanChange> {
    const plan = planOf(snapshot, settings);
    const cancelled = isNew ? [] : await this.plans.cancelOthers(tx, plan, whyCancelled(snapshot));
    if (!isNew) await this.plans.revive(tx, plan);
    const planned = await this.plans.write(tx, plan);
    const responded = await this.respond(tx, snapshot);
    return { cancelled: [...cancelled, ...responded.cancelled], planned: [...planned, ...responded.planned] };
  }

  /** The reminder of a credential that fell due last; `undefined` for none of the expiry that is true of it. */
  lastDue(credential: { readonly workspaceId: string; readonly cid: string }): Promise<LastDue | undefined> {
    return this.responses.lastDue(this.transactions.reading, credential);
  }

  /** Makes the plan of a credential that has not changed true for other settings. Nobody who was told is told again. */
  async replan(tx: Transaction, snapshot: CredentialSnapshot, { settings, since }: ReplanningOccasion): Promise<PlanChange> {
    const plan = planOf(snapshot, settings);
    const cancelled = await this.plans.cancelLeadTimes(tx, plan, since);
    return { cancelled, planned: await this.plans.write(tx, plan, since) };
  }

  /** Follows up on a plan that was committed: the watch expects it, and its alarms are set soon. */
  arm({ planned, cancelled }: PlanChange): void {
    this.metrics.planned.inc(planned.length);
    if (planned.length > 0) this.dueWatch.expect(Math.min(...planned.map(({ dueInMs }) => dueInMs)));
    this.alarms.later({ set: planned, takeDown: cancelled });
  }

  /** Makes true what somebody did about a reminder: its messages wait no longer, and if it was snoozed it is due once more. */
  private async respond(tx: Transaction, snapshot: CredentialSnapshot): Promise<PlanChange> {
    const { cid, response } = snapshot;
    const snooze = snoozeOf(owedExpiration(snapshot), response);
    const cancelled = await this.responses.cancelSnoozes(tx, cid, snooze?.until ?? null);
    if (response) await this.responses.cancelDeliveries(tx, cid);
    return { cancelled, planned: snooze ? await this.responses.snooze(tx, snapshot, snooze) : [] };
  }
}

/** Why a credential that has not changed is planned anew. */
export interface ReplanningOccasion {
  readonly settings: NotificationSettings;
  /** Since when these settings hold: what had fallen due before is owed as it was planned. */
  readonly since: Date;
}

interface PlanningOccasion {
  readonly isNew: boolean;
  /** What holds for the workspace until the transaction ends. */
  readonly settings: NotificationSettings;
}

function planOf(snapshot: CredentialSnapshot, settings: NotificationSettings) {
  const { cid, workspaceId } = snapshot;
  const expiration = owedExpiration(snapshot);
  const reminders = expiration ? planReminders(expiration, settings) : [];
  return { cid, workspaceId, expiry: expiration && expiryOf(expiration), reminders };
}
