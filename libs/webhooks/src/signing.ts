import { createHmac } from 'node:crypto';
import { areSameBytes } from '#libs/kernel';

/** What is signed of a webhook, by the Standard Webhooks specification 1.0. */
export interface Signed {
  /** The header `webhook-id`. */
  readonly id: string;
  /** The header `webhook-timestamp`: when it was sent, in seconds since 1970. */
  readonly timestamp: number | string;
  /** The body as it goes over the wire, to the byte. */
  readonly body: string | Buffer;
}

const PREFIX = 'whsec_';

/** The header `webhook-signature`: one signature by each of these secrets. */
export function signaturesOf(signed: Signed, secrets: readonly string[]): string {
  return secrets.map((secret) => `v1,${macOf(signed, secret).toString('base64')}`).join(' ');
}

/** Whether one of the signatures of such a header was made with this secret. Takes as long whatever is wrong with one. */
export function signatureFits({ signature, ...signed }: Signed & { readonly signature: string }, secret: string): boolean {
  const mac = macOf(signed, secret);
  return signature.split(' ').some((one) => {
    return one.startsWith('v1,') && areSameBytes(Buffer.from(one.slice('v1,'.length), 'base64'), mac);
  });
}

/** Which of an endpoint's secrets is meant: rotating makes the next version. */
interface SecretName {
  readonly endpointId: string;
  readonly version: number;
}

/**
 * The secret that webhooks to an endpoint are signed with, as its owner is shown it. It is derived of the service's key and stored
 * nowhere: whoever has that key makes it again (docs/adr/0023).
 */
export function signingSecret(key: Buffer, { endpointId, version }: SecretName): string {
  const secret = createHmac('sha256', key)
    .update(`${endpointId}.${String(version)}`)
    .digest('base64');
  return `${PREFIX}${secret}`;
}

function macOf({ id, timestamp, body }: Signed, secret: string): Buffer {
  const key = Buffer.from(secret.replace(PREFIX, ''), 'base64');
  return createHmac('sha256', key)
    .update(`${id}.${String(timestamp)}.`)
    .update(body)
    .digest();
}
