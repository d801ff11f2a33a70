import type { Permission } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import type { Responder } from '../authorization/index.js';
import type { Reminded, ReminderResponse } from './domain/reminder-response.js';

/** Which credential somebody responds about; with `lock`, nobody else changes it until the transaction ends. */
export interface RemindedLookUp {
  readonly by: Responder;
  readonly cid: string;
  readonly lock: boolean;
}

/** A credential that was found for somebody who may respond to its reminders. */
export interface Respondable extends Reminded {
  /** Stores what they did, as a new version, and tells of it. Only of one that was found with a lock. */
  respond(response: ReminderResponse, now: Date): Promise<void>;
}

/** The credentials of one kind, for whoever responds to their reminders. */
export interface RemindedCredentials {
  /** Throws NOT_FOUND for one that is not there, or revoked, or of another workspace, and FORBIDDEN for whoever may not. */
  find(tx: Transaction, asked: RemindedLookUp): Promise<Respondable>;
}

/** Whether this is the owner: a user, and not a program that holds a key of theirs. */
export function isOwner(by: Responder, ownerId: string | undefined): boolean {
  return by.kind !== 'apiKey' && by.userId === ownerId;
}

/** Throws FORBIDDEN for whoever neither holds the permission nor is the owner, in the same words if there is no owner to be. */
export function assertMayRespond(by: Responder, permission: Permission, ownerId: string | undefined): void {
  if (by.permissions.has(permission) || isOwner(by, ownerId)) return;
  throw new DomainError('FORBIDDEN', `This needs the permission "${permission}", unless it is yours.`);
}
