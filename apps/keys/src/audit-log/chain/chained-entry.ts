import type { AuditEntry } from '../../journal/index.js';

/** The hash before the first entry of a chain. No hash is this. */
export const NOTHING = '0'.repeat(64);

/** An entry as it stands in the chain of its workspace. All numbers are texts, just as the database writes them. */
export interface ChainedEntry extends Omit<AuditEntry, 'at'> {
  readonly id: string;
  readonly sequence: string;
  /** In microseconds since 1970: finer than a JavaScript date, and as fine as Postgres. */
  readonly atMicroseconds: string;
  /** In hexadecimal; `null` only where somebody broke the table. */
  readonly previousHash: string | null;
  readonly hash: string | null;
}

/** The last entry of a workspace's chain, or what somebody noted as such. */
export interface Head {
  readonly workspaceId: string;
  readonly sequence: string;
  readonly hash: string;
}

/** A head in one word, to be noted and to be expected later. */
export function writeHead({ workspaceId, sequence, hash }: Head): string {
  return `${workspaceId}:${sequence}:${hash}`;
}
