import { z } from 'zod';
import { descriptionField, optional, text, unknownFields } from '../../credentials/index.js';

/** The body of `POST /api/v1/webhooks` and of `PUT /api/v1/webhooks/{id}`. What a URL must be is up to the installation. */
export const writeWebhookBody = z
  .strictObject(
    {
      url: text.max(2_048, 'must be at most 2048 characters').meta({
        description: 'Where reminders are posted to: https, at a public host, without user and fragment.',
        example: 'https://hooks.example.com/curfew',
      }),
      description: optional(descriptionField.meta({ description: 'What it is for.', example: 'Rotates keys of the web shop' })),
    },
    { error: unknownFields },
  )
  .meta({ id: 'WriteWebhook' });

/** What a webhook is to be: an absent description stays as it is, an empty one is taken away. */
export type WriteWebhook = Readonly<z.output<typeof writeWebhookBody>>;
