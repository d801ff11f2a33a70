/** One address on one channel. */
export interface Recipient {
  readonly channel: 'EMAIL' | 'SLACK' | 'WEBHOOK';
  readonly recipient: string;
  /** Which user is told there; `null` for an address or channel that the workspace named. */
  readonly userId: string | null;
}

/** A user, and where they are reached. */
export interface Person {
  readonly id: string;
  readonly email: string;
}

/** Who answers for a credential, as far as is known. */
export interface Ownership {
  /** The owner as the credential tells of them. */
  readonly owner: Person;
  /** What was last heard of the owner themselves; `null` if nothing was yet. */
  readonly heard: { readonly email: string; readonly isActive: boolean } | null;
  /** The active admins of the workspace: they are told in the place of an owner who is gone. */
  readonly admins: readonly Person[];
}

/** Whom the workspace has told of every reminder, and whom a credential names besides. */
export interface Audience {
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
  /** Whether whoever answers for a credential is told on Slack, too. */
  readonly slackDirectMessages: boolean;
  readonly webhooks: readonly { readonly id: string }[];
}

/** Whom a credential names besides. */
interface Extras {
  readonly emails: readonly string[];
  readonly slackChannel: string | null;
}

/** Everybody who is named: by the workspace, and by the credential itself. */
export function audienceOf(workspace: Audience | undefined, extras: Extras | undefined): Audience {
  const { emails = [], slackChannels = [], slackDirectMessages = false, webhooks = [] } = workspace ?? {};
  const ofCredential = extras?.slackChannel ?? null;
  return {
    emails: [...emails, ...(extras?.emails ?? [])],
    slackChannels: [...slackChannels, ...(ofCredential === null ? [] : [ofCredential])],
    slackDirectMessages,
    webhooks,
  };
}

/**
 * Who is told of a credential: its owner, at the address they have now, or the admins if the owner is gone; and whoever
 * is named. An address named twice, in any case, is one, and a user's own before it is the workspace's. On Slack a person is found by
 * their address.
 */
export function recipientsOf(ownership: Ownership, audience: Audience): Recipient[] {
  const { emails, slackChannels, slackDirectMessages, webhooks } = audience;
  const users = new Map<string, string | null>();
  for (const { id, email } of answerable(ownership)) addOnce(users, email.toLowerCase(), id);
  const people = slackDirectMessages ? [...users] : [];
  for (const email of emails) addOnce(users, email.toLowerCase(), null);
  return [
    ...[...users].map(([recipient, userId]) => ({ channel: 'EMAIL' as const, recipient, userId })),
    ...people.map(([recipient, userId]) => ({ channel: 'SLACK' as const, recipient, userId })),
    ...[...new Set(slackChannels)].map((recipient) => ({ channel: 'SLACK' as const, recipient, userId: null })),
    ...webhooks.map(({ id }) => ({ channel: 'WEBHOOK' as const, recipient: id, userId: null })),
  ];
}

/** Whoever is not active, invited again perhaps, can do nothing about a credential. */
function answerable({ owner, heard, admins }: Ownership): readonly Person[] {
  if (heard === null) return [owner];
  return heard.isActive ? [{ id: owner.id, email: heard.email }] : admins;
}

function addOnce(users: Map<string, string | null>, email: string, userId: string | null): void {
  if (!users.has(email)) users.set(email, userId);
}
