import { type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { end } from '../processes/child.js';
import { freePort } from '../processes/ports.js';
import { recordProcess } from '../processes/process-record.js';
import { POSTGRES_STOP, postgresAnswers, postgresUrl, spawnPostgres } from '../services/postgres.js';
import { redisServer } from '../services/redis-server.js';
import { RECORDS } from './stale-runs.js';

/** Nothing of a test run has to survive a crash of the machine, and every suite opens connections of its own. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

/** The services of one run: a Postgres cluster, and the knowledge where Redis is. */
export class TestServices {
  /** What the suites read; a service that could not be had is missing here, and the tests that need it say so. */
  readonly environment: Record<string, string> = {};
  private postgres: ChildProcess | undefined;

  /** Keeps everything in `folder`, and a fetched Redis in `redisFolder`. */
  constructor(
    private readonly folder: string,
    private readonly redisFolder: string,
  ) {}

  /** Starts what there is, and says what there isn't. */
  async start(say: (sentence: string) => void): Promise<void> {
    const complain = (error: unknown) => say(error instanceof Error ? error.message : String(error));
    try {
      this.environment['CURFEW_TEST_REDIS_SERVER'] = redisServer(this.redisFolder, say);
    } catch (error) {
      complain(error);
    }
    await this.startPostgres().catch(complain);
  }

  /** Ends them; answers when they are gone. */
  async stop(): Promise<void> {
    if (this.postgres) await end(this.postgres, POSTGRES_STOP);
  }

  private async startPostgres(): Promise<void> {
    const log = openSync(join(this.folder, 'postgres.log'), 'a');
    const password = randomBytes(16).toString('hex');
    const cluster = { folder: join(this.folder, 'postgres'), port: await freePort(), password, log, settings: FAST };
    this.postgres = await spawnPostgres(cluster);
    closeSync(log);
    if (this.postgres.pid !== undefined) recordProcess(join(this.folder, RECORDS.postgres), this.postgres.pid);
    await postgresAnswers(cluster, this.postgres);
    this.environment['CURFEW_TEST_POSTGRES_URL'] = postgresUrl(cluster);
  }
}
