import { Injectable } from '@nestjs/common';
import type { NotificationLogs, NotificationLogsRequest } from '#libs/contracts';
import { Transactions } from '#libs/database';
import { statesOf } from './domain/status.js';
import { logEntry } from './log-entry.js';
import { NotificationLogsRepository, type LedgerFilter } from './notification-logs.repository.js';

/** Answers which reminders were sent to whom, and what became of them. */
@Injectable()
export class NotificationLogsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: NotificationLogsRepository,
  ) {}

  /** A page of a workspace's ledger. What happens while it is read may be counted and not shown, or the other way round. */
  async page(asked: NotificationLogsRequest): Promise<NotificationLogs> {
    // Postgres can't be asked about it, and nothing has such an id.
    if (!isStorable(asked.workspaceId)) return { total: 0, logs: [] };
    const [tx, filter] = [this.transactions.reading, filterOf(asked)];
    const { page, pageSize, orderBy } = asked;
    const offset = page * pageSize;
    const order = orderBy === 'DATE_CREATED_ASC' ? 'ASC' : 'DESC';
    const rows = await this.ledger.page(tx, filter, { order, limit: pageSize, offset });
    // A page that is not full ends the list: what is before it and on it is all.
    const isEnd = rows.length < pageSize && (rows.length > 0 || offset === 0);
    const total = isEnd ? offset + rows.length : await this.ledger.count(tx, filter);
    return { total, logs: rows.map(logEntry) };
  }
}

function filterOf({ workspaceId, statuses, mediums, fromDate, untilDate, ...recipients }: NotificationLogsRequest): LedgerFilter {
  return {
    workspaceId,
    states: ifAny(statuses)?.flatMap((status) => statesOf([status])) ?? null,
    channels: ifAny(mediums),
    recipients: recipientsAmong(recipients),
    from: fromDate === undefined ? null : new Date(fromDate),
    until: untilDate === undefined ? null : justAfter(untilDate),
  };
}

/** Addresses and channels together say to whom: no row has both. */
function recipientsAmong({
  recipientEmails = [],
  recipientChannels = [],
}: Pick<NotificationLogsRequest, 'recipientEmails' | 'recipientChannels'>): readonly string[] | null {
  if (recipientEmails.length + recipientChannels.length === 0) return null;
  const emails = recipientEmails.filter((email) => email.includes('@')).map((email) => email.toLowerCase());
  const channels = recipientChannels.filter((channel) => !channel.includes('@')).flatMap(spellingsOf);
  return [...emails, ...channels].filter(isStorable);
}

/** An empty list asks for all. */
function ifAny<T>(list: readonly T[] | undefined): readonly T[] | null {
  return list === undefined || list.length === 0 ? null : list;
}

/** A channel's name may be given without its `#`, which an address on the web can't hold as it is. */
function spellingsOf(channel: string): readonly string[] {
  return channel.startsWith('#') ? [channel] : [channel, `#${channel}`];
}

/** Instants are shown in milliseconds and kept in microseconds: what is shown as this instant is not past it. */
function justAfter(instant: string): Date {
  return new Date(Date.parse(instant) + 1);
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000');
}
