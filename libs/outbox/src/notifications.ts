import { databaseUrl, type DatabaseEnv } from '#libs/database';
import type { Log } from '#libs/observability';
import pg from 'pg';

const RECONNECT_MS = 2_000;

interface ListenOptions {
  readonly env: DatabaseEnv;
  readonly channel: string;
  readonly log: Log;
  readonly onNotification: () => void;
}

/** Hears a Postgres NOTIFY channel on a connection of its own, which is made again whenever it breaks. */
export class Notifications {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: ListenOptions) {}

  /** Starts listening. Never rejects: while the database is away, it keeps trying, and the caller's own poll does the work. */
  async open(): Promise<void> {
    const { env, channel, onNotification } = this.options;
    const client = new pg.Client({
      connectionString: databaseUrl(env),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: `curfew-listen-${channel}`,
    });
    this.client = client;
    client.on('error', () => {
      this.reopen(client);
    });
    client.on('end', () => {
      this.reopen(client);
    });
    client.on('notification', onNotification);
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      onNotification();
    } catch (error) {
      this.options.log.debug('Can not listen for notifications yet', { error: String(error) });
      this.reopen(client);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private reopen(broken: pg.Client): void {
    if (this.closed || this.client !== broken) return;
    this.client = undefined;
    broken.end().catch(() => undefined);
    this.retry = setTimeout(() => void this.open(), RECONNECT_MS);
  }
}
