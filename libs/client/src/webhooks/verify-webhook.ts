import { signatureFits } from '#libs/webhooks';

/** For how long, in seconds, a webhook may have been on its way: one that is older, or from the future, may be a replay. */
const TOLERANCE_SECONDS = 5 * 60;

/** The headers of a request: those of `node:http`, of Fastify and Express, or of `fetch`. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>> | Headers;

/** A webhook of Curfew's that is genuine. */
export interface VerifiedWebhook {
  /** The same however often it is sent: whoever has worked it in drops it. */
  readonly id: string;
  /** `credential.expiring`, `credential.expired`, or `curfew.test`. */
  readonly type: string;
  /** When that happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A request that is no webhook of ours, or not one of now. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

/**
 * Makes sure that a request is a webhook that was signed with this secret (`whsec_…`) within the last five minutes, and answers
 * what it says. `rawBody` is the body as it arrived, to the byte: not what a parser made of it. Throws {@link WebhookRefused}.
 *
 * ```ts
 * app.post('/curfew', (request, reply) => {
 *   const { id, type, data } = verifyWebhook(process.env.CURFEW_WEBHOOK_SECRET, request.headers, request.rawBody);
 *   if (isNew(id) && type === 'credential.expiring') rotate(data.cid);
 *   return reply.code(204).send();
 * });
 * ```
 */
export function verifyWebhook(secret: string, headers: WebhookHeaders, rawBody: string | Buffer): VerifiedWebhook {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => one(headers, name));
  if (!id || !timestamp || !signature) throw new WebhookRefused('It lacks a header of webhooks.');
  if (!isRecent(timestamp)) throw new WebhookRefused('It was sent too long ago, or by another clock.');
  if (!signatureFits({ id, timestamp, body: rawBody, signature }, secret)) throw new WebhookRefused('Its signature is wrong.');
  return { ...(JSON.parse(String(rawBody)) as Omit<VerifiedWebhook, 'id'>), id };
}

function one(headers: WebhookHeaders, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isRecent(timestamp: string): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Date.now() / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS;
}
