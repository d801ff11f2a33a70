import type { AuditEntry } from '../journal/index.js';

/** An entry of the audit log, and its place in the chain of its workspace. */
export interface LoggedEntry extends Omit<AuditEntry, 'workspaceId'> {
  readonly sequence: number;
}

/** Which entries are wanted: any of the values of each list, and all lists. What is absent asks for nothing. */
export interface AuditFilter {
  /** From this instant on. */
  readonly startTime?: Date | undefined;
  /** Before this instant. */
  readonly endTime?: Date | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly objectTypes?: readonly string[] | undefined;
  readonly objectIdentifiers?: readonly string[] | undefined;
  readonly actorTypes?: readonly string[] | undefined;
  readonly actorEmails?: readonly string[] | undefined;
  readonly actorApiKeyIdentifiers?: readonly string[] | undefined;
  readonly actorIpAddresses?: readonly string[] | undefined;
}
