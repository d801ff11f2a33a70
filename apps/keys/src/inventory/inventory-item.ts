import type { CredentialKind } from '#libs/contracts';
import type { Expiration } from '../credentials/index.js';

/** A credential of any kind, as lists of all of them show it. */
export interface InventoryItem {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** By what name configuration refers to a secret; `null` for the other kinds. */
  readonly tag: string | null;
  /** `null` for a secret, of which nothing is told. */
  readonly last4: string | null;
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  readonly createdAt: Date;
  readonly expiration: Expiration | null;
  readonly revokedAt: null;
  readonly replacedBy: string | null;
  /** Counts the changes from 1; the last was at `updatedAt`. */
  readonly version: number;
  readonly updatedAt: Date;
}

/** A credential that ends some day. */
export type ExpiringItem = InventoryItem & { readonly expiration: Expiration };
