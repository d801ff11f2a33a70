import type { Transaction } from '#libs/database';
import { DomainError, type IdMaker, type TimeZone } from '#libs/kernel';
import type { Journal } from '../journal/index.js';
import { userSnapshotOf } from './user-snapshot.js';
import type { User, Workspace } from './workspace.js';
import type { WorkspacesRepository } from './workspaces.repository.js';

interface WorkspacesServiceParts {
  readonly workspaces: WorkspacesRepository;
  readonly journal: Journal;
  readonly makeId: IdMaker;
}

/** Answers who and where: users and workspaces, inside the caller's transaction. */
export class WorkspacesService {
  constructor(private readonly parts: WorkspacesServiceParts) {}

  /** The zone in which a day is meant that was chosen without one. */
  async timeZoneOf(tx: Transaction, workspaceId: string): Promise<TimeZone> {
    return (await this.workspace(tx, workspaceId)).timeZone;
  }

  /** Has days that are chosen without a zone meant in this one from now on. What was chosen before keeps its own. */
  setTimeZone(tx: Transaction, workspace: Pick<Workspace, 'id' | 'timeZone'>): Promise<void> {
    return this.parts.workspaces.setTimeZone(tx, workspace);
  }

  /** A workspace that is known to exist. Fails with NOT_FOUND otherwise. */
  async workspace(tx: Transaction, id: string): Promise<Workspace> {
    const workspace = await this.parts.workspaces.find(tx, id);
    if (!workspace) throw new DomainError('NOT_FOUND', 'There is no such workspace.');
    return workspace;
  }

  /** A user who is known to exist. Fails with NOT_FOUND otherwise. */
  async user(tx: Transaction, id: string): Promise<User> {
    const user = await this.parts.workspaces.findUser(tx, id);
    if (!user) throw new DomainError('NOT_FOUND', 'There is no such user.');
    return user;
  }

  /** The user of a workspace with this address, whatever its case, and whether they are still here or not. */
  userByEmail(tx: Transaction, asked: Pick<User, 'workspaceId' | 'email'>): Promise<User | undefined> {
    return this.parts.workspaces.findUserByEmail(tx, asked);
  }

  /** The installation's workspace, if it has been made. */
  first(tx: Transaction): Promise<Workspace | undefined> {
    return this.parts.workspaces.first(tx);
  }

  async create(tx: Transaction, settings: Pick<Workspace, 'name' | 'timeZone'>): Promise<Workspace> {
    const workspace = { id: this.parts.makeId('ws'), ...settings };
    await this.parts.workspaces.insert(tx, workspace);
    return workspace;
  }

  /** The user with this address, made an ADMIN of the workspace if there was none. Named after the address. */
  async ensureAdmin(
    tx: Transaction,
    { workspace, email }: { readonly workspace: Workspace; readonly email: string },
  ): Promise<User> {
    const { workspaces, journal, makeId } = this.parts;
    const known = await workspaces.findUserByEmail(tx, { workspaceId: workspace.id, email });
    if (known) return known;
    const user: User = {
      id: makeId('us'),
      workspaceId: workspace.id,
      email,
      name: email.slice(0, email.lastIndexOf('@')),
      roles: [{ type: 'DEFAULT', role: 'ADMIN' }],
      status: 'ACTIVE',
      version: 1,
    };
    await workspaces.insertUser(tx, user);
    await journal.note(tx, {
      by: { kind: 'system', workspaceId: workspace.id },
      action: 'CREATE',
      objectType: 'USER',
      objectIdentifier: user.id,
      event: { type: 'UserChanged', subject: user.id, data: userSnapshotOf(user, { ...workspace, invitation: null }) },
    });
    return user;
  }
}
