/** Who people are at a provider that they act from. */
export interface People {
  /** The address that the provider has confirmed of somebody of our own team; `undefined` for everybody else. Rejects if it can't be asked. */
  emailOf(id: string): Promise<string | undefined>;
}

/** Injects the {@link People} of Slack, or `undefined` where Slack is not configured. */
export const PEOPLE = Symbol('PEOPLE');
