import type { Permission } from '#libs/contracts';

/** Which credentials of a workspace somebody may see in lists. */
export interface Visibility {
  readonly workspaceId: string;
  readonly apiKeys: boolean;
  readonly secrets: boolean;
  /** Whose personal access tokens: everyone's, those of one user, or nobody's (`null`). */
  readonly tokensOf: 'everyone' | { readonly userId: string } | null;
}

/** As much of a principal as decides what they see. */
export interface Viewer {
  readonly kind: 'apiKey' | 'personalToken' | 'calendarFeed';
  readonly workspaceId: string;
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** Everybody sees what they may manage. A user also sees their own tokens; a program does not see those of its key's owner. */
export function visibleTo({ kind, workspaceId, userId, permissions }: Viewer): Visibility {
  const own = kind === 'apiKey' ? null : { userId };
  return {
    workspaceId,
    apiKeys: permissions.has('Edit API keys'),
    secrets: permissions.has('Create secrets'),
    tokensOf: permissions.has('Manage users') ? 'everyone' : own,
  };
}
