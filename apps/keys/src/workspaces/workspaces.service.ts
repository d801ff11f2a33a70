import type { Transaction } from '#libs/database';
import { DomainError, type IdMaker, type TimeZone } from '#libs/kernel';
import type { User, Workspace } from './workspace.js';
import type { WorkspacesRepository } from './workspaces.repository.js';

/** Answers who and where: users and workspaces, inside the caller's transaction. */
export class WorkspacesService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly makeId: IdMaker,
  ) {}

  /** The zone in which a day is meant that was chosen without one. */
  async timeZoneOf(tx: Transaction, workspaceId: string): Promise<TimeZone> {
    const workspace = await this.workspaces.find(tx, workspaceId);
    if (!workspace) throw new DomainError('NOT_FOUND', 'There is no such workspace.');
    return workspace.timeZone;
  }

  /** A user who is known to exist. Fails with NOT_FOUND otherwise. */
  async user(tx: Transaction, id: string): Promise<User> {
    const user = await this.workspaces.findUser(tx, id);
    if (!user) throw new DomainError('NOT_FOUND', 'There is no such user.');
    return user;
  }

  /** The installation's workspace, if it has been made. */
  first(tx: Transaction): Promise<Workspace | undefined> {
    return this.workspaces.first(tx);
  }

  async create(tx: Transaction, settings: Pick<Workspace, 'name' | 'timeZone'>): Promise<Workspace> {
    const workspace = { id: this.makeId('ws'), ...settings };
    await this.workspaces.insert(tx, workspace);
    return workspace;
  }

  /** The user with this address, made an ADMIN of the workspace if there was none. Named after the address. */
  async ensureAdmin(tx: Transaction, { workspaceId, email }: Pick<User, 'workspaceId' | 'email'>): Promise<User> {
    const known = await this.workspaces.findUserByEmail(tx, { workspaceId, email });
    if (known) return known;
    const name = email.slice(0, email.lastIndexOf('@'));
    const user = { id: this.makeId('us'), workspaceId, email, name, role: 'ADMIN' } as const;
    await this.workspaces.insertUser(tx, user);
    return user;
  }
}
