import { DomainError } from '#libs/kernel';
import type { Permission } from '#libs/contracts';

/** Whoever a request acts as: the holder of a valid API key or personal access token. */
export interface Principal {
  readonly kind: 'apiKey' | 'personalToken';
  /** The id of the credential. */
  readonly id: string;
  readonly workspaceId: string;
  /** The user who owns whatever this principal makes. */
  readonly userId: string;
  readonly userEmail: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Where the request came from; `null` when it came over no network. */
  readonly address: string | null;
}

/** A user who clicks in Slack: Slack says who they are, and no credential of Curfew's does. */
export interface SlackUser {
  readonly kind: 'slackUser';
  readonly workspaceId: string;
  readonly userId: string;
  readonly userEmail: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Where the request came from: one of Slack's own addresses. */
  readonly address: string;
}

/** Whoever may do something about reminders. */
export type Responder = Principal | SlackUser;

/** Curfew itself, or whoever runs its commands: no credential, and no user. */
export interface SystemActor {
  readonly kind: 'system';
  readonly workspaceId: string;
}

/** Somebody who accepts an invitation: a user, who has no credential yet. */
export interface Invitee {
  readonly kind: 'invitee';
  readonly workspaceId: string;
  readonly userEmail: string;
  readonly address: string;
}

/** Whoever changes something. */
export type Actor = Principal | SlackUser | SystemActor | Invitee;

/** A grant that is more than its giver holds. The message names the field. */
class MintsMoreThanHeld extends DomainError {
  constructor(field: string, missing: readonly Permission[]) {
    super('FORBIDDEN', `${field}: would grant what the caller may not do: ${missing.join(', ')}`);
  }
}

/** No one mints more than they hold: throws FORBIDDEN, naming `field`, unless what is granted is a subset of what the caller holds. */
export function assertWithinHeld(principal: Principal, granted: Iterable<Permission>, field = 'roles'): void {
  const missing = [...granted].filter((permission) => !principal.permissions.has(permission));
  if (missing.length > 0) throw new MintsMoreThanHeld(field, missing);
}
