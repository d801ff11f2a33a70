import type { EmailFault, EmailStage } from './email-fault.js';
import { FaultQueue } from './fault-queue.js';
import type { ParsedFaults } from './faults-body.js';
import type { SlackFault } from './slack-fault.js';

/** How both servers are told to misbehave; without a fault they behave. */
export class Faults {
  private readonly email = new FaultQueue<EmailFault>();
  private readonly slack = new FaultQueue<SlackFault>();
  private readonly listeners = new Set<() => void>();

  /** Replaces the faults of each channel that is named; null clears it, and a channel not named keeps its own. */
  set({ email, slack }: ParsedFaults): void {
    if (email !== undefined) this.email.replace(email ?? []);
    if (slack !== undefined) this.slack.replace(slack ?? []);
    this.tell();
  }

  /** The faults still to come, in the form {@link set} takes. */
  list(): Required<ParsedFaults> {
    const orNull = <F>(faults: readonly F[]) => (faults.length > 0 ? faults : null);
    return { email: orNull(this.email.list()), slack: orNull(this.slack.list()) };
  }

  /** The fault for this moment of an SMTP conversation. A client that never logs in meets the faults of `auth` at `mail`. */
  takeEmail(stage: EmailStage, { authenticated = false } = {}): EmailFault | undefined {
    return this.told(this.email.take(({ at }) => at === stage || (at === 'auth' && stage === 'mail' && !authenticated)));
  }

  /** The fault for a call of this method of the Slack API. */
  takeSlack(method: string): SlackFault | undefined {
    return this.told(this.slack.take((fault) => fault.method === '*' || fault.method === method));
  }

  /** Calls the listener after each change until the returned function is called. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private told<F>(fault: F | undefined): F | undefined {
    if (fault) this.tell();
    return fault;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
