import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { Transactions, type Transaction } from '#libs/database';
import { isPassing } from '#libs/kernel';
import { Log } from '#libs/observability';
import { holdBackDue } from '../due-turn.js';
import { SettingsService } from '../settings/index.js';
import type { PlanChange } from './reminder.js';
import { RemindersService, type ReplanningOccasion } from './reminders.service.js';
import { ReplansRepository } from './replans.repository.js';

/** How many credentials are planned anew in one transaction: while it lasts nothing falls due. */
const BATCH = 100;

/**
 * Plans all credentials of a workspace anew when it has changed its lead times or its time of day. How far it is stands in the
 * database, batch by batch: whoever dies in the middle of it is taken over from where they were. What is not planned anew yet
 * does not fall due before it is, so that nobody is told by settings of before.
 */
@Injectable()
export class ReplanningService {
  constructor(
    private readonly transactions: Transactions,
    private readonly replans: ReplansRepository,
    private readonly reminders: RemindersService,
    private readonly settings: SettingsService,
    private readonly log: Log,
  ) {}

  /** Plans the next credentials anew, in one transaction; answers how many, or `undefined` if all are up to date. */
  async next(): Promise<number | undefined> {
    const workspaceId = await this.replans.next(this.transactions.reading);
    if (workspaceId === undefined) return undefined;
    const changes = await this.transactions.run((tx) => this.batch(tx, workspaceId));
    for (const change of changes) this.reminders.arm(change);
    return changes.length;
  }

  /** Locks from the outside in, as everybody does: what falls due, then the settings, then the credentials. */
  private async batch(tx: Transaction, workspaceId: string): Promise<PlanChange[]> {
    await holdBackDue(tx);
    const settings = await this.settings.held(tx, workspaceId);
    const place = await this.replans.place(tx, workspaceId);
    if (!place) return [];
    const credentials = await this.replans.credentials(tx, { workspaceId, after: place.after, limit: BATCH });
    const changes: PlanChange[] = [];
    for (const credential of credentials) changes.push(...(await this.replan(tx, credential, { settings, since: place.since })));
    const last = credentials.length < BATCH ? undefined : credentials.at(-1);
    await this.replans.reached(tx, workspaceId, last?.cid ?? null);
    return changes;
  }

  /** One that can't be planned anew keeps its plan, and does not keep the others waiting. */
  private async replan(tx: Transaction, credential: CredentialSnapshot, occasion: ReplanningOccasion): Promise<PlanChange[]> {
    try {
      return [await this.transactions.part(tx, (part) => this.reminders.replan(part, credential, occasion))];
    } catch (error) {
      if (isPassing(error)) throw error;
      this.log.error('A credential could not be planned anew and keeps its plan', error, { cid: credential.cid });
      return [];
    }
  }
}
