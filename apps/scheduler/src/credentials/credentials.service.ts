import { Injectable } from '@nestjs/common';
import type { KeyEvent } from '#libs/contracts';
import { Log } from '#libs/observability';
import { InboxService } from '../inbox/index.js';
import { RemindersService } from '../reminders/index.js';
import { SettingsService } from '../settings/index.js';
import { CredentialsRepository } from './credentials.repository.js';
import { heard } from './heard-credential.js';

/** What the scheduler knows of credentials: a copy kept by events, and the reminders that follow from it. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly inbox: InboxService,
    private readonly credentials: CredentialsRepository,
    private readonly reminders: RemindersService,
    private readonly settings: SettingsService,
    private readonly log: Log,
  ) {}

  /**
   * Works an event in: the copy and the plan change in one transaction. An event heard before and a version older than the
   * one held change nothing.
   */
  hear(event: KeyEvent): Promise<void> {
    return this.workIn(event, ({ isNew }) => ({ isNew }));
  }

  /**
   * As {@link hear}, for an event that is made up for: there may be a plan although nothing is held of the credential, and of one
   * that was never heard of and has expired meanwhile nobody is told.
   */
  heal(event: KeyEvent): Promise<void> {
    return this.workIn(event, ({ isNew, isOver }) => (isNew && isOver ? undefined : { isNew: false }));
  }

  private async workIn(event: KeyEvent, occasionOf: OccasionOf): Promise<void> {
    const credential = heard(event);
    const fields = { eventType: event.type, cid: event.subject, version: event.data.version };
    const change = await this.inbox.workIn({ id: event.id, fields }, async (tx) => {
      const settings = await this.settings.held(tx, event.data.workspaceId);
      const stored = await this.credentials.store(tx, credential);
      const occasion = stored && occasionOf(stored);
      return occasion && this.reminders.plan(tx, credential.snapshot, { ...occasion, settings });
    });
    if (!change) return;
    this.log.info('An event was worked in', { ...fields, count: change.planned.length });
    this.reminders.arm(change);
  }
}

/** How what was stored is to be planned; `undefined`: not at all. */
type OccasionOf = (stored: { readonly isNew: boolean; readonly isOver: boolean }) => { readonly isNew: boolean } | undefined;
