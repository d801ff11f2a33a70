/** An endpoint that reminders of a workspace are posted to. */
export interface Webhook {
  readonly id: string;
  readonly workspaceId: string;
  /** As `URL` writes it. */
  readonly url: string;
  readonly description: string | null;
  /** Which of its secrets signs. */
  readonly secretVersion: number;
  /** Until when the secret before signs along. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An endpoint, and the secret that it is shown with when that is new. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  /** `whsec_…`: what posts to it are signed with. */
  readonly secret: string;
}
