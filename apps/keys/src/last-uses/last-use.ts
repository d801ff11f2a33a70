/** The last time a credential was let in, as far as it is known: to about a minute, and by whom if they said. */
export interface LastUse {
  readonly at: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}
