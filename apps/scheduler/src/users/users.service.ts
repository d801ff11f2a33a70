import { Injectable } from '@nestjs/common';
import type { UserEvent } from '#libs/contracts';
import { Log } from '#libs/observability';
import { InboxService } from '../inbox/index.js';
import { InvitationsService } from '../invitations/index.js';
import { UsersRepository } from './users.repository.js';

/** What the scheduler knows of users: a copy kept by events, in which invitations come along. */
@Injectable()
export class UsersService {
  constructor(
    private readonly inbox: InboxService,
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsService,
    private readonly log: Log,
  ) {}

  /** Works an event in. An event heard before and a version older than the one held change nothing. */
  async hear(event: UserEvent): Promise<void> {
    const fields = { eventType: event.type, version: event.data.version };
    const stored = await this.inbox.workIn({ id: event.id, fields }, async (tx) => {
      if (!(await this.users.store(tx, event))) return undefined;
      await this.invitations.hear(tx, event);
      return true;
    });
    if (stored) this.log.info('An event was worked in', fields);
  }
}
