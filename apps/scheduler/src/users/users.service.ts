import { Injectable } from '@nestjs/common';
import type { UserEvent } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { InboxService } from '../inbox/index.js';
import { InvitationsService } from '../invitations/index.js';
import { UsersRepository } from './users.repository.js';

/** What the scheduler knows of users: a copy kept by events, in which invitations come along. */
@Injectable()
export class UsersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly inbox: InboxService,
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsService,
    private readonly log: Log,
  ) {}

  /** Works an event in. An event heard before and a version older than the one held change nothing. */
  async hear(event: UserEvent): Promise<void> {
    const stored = await this.transactions.run(async (tx) => {
      const isNews = (await this.inbox.note(tx, event.id)) && (await this.users.store(tx, event));
      if (isNews) await this.invitations.hear(tx, event);
      return isNews;
    });
    const fields = { eventType: event.type, version: event.data.version };
    if (stored) this.log.info('An event was worked in', fields);
    else this.log.debug('An event was heard before, or is older than what is known', fields);
  }
}
