import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { openRedis } from '#libs/messaging';
import { Log, Metrics } from '#libs/observability';
import { Counter } from 'prom-client';
import type { KeysEnv } from '../env.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { bucketNames, RateLimits, type Bucket } from './rate-limits.service.js';
import { SharedCounts } from './shared-counts.js';

/** Limits on how many requests one may send. */
@Module({
  providers: [
    {
      provide: RateLimits,
      inject: [ENV, CLOCK, Log, Metrics],
      useFactory: (...[env, clock, log, metrics]: [KeysEnv, Clock, Log, Metrics]) =>
        new RateLimits({
          limits: {
            credential: env.RATE_LIMIT_PER_MINUTE,
            verify: env.VERIFY_RATE_LIMIT_PER_MINUTE,
            address: env.FAILED_AUTHENTICATIONS_PER_MINUTE,
            invitations: env.INVITATIONS_PER_MINUTE,
            testMessages: env.TEST_MESSAGES_PER_MINUTE,
          },
          clock,
          shared: new SharedCounts(openRedis({ env, log, use: 'asking' })),
          onRefused: countingIn(metrics),
        }),
    },
  ],
  exports: [RateLimits],
})
export class RateLimitsModule {}

function countingIn(metrics: Metrics): (bucket: Bucket) => void {
  const refused = new Counter({
    name: 'curfew_rate_limited_requests_total',
    help: 'Requests that were answered 429, by the bucket that was full: credential, verify, address (failed authentications), invitations, or testMessages.',
    labelNames: ['bucket'],
    registers: [metrics],
  });
  // From the start, or the first of a kind would not show as an increase.
  for (const bucket of bucketNames) refused.inc({ bucket }, 0);
  return (bucket) => {
    refused.inc({ bucket });
  };
}
