import { rows, type Transaction } from '#libs/database';
import type { Clock } from '#libs/kernel';
import type { IssuedKey, KeyIssuer } from '../api-keys/index.js';
import type { IssuingEnv } from '../env.js';
import type { User, Workspace, WorkspacesService } from '../workspaces/index.js';

interface FirstStartParts {
  readonly env: Pick<IssuingEnv, 'CURFEW_ADMIN_EMAIL' | 'WORKSPACE_NAME' | 'WORKSPACE_TIME_ZONE'>;
  readonly clock: Clock;
  readonly workspaces: WorkspacesService;
  readonly issuer: KeyIssuer;
}

/** Makes what has to be there before anybody can ask for anything: the workspace, its admin, the admin's key. */
export class FirstStart {
  constructor(private readonly parts: FirstStartParts) {}

  /** Waits for its turn until the transaction ends, so that of processes that start together only one makes a workspace. */
  async takeTurn(tx: Transaction): Promise<void> {
    await rows(tx, { sql: `SELECT pg_advisory_xact_lock(hashtext('curfew.bootstrap'))` });
  }

  /** The workspace, and whether it was only made now. Needs the turn. */
  async ensureWorkspace(tx: Transaction): Promise<{ readonly workspace: Workspace; readonly isNew: boolean }> {
    const { env, workspaces } = this.parts;
    const known = await workspaces.first(tx);
    if (known) return { workspace: known, isNew: false };
    const workspace = await workspaces.create(tx, { name: env.WORKSPACE_NAME, timeZone: env.WORKSPACE_TIME_ZONE });
    return { workspace, isNew: true };
  }

  ensureAdmin(tx: Transaction, workspace: Workspace): Promise<User> {
    return this.parts.workspaces.ensureAdmin(tx, { workspace, email: this.parts.env.CURFEW_ADMIN_EMAIL });
  }

  /** A key that may do everything and never expires. */
  issueAdminKey(
    tx: Transaction,
    owner: User,
    { name, description }: { readonly name: string; readonly description: string },
  ): Promise<IssuedKey> {
    const now = this.parts.clock.now();
    return this.parts.issuer.issue(tx, {
      by: { kind: 'system', workspaceId: owner.workspaceId },
      owner,
      name,
      description,
      roles: [{ type: 'DEFAULT', role: 'ADMIN' }],
      expiration: null,
      now,
    });
  }
}
