import { untrusted } from './untrusted-text.js';

/** The longest a name and an address may be, in UTF-16 code units. */
const LONGEST = { name: 100, address: 254 } as const;

/** A person's name and address, or the address alone. */
export function personInWords({ name, email }: { readonly name: string; readonly email: string }): string {
  const address = untrusted(email, LONGEST.address);
  const known = untrusted(name, LONGEST.name);
  return known === '' || known === address ? address : `${known} (${address})`;
}
