import type { WebhookPage, WebhookWithSecretAnswer } from '../src/webhooks/index.js';
import type { Caller, ErrorBody } from './caller.js';

/** Where a workspace's webhooks are. */
export const WEBHOOKS = '/api/v1/webhooks';

/** A webhook that can be registered. */
export const WEBHOOK_BODY = { url: 'https://hooks.example.com/curfew', description: 'Rotates keys' };

/** Registers a webhook; fails unless it was. */
export async function registerWebhook(by: Caller, body: object = WEBHOOK_BODY): Promise<WebhookWithSecretAnswer> {
  const answer = await by.send<WebhookWithSecretAnswer>(WEBHOOKS, { method: 'POST', body });
  if (answer.status !== 200) throw new Error(`No webhook was registered: ${answer.text}`);
  return answer.body;
}

/** The workspace's webhooks. */
export const listWebhooks = (by: Caller, query = '') => by.send<WebhookPage & ErrorBody>(WEBHOOKS + query);
