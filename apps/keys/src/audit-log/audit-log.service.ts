import type { Transactions } from '#libs/database';
import type { Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { AuditLogRepository } from './audit-log.repository.js';
import type { AuditFilter, LoggedEntry } from './logged-entry.js';

interface AuditLogServiceParts {
  readonly transactions: Transactions;
  readonly entries: AuditLogRepository;
}

/** What was done in a workspace, for those who may know. */
export class AuditLogService {
  constructor(private readonly parts: AuditLogServiceParts) {}

  /** One page of the workspace's entries, newest first, and how many there are. */
  async list(
    { workspaceId }: Principal,
    filter: AuditFilter,
    asked: PageAsked,
  ): Promise<{ readonly entries: readonly LoggedEntry[]; readonly total: number }> {
    const { entries, transactions } = this.parts;
    const wanted = { ...filter, workspaceId };
    const [total, page] = await Promise.all([
      entries.count(transactions.reading, wanted),
      entries.page(transactions.reading, wanted, asked),
    ]);
    return { entries: page, total };
  }
}
