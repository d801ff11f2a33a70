/** One address on one channel. */
export interface Recipient {
  readonly channel: 'EMAIL' | 'SLACK';
  readonly recipient: string;
}

interface Owned {
  readonly owner: { readonly email: string };
}

interface Audience {
  readonly emails: readonly string[];
  readonly slackChannels: readonly string[];
}

/** Who is told of a credential: its owner, and whom the workspace named. An address named twice, in any case, is one. */
export function recipientsOf({ owner }: Owned, { emails, slackChannels }: Audience): Recipient[] {
  const addresses = new Set([owner.email, ...emails].map((email) => email.toLowerCase()));
  return [
    ...[...addresses].map((recipient) => ({ channel: 'EMAIL' as const, recipient })),
    ...[...new Set(slackChannels)].map((recipient) => ({ channel: 'SLACK' as const, recipient })),
  ];
}
