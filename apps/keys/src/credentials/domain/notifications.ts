/** Who is told of a credential besides its owner and whom the workspace names: somebody, or it is `null` instead. */
export interface Notifications {
  readonly emails: readonly string[];
  readonly slackChannel: string | null;
}

/** Whether the same are told. An order of addresses is no news, a spelling is. */
export function sameNotifications(one: Notifications | null, other: Notifications | null): boolean {
  if (one === null || other === null) return one === other;
  const sorted = ({ emails }: Notifications) => [...emails].sort().join(' ');
  return one.slackChannel === other.slackChannel && sorted(one) === sorted(other);
}

/** The addresses without those that are there already, in whatever case: the first spelling stays. */
export function eachOnce(addresses: readonly string[]): readonly string[] {
  const known = new Map<string, string>();
  for (const address of addresses) if (!known.has(address.toLowerCase())) known.set(address.toLowerCase(), address);
  return [...known.values()];
}
