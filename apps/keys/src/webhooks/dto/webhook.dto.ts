import { z } from 'zod';
import { shownFields } from '../../credentials/index.js';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import type { Webhook, WebhookWithSecret } from '../webhook.js';

/** The query of `GET /api/v1/webhooks`. Parameters nobody knows are ignored. */
export const listWebhooksQuery = z.object(pagingFields);

/** Which page of the webhooks is asked for. */
export type ListWebhooks = Readonly<z.output<typeof listWebhooksQuery>>;

const shown = {
  id: z.string().meta({ description: 'The id of the webhook.', example: 'wh90b1c2d3e4f56a78' }),
  url: z.string().meta({ example: 'https://hooks.example.com/curfew' }),
  description: shownFields.description.meta({ example: 'Rotates keys of the web shop' }).optional(),
  createdDate: shownFields.createdDate,
  previousSecretUntil: shownFields.createdDate
    .meta({ description: 'Until then the secret before the current one signs along.', example: '2027-03-02T10:15:00.000Z' })
    .optional(),
};

/** A webhook as the API shows it: everything but its secret. */
export const webhookAnswer = z.object(shown).meta({ id: 'Webhook' });

/** The answer to a webhook's registration, and to a rotation of its secret, which shows this. */
export const webhookWithSecretAnswer = z
  .object({
    ...shown,
    secret: z.string().meta({
      description: 'What posts to it are signed with, in the form of Standard Webhooks. It is shown here and never again.',
      example: `whsec_${'0'.repeat(43)}=`,
    }),
  })
  .meta({ id: 'WebhookWithSecret' });

/** One page of webhooks, oldest first. */
export const webhookPage = z.object({ ...pageEnvelope, webhooks: z.array(webhookAnswer) }).meta({ id: 'WebhookPage' });

/** A webhook as the API shows it. */
export type WebhookAnswer = Readonly<z.infer<typeof webhookAnswer>>;

/** A webhook and its new secret. */
export type WebhookWithSecretAnswer = Readonly<z.infer<typeof webhookWithSecretAnswer>>;

/** One page of webhooks. */
export type WebhookPage = Readonly<z.infer<typeof webhookPage>>;

/** Shows a webhook, but not its secret. */
export function showWebhook({ id, url, description, createdAt, previousSecretUntil }: Webhook): WebhookAnswer {
  return {
    ...{ id, url },
    ...(description === null ? {} : { description }),
    createdDate: createdAt.toISOString(),
    ...(previousSecretUntil === null ? {} : { previousSecretUntil: previousSecretUntil.toISOString() }),
  };
}

/** Shows a webhook with its secret: to whoever has just had this made. */
export function showWebhookWithSecret({ webhook, secret }: WebhookWithSecret): WebhookWithSecretAnswer {
  return { ...showWebhook(webhook), secret };
}
