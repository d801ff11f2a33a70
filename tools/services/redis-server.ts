import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchDebianRedis } from './debian-redis.js';

/** Streams as Curfew reads them (XAUTOCLAIM) need this version. */
const OLDEST = [6, 2] as const;

/**
 * The path of a Redis server that runs on this machine: from the PATH, fetched before, or fetched now into `folder` (Debian
 * and Ubuntu without installing anything on the system; elsewhere by Homebrew). Throws one sentence that says what to do.
 */
export function redisServer(folder: string, say: (sentence: string) => void): string {
  const fetched = join(folder, 'bin/redis-server');
  const found = ['redis-server', fetched, 'valkey-server'].find(runs);
  if (found) return found;
  const server = has('apt-get') && has('dpkg-deb') ? fetchDebianRedis(folder, say) : has('brew') ? brewRedis(say) : undefined;
  if (server && runs(server)) return server;
  throw new Error('There is no Redis on this machine: install Redis 6.2 or newer (the command redis-server), or set REDIS_URL.');
}

/** Whether the server starts at all (all its libraries are there) and is new enough. */
function runs(server: string): boolean {
  const { status, stdout } = spawnSync(server, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return false;
  const [, major, minor] = /\bv=(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}

function has(command: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, command)));
}

function brewRedis(say: (sentence: string) => void): string {
  say('Installing Redis (brew install redis) …');
  execFileSync('brew', ['install', 'redis'], { stdio: 'inherit' });
  return join(execFileSync('brew', ['--prefix', 'redis'], { encoding: 'utf8' }).trim(), 'bin/redis-server');
}
