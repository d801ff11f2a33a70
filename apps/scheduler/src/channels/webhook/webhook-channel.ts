import type { Clock } from '#libs/kernel';
import { signaturesOf, signingSecret } from '#libs/webhooks';
import type { SendOutcome, Trace } from '../../delivery-core/index.js';
import type { SettingsWebhook } from '../../settings/index.js';
import type { Channel, LostMessage, OutgoingEvent, OutgoingMessage } from '../channel.js';
import type { Reach } from './addresses.js';
import { classifyAnswer, classifyFailure } from './classify-webhook.js';
import { PostCall, type Patience, type Post } from './post-call.js';

interface WebhookChannelParts {
  /** An endpoint by its id, as it is now; `undefined` once it is no more. */
  readonly find: (id: string) => Promise<SettingsWebhook | undefined>;
  readonly signingKey: Buffer;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly patience?: Patience;
  readonly ca?: string;
}

const USUAL_PATIENCE: Patience = { connectMs: 8_000, wholeMs: 15_000 };

/**
 * Webhooks: a POST to each endpoint, as Standard Webhooks 1.0 has it. A recipient is the id of an endpoint. Each is a provider of
 * its own: `deliveries/` sees to it that one that is slow or broken has at most one call under way.
 */
export class WebhookChannel implements Channel {
  readonly name = 'WEBHOOK';
  readonly senders = 8;
  readonly gapMs = 0;
  readonly perMessage = 1;
  readonly canBeAsked = false;
  readonly dropsRepeats = true;
  private readonly calls = new Set<PostCall>();

  constructor(private readonly parts: WebhookChannelParts) {}

  async send({ recipient, event }: OutgoingMessage, bodyBegins: () => Promise<void>): Promise<SendOutcome> {
    if (!event) return { kind: 'refused', reason: 'there is nothing to tell a machine' };
    const endpoint = await this.parts.find(recipient);
    // Whoever claims it next finds that it is owed no more.
    if (!endpoint) return { kind: 'later', reason: 'the endpoint is no more', retryAfterSeconds: 0 };
    const { reach, patience = USUAL_PATIENCE, ca, clock } = this.parts;
    const call = new PostCall({ reach, patience, ca });
    this.calls.add(call);
    try {
      return classifyAnswer(await call.send(this.postOf(event, endpoint), bodyBegins), clock.now());
    } catch (error) {
      return classifyFailure(error, call);
    } finally {
      this.calls.delete(call);
    }
  }

  /** Nobody can be asked. But what never began to go out certainly did not arrive. */
  look({ bodyBegun }: LostMessage): Promise<Trace> {
    return Promise.resolve(bodyBegun ? 'unknown' : 'absent');
  }

  /** Breaks off what is under way. */
  close(): Promise<void> {
    for (const call of this.calls) call.abort('Curfew is shutting down');
    return Promise.resolve();
  }

  private postOf({ id, type, occurredAt, data }: OutgoingEvent, endpoint: SettingsWebhook): Post {
    const now = this.parts.clock.now();
    const timestamp = Math.floor(now.getTime() / 1_000);
    const body = Buffer.from(JSON.stringify({ type, timestamp: occurredAt.toISOString(), data }));
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Curfew',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signaturesOf({ id, timestamp, body }, this.secretsOf(endpoint, now)),
    };
    return { url: new URL(endpoint.url), headers, body };
  }

  /** The current secret, and the one before as long as that signs along. */
  private secretsOf({ id: endpointId, secretVersion, previousSecretUntil }: SettingsWebhook, now: Date): readonly string[] {
    const overlaps = previousSecretUntil !== null && Date.parse(previousSecretUntil) > now.getTime();
    const versions = overlaps ? [secretVersion, secretVersion - 1] : [secretVersion];
    return versions.map((version) => signingSecret(this.parts.signingKey, { endpointId, version }));
  }
}
