export { WebhooksModule } from './webhooks.module.js';
export type { WebhookAnswer, WebhookPage, WebhookWithSecretAnswer } from './dto/webhook.dto.js';
