import { postgresUrl } from '../services/postgres.js';
import { redisServer } from '../services/redis-server.js';
import { redisUrl } from '../services/redis.js';
import { realServers } from './environment.js';
import { type Home } from './home.js';
import { type PartPlan } from './part.js';
import { privatePorts } from './ports.js';
import { DATABASE, postgresPart, redisPart } from './service-parts.js';
import { type Settings } from './settings.js';

/** The services that the stack brings itself: where they will answer, and how they are run. */
export interface PrivateServices {
  /** Absent where a real server is used instead. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly plans: readonly PartPlan[];
}

/** Plans a Postgres and a Redis for what the settings leave open. Finds or fetches Redis; throws a sentence if it can't. */
export async function privateServices(
  { settings, home }: { readonly settings: Settings; readonly home: Home },
  say: (sentence: string) => void,
): Promise<PrivateServices> {
  const real = realServers(settings);
  const ports = await privatePorts(home, settings.own);
  const postgres = real.postgres
    ? undefined
    : { folder: home.path('postgres'), port: ports.postgres, password: home.secret('postgres-password') };
  const redis = real.redis
    ? undefined
    : { executable: redisServer(home.path('cache', 'redis'), say), folder: home.path('redis'), port: ports.redis };
  const databaseUrl = postgres && postgresUrl(postgres, DATABASE);
  // For whoever wants to look into the database; the stack itself does not read it.
  if (databaseUrl) home.write('database-url', databaseUrl);
  return {
    databaseUrl,
    redisUrl: redis && redisUrl(redis),
    plans: [...(postgres ? [postgresPart(home, postgres)] : []), ...(redis ? [redisPart(home, redis)] : [])],
  };
}
