import { z } from 'zod';
import { defineEnv } from '#libs/config';

/** What `npm test` started for the whole run and hands to every suite by the environment. */
export interface TestRun {
  /** A superuser's URL into the run's Postgres cluster. */
  readonly postgresUrl: string;
  /** The Redis server's executable; every suite starts its own. */
  readonly redisServer: string;
}

// All optional, so that reading them never ends the process: a missing one fails the test that needs it, by name.
const schema = z.object({
  CURFEW_TEST_POSTGRES_URL: z.string().optional(),
  CURFEW_TEST_REDIS_SERVER: z.string().optional(),
});

/** Throws a sentence that says what to do when the tests were not started by `npm test`. */
export function testRun(): TestRun {
  const { CURFEW_TEST_POSTGRES_URL: postgresUrl, CURFEW_TEST_REDIS_SERVER: redisServer } = defineEnv(schema);
  if (!postgresUrl) throw new Error('This test needs Postgres, and none was started for it: run npm test -- <path of the test>.');
  if (!redisServer) throw new Error('This test needs Redis, and none was found for it: run npm test -- <path of the test>.');
  return { postgresUrl, redisServer };
}
