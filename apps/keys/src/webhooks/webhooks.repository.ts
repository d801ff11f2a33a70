import { rows, type Transaction } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { Webhook } from './webhook.js';

/** A webhook of a workspace. */
export interface WebhookAmong {
  readonly id: string;
  readonly workspaceId: string;
}

const SELECT_WEBHOOK = `
  SELECT id, workspace_id AS "workspaceId", url, description, secret_version AS "secretVersion",
         previous_secret_until AS "previousSecretUntil", created_at AS "createdAt", updated_at AS "updatedAt"
  FROM keys.webhooks`;

/** The rows of `keys.webhooks`. Whoever writes holds the lock of the workspace's notification settings. */
export class WebhooksRepository {
  async insert(tx: Transaction, webhook: Webhook): Promise<void> {
    const sql = `
      INSERT INTO keys.webhooks (id, workspace_id, url, description, secret_version, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $6)`;
    const { id, workspaceId, url, description, secretVersion, createdAt } = webhook;
    await rows(tx, { sql, parameters: [id, workspaceId, url, description, secretVersion, createdAt] });
  }

  async find(tx: Transaction, { id, workspaceId }: WebhookAmong): Promise<Webhook | undefined> {
    const sql = `${SELECT_WEBHOOK} WHERE id = $1 AND workspace_id = $2`;
    return (await rows<Webhook>(tx, { sql, parameters: [id, workspaceId] }))[0];
  }

  async count(tx: Transaction, workspaceId: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS total FROM keys.webhooks WHERE workspace_id = $1';
    return (await rows<{ total: number }>(tx, { sql, parameters: [workspaceId] }))[0]?.total ?? 0;
  }

  /** One page of the workspace's webhooks, oldest first. */
  page(tx: Transaction, workspaceId: string, { page, pageSize }: PageAsked): Promise<Webhook[]> {
    const sql = `${SELECT_WEBHOOK} WHERE workspace_id = $1 ORDER BY created_at, id LIMIT $2 OFFSET $2::bigint * $3::bigint`;
    return rows(tx, { sql, parameters: [workspaceId, pageSize, page] });
  }

  async update(tx: Transaction, webhook: Webhook): Promise<void> {
    const sql = `
      UPDATE keys.webhooks SET url = $3, description = $4, secret_version = $5, previous_secret_until = $6, updated_at = $7
      WHERE id = $1 AND workspace_id = $2`;
    const { id, workspaceId, url, description, secretVersion, previousSecretUntil, updatedAt } = webhook;
    await rows(tx, { sql, parameters: [id, workspaceId, url, description, secretVersion, previousSecretUntil, updatedAt] });
  }

  async delete(tx: Transaction, { id, workspaceId }: WebhookAmong): Promise<void> {
    await rows(tx, { sql: 'DELETE FROM keys.webhooks WHERE id = $1 AND workspace_id = $2', parameters: [id, workspaceId] });
  }
}
