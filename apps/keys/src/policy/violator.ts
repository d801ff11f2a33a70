import type { Expiration } from '../credentials/index.js';
import type { Violation } from './domain/violation.js';

/** What can be other than a policy asks; the names of the audit log. A secret can't: it lets nobody in. */
export const violatorKinds = ['API_KEY', 'PERSONAL_API_KEY'] as const;

/** What can be other than a policy asks. */
export type ViolatorKind = (typeof violatorKinds)[number];

/** A credential that still lets somebody in, and would not be issued like this today. */
export interface Violator {
  readonly kind: ViolatorKind;
  readonly id: string;
  readonly name: string;
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  readonly createdAt: Date;
  readonly expiration: Expiration | null;
  readonly violation: Violation;
}

/** How many there are of each kind. */
export type ViolatorCounts = Readonly<Record<ViolatorKind, number>>;
