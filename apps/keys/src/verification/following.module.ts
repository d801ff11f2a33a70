import { Module } from '@nestjs/common';
import { openRedis } from '#libs/messaging';
import { Log, Metrics } from '#libs/observability';
import type { KeysEnv } from '../env.js';
import { Changes } from '../journal/index.js';
import { ENV } from '../surroundings.module.js';
import { ChangesFeed } from './changes-feed.repository.js';
import { ChangesFollower } from './changes-follower.service.js';
import { ChangesSignal } from './changes-signal.js';
import { CredentialCache } from './credential-cache.js';
import { CredentialReader } from './credential-reader.js';
import { stopwatch } from './stopwatch.js';
import { countingReads, showFollowing } from './verification.metrics.js';

/** How many credentials a process keeps in memory, a few hundred bytes each. */
const CAPACITY = 100_000;

/**
 * Credentials kept in memory, and what makes them forgotten: the commits of this process, what other nodes send, and the table
 * of changes, which alone is relied upon.
 */
@Module({
  providers: [
    {
      provide: ChangesSignal,
      inject: [ENV, Log],
      useFactory: (env: KeysEnv, log: Log) =>
        new ChangesSignal({
          publisher: openRedis({ env, log, use: 'asking' }),
          subscriber: openRedis({ env, log, use: 'asking' }),
        }),
    },
    {
      provide: ChangesFollower,
      inject: [ENV, Log, Metrics],
      useFactory: (...[env, log, metrics]: [KeysEnv, Log, Metrics]) => {
        const follower = new ChangesFollower({ feed: new ChangesFeed(env), log, stopwatch });
        showFollowing(metrics, follower);
        return follower;
      },
    },
    {
      provide: CredentialReader,
      inject: [ChangesFollower, ChangesSignal, Changes, Metrics],
      useFactory: (...[follower, signal, changes, metrics]: [ChangesFollower, ChangesSignal, Changes, Metrics]) => {
        const reader = new CredentialReader({
          cache: new CredentialCache(CAPACITY),
          isFollowing: () => follower.isFresh(),
          stopwatch,
          onRead: countingReads(metrics),
        });
        follower.follow(reader);
        signal.listen((subject) => {
          reader.forget(subject);
        });
        changes.onCommitted((subject) => {
          reader.forget(subject);
          signal.send(subject);
        });
        return reader;
      },
    },
  ],
  exports: [CredentialReader],
})
export class FollowingModule {}
