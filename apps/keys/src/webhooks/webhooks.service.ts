import type { Transaction, Transactions } from '#libs/database';
import { DomainError, InvalidField, type Clock, type IdMaker } from '#libs/kernel';
import { objectionToUrl, signingSecret } from '#libs/webhooks';
import type { Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { AuditAction } from '../journal/index.js';
import type { NotificationSettingsService } from '../notification-settings/index.js';
import type { WriteWebhook } from './dto/write-webhook.dto.js';
import type { Webhook, WebhookWithSecret } from './webhook.js';
import type { WebhookAmong, WebhooksRepository } from './webhooks.repository.js';

/** A workspace's reminders go to so many endpoints at most: each is sent every one of them. */
const MOST = 10;

/** For how long the secret before signs along: time to bring the new one to wherever webhooks arrive. */
const OVERLAP_MS = 24 * 60 * 60 * 1_000;

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const ID = /^wh[0-9a-f]{16}$/;

interface WebhooksServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly webhooks: WebhooksRepository;
  /** What the scheduler knows of webhooks is part of the settings that it hears of. */
  readonly settings: Pick<NotificationSettingsService, 'lock' | 'announce'>;
  readonly makeId: IdMaker;
  readonly signingKey: Buffer;
  readonly allowPrivate: boolean;
}

/** The endpoints that reminders of a workspace are posted to: one transaction per verb. Those of others are NOT_FOUND. */
export class WebhooksService {
  constructor(private readonly parts: WebhooksServiceParts) {}

  /** One page of the workspace's webhooks, oldest first, and how many there are. */
  async list({ workspaceId }: Principal, asked: PageAsked): Promise<{ readonly webhooks: readonly Webhook[]; total: number }> {
    const { webhooks, transactions } = this.parts;
    const { reading } = transactions;
    const [total, page] = await Promise.all([webhooks.count(reading, workspaceId), webhooks.page(reading, workspaceId, asked)]);
    return { webhooks: page, total };
  }

  get(principal: Principal, id: string): Promise<Webhook> {
    return this.existing(this.parts.transactions.reading, principal, id);
  }

  /** Registers an endpoint. {@link InvalidField} for a URL that leads inside; CONFLICT beyond ten of a workspace. */
  async create(by: Principal, { url: written, description = '' }: WriteWebhook): Promise<WebhookWithSecret> {
    const { webhooks, clock, makeId } = this.parts;
    const [url, now, { workspaceId }] = [this.acceptable(written), clock.now(), by];
    const dates = { createdAt: now, updatedAt: now };
    const about = { url, description: description || null, secretVersion: 1, previousSecretUntil: null };
    const webhook: Webhook = { id: makeId('wh'), workspaceId, ...about, ...dates };
    await this.change(by, async (tx) => {
      if ((await webhooks.count(tx, workspaceId)) >= MOST)
        throw new DomainError('CONFLICT', `A workspace has at most ${String(MOST)} webhooks.`);
      await webhooks.insert(tx, webhook);
      return { action: 'CREATE', id: webhook.id };
    });
    return this.withSecret(webhook);
  }

  /** Changes where and what it is; the next post goes there. An absent description stays, an empty one is taken away. */
  async update(by: Principal, id: string, body: WriteWebhook): Promise<Webhook> {
    const url = this.acceptable(body.url);
    let changed: Webhook | undefined;
    await this.change(by, async (tx) => {
      const webhook = await this.existing(tx, by, id);
      const description = body.description === undefined ? webhook.description : body.description || null;
      changed = { ...webhook, url, description };
      if (url === webhook.url && description === webhook.description) return undefined;
      changed = { ...changed, updatedAt: this.parts.clock.now() };
      await this.parts.webhooks.update(tx, changed);
      return { action: 'UPDATE', id };
    });
    return changed ?? this.get(by, id);
  }

  /**
   * Makes a new secret. The one before signs along for a day; the one before that no longer: whoever rotates twice has ended what
   * was known.
   */
  async rotateSecret(by: Principal, id: string): Promise<WebhookWithSecret> {
    let rotated: Webhook | undefined;
    await this.change(by, async (tx) => {
      const webhook = await this.existing(tx, by, id);
      const now = this.parts.clock.now();
      const previousSecretUntil = new Date(now.getTime() + OVERLAP_MS);
      rotated = { ...webhook, secretVersion: webhook.secretVersion + 1, previousSecretUntil, updatedAt: now };
      await this.parts.webhooks.update(tx, rotated);
      return { action: 'UPDATE', id };
    });
    return this.withSecret(rotated ?? (await this.get(by, id)));
  }

  /** Removes an endpoint. What waits for it is not sent once the scheduler has heard of it. */
  delete(by: Principal, id: string): Promise<void> {
    return this.change(by, async (tx) => {
      await this.parts.webhooks.delete(tx, await this.existing(tx, by, id));
      return { action: 'DELETE', id };
    });
  }

  /** Has something changed while nobody else changes the workspace's webhooks or settings; `undefined`: nothing was. */
  private change(by: Principal, work: (tx: Transaction) => Promise<Noted | undefined>): Promise<void> {
    const { transactions, settings } = this.parts;
    return transactions.run(async (tx) => {
      await settings.lock(tx, by.workspaceId);
      const noted = await work(tx);
      if (!noted) return;
      const { action, id: objectIdentifier } = noted;
      await settings.announce(tx, { by, action, objectType: 'WEBHOOK', objectIdentifier });
    });
  }

  private async existing(tx: Transaction, { workspaceId }: Pick<WebhookAmong, 'workspaceId'>, id: string): Promise<Webhook> {
    const webhook = ID.test(id) ? await this.parts.webhooks.find(tx, { id, workspaceId }) : undefined;
    if (!webhook) throw new DomainError('NOT_FOUND', 'There is no webhook with this id.');
    return webhook;
  }

  private acceptable(written: string): string {
    const objection = objectionToUrl(written, this.parts);
    if (objection !== undefined) throw new InvalidField('url', objection);
    return new URL(written).href;
  }

  private withSecret(webhook: Webhook): WebhookWithSecret {
    const { id: endpointId, secretVersion: version } = webhook;
    return { webhook, secret: signingSecret(this.parts.signingKey, { endpointId, version }) };
  }
}

/** What the audit log is to say. */
interface Noted {
  readonly action: AuditAction;
  readonly id: string;
}
