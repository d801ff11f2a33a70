import { describe, expect, it } from '@jest/globals';
import { signaturesOf } from '#libs/webhooks';
import { verifyWebhook, WebhookRefused } from './verify-webhook.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = JSON.stringify({ type: 'credential.expiring', timestamp: '2027-03-24T07:00:00.000Z', data: { cid: 'ak1' } });
const now = () => Math.floor(Date.now() / 1_000);

/** Headers as they would come with the body. */
function signed({ timestamp = now(), secrets = [secret] } = {}): Record<string, string> {
  const signature = signaturesOf({ id: 'wm1', timestamp, body }, secrets);
  return { 'webhook-id': 'wm1', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
}

describe('verifyWebhook', () => {
  it.each([
    ['the headers of node:http', signed()],
    ['the headers of fetch', new Headers(signed())],
    [
      'a signature by another secret before it, as while one takes the place of the other',
      signed({ secrets: ['whsec_AAAA', secret] }),
    ],
    ['a clock that is some minutes off', signed({ timestamp: now() - 290 })],
  ])('answers what a webhook says, given %s', (_what, headers) => {
    const said = { id: 'wm1', type: 'credential.expiring', timestamp: '2027-03-24T07:00:00.000Z', data: { cid: 'ak1' } };
    expect(verifyWebhook(secret, headers, body)).toEqual(said);
    expect(verifyWebhook(secret, headers, Buffer.from(body))).toEqual(said);
  });

  it.each<readonly [string, Record<string, string | string[]>]>([
    ['signed with another secret', signed({ secrets: ['whsec_AAAA'] })],
    ['sent too long ago', signed({ timestamp: now() - 310 })],
    ['sent from the future', signed({ timestamp: now() + 310 })],
    ['under another id', { ...signed(), 'webhook-id': 'wm2' }],
    ['at another time', { ...signed(), 'webhook-timestamp': String(now() - 1) }],
    ['at no time', { ...signed(), 'webhook-timestamp': 'NaN' }],
    ['without a signature', { 'webhook-id': 'wm1', 'webhook-timestamp': String(now()) }],
    ['with two ids', { ...signed(), 'webhook-id': ['wm1', 'wm1'] }],
  ])('refuses what is %s', (_what, headers) => {
    expect(() => verifyWebhook(secret, headers, body)).toThrow(WebhookRefused);
  });

  it('refuses another body, though it says the same', () => {
    expect(() => verifyWebhook(secret, signed(), ` ${body}`)).toThrow(WebhookRefused);
  });
});
